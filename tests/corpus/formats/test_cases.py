"""Small files that stand for reported faults of tools that read files: what their text has to say, and must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from citespan.corpus.load import load_file

CASES = Path(__file__).parents[2] / "cases"


def text_of(name: str) -> str:
    """The text of a case's file, or of all its records."""
    return "\n".join(document.text for document in load_file(CASES / name, root=CASES))


@pytest.mark.parametrize(
    ("name", "says", "never"),
    [
        ("superscript-glued/culture.docx", ("10⁹ cells", "costs 45 euros"), ("109", "452")),
        ("superscript-glued/station.html", ("in 1893 by", "2.5 × 10⁶ candela", "60 m²"), ("18934", "106")),
        ("docx-nobreak-hyphen/leaflet.docx", ("4-6 weeks", "10-12 days", "71-408"), ("46", "1012", "71408")),
        ("docx-control-in-table/contacts.docx", ("| Harbour master | 4471 | B12 |",), ()),
        ("docx-auto-numbers/lease.docx", ("2.2 Hens may be kept", "3. Notice"), ()),
        ("docx-equations/dose.docx", ("is d = 3 V + 12, where", "limit is 40 grams"), ()),
        ("docx-strict/well.docx", ("tested for nitrate every March",), ()),
        ("html-hidden-text/workshop.html", ("costs 40 euros", "Ragna Holt"), ("95", "nine", "Template", "Nobody")),
        ("html-windows-1252/house.html", ("9–17", "€6", "“bell book”", "couldn’t"), ("\x92", "\ufffd")),
        ("html-windows-1252/short.html", ("pier’s gate", "9–17", "€6"), ()),
        ("list-numbers-lost/bread.html", ("4. Bake them for 70 minutes",), ()),
        ("legacy-encodings/cp1252.txt", ("café in Zürich closes at 9 – and the “late” menu costs £14",), ()),
        ("legacy-encodings/latin.html", ("café in Zürich closes at 9 – and the “late” menu costs £14",), ()),
        ("legacy-encodings/nometa.html", ("café in Zürich closes at 9 – and the “late” menu costs £14",), ()),
        ("legacy-encodings/notes.md", ("café in Zürich closes at 9 – and the “late” menu costs £14",), ()),
        ("legacy-encodings/utf16le-no-bom.txt", ("café in Zürich",), ()),
        ("legacy-encodings/utf16-bom.txt", ("café in Zürich",), ()),
        ("legacy-encodings/excel-german.csv", ("Größe: 4", "Mütter"), ()),
        ("legacy-encodings/euro.csv", ("Item: Screw\nPrice: 1,20\nNote: per box, not per piece",), ()),
        ("legacy-encodings/ragged.csv", ("Item: Screw\nPrice: 1.20", "Item: Bolt\nPrice: 2.10"), ("Nut",)),
        ("legacy-encodings/title-above.csv", ("Item: Screw\nPrice: 1.20\nUnit: box",), ("Price list 2024:",)),
        ("legacy-encodings/broken.jsonl", ("item: Screw\nprice: 1.2", "item: Bolt\nprice: 2.1"), ("Nut",)),
        (
            "superscript-glued/spring.pdf",
            ("3.2 × 10⁵ litres", "in 1874 by", "48 m²", "is 4 euros"),
            ("105", "18742"),
        ),
        ("pdf-compound-at-line-end/stove.pdf", ("a fire-resistant plate", "well-known tiler"), ("fireresistant",)),
        (
            "pdf-compound-at-line-end/workshop.pdf",
            ("First- and second-", "hook A-b7", "--no-feed", "n-hexanol"),
            (),
        ),
        ("pdf-form-values/registration.pdf", ("\nBerth wanted: C 17\n", "Name of the boat: Stormsvala\n"), ()),
        ("pdf-sideways-table/stock.pdf", ("| Wood | January | April | July |", "| Oak | 3.1 | 2.8 | 4.0 | 3.6 |"), ()),
        ("legacy-encodings/array.json", ("item: Screw\nprice: 1.2",), ()),
    ],
)
def test_a_file_says_what_it_says(name: str, says: tuple[str, ...], never: tuple[str, ...]) -> None:
    text = text_of(name)
    assert all(words in text for words in says), text
    assert not any(words in text for words in never), text


def test_text_that_review_moved_is_read_where_it_went() -> None:
    text = text_of("docx-moved-text/rota.docx")
    assert text.count("The freezer is defrosted") == 1
    assert text.index("April") < text.index("The freezer")


def test_a_page_in_windows_1252_has_one_heading() -> None:
    assert text_of("html-windows-1252/house.html").count("The ferryman’s house") == 1


def test_pages_that_are_pictures_are_recognised_and_the_others_are_read() -> None:
    (document,) = load_file(CASES / "pdf-some-pages-scanned/lease.pdf", root=CASES)
    assert "four boats" in document.text
    assert "The lease ends on 30 June 2031." in document.text
    assert [bool(page.recognised) for page in document.pages] == [False, True, True, False]
    assert not document.losses


def test_a_text_layer_of_gibberish_is_recognised_instead_of_read() -> None:
    (document,) = load_file(CASES / "pdf-unreadable-letters/moor.pdf", root=CASES)
    assert "was laid by prisoners in 1949" in document.text
    assert document.pages[0].recognised
