r"""Rich text: what is seen is read, in the encoding of its fonts."""

from __future__ import annotations

import pytest

from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_bytes

FONTS = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Times;}{\f2\fcharset2 Symbol;}{\f3\fcharset128 Mincho;}}"


def text_of(inside: str) -> str:
    data = rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{{\stylesheet{{\s1 heading 1;}}}}{inside}}}".encode("ascii")
    return load_bytes(data, source="x.rtf", document_id="x").text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r"K\'e4se{\b  und} Brot\par", "Käse und Brot"),
        (r"{\f1 \'c4\'e0}", "Да"),
        (r"{\f3 \'93\'fa\'96\'7b}", "日本"),
        (r"5 {\f2 \'b1} 1", "5 ± 1"),
        (r"\u1044 ?\uc0\u1072 , \uc1\u-10179 ?\u-8704 ?", "Да, 😀"),
        (r"costs {\strike 40 }45{\v hidden}{\deleted gone}", "costs 45"),
        (r"\strike 40 \strike0 45", "45"),
        (r"10{\super 9} cells", "10⁹ cells"),
        (r"see {\field{\*\fldinst HYPERLINK x}{\fldrslt this page}}", "see this page"),
        (r"a{\*\unknown lost}{\pict 8950}b{\footer 7}", "ab"),
        (r"a{\pict\bin6 }}}}}}}b", "ab"),
        (r"a\{b\}\\c\~d", "a{b}\\c d"),
        (r"Text{\footnote \chftn A note.} goes on.\par", "Text goes on.\n\nA note."),
        (r"{\listtext\tab 2.\tab}two\par{\pntext\bullet\tab}dot\par", "2. two\n- dot"),
        (r"{\shp{\*\shpinst{\sp x}{\shptxt In a box.\par}}}", "In a box."),
        (r"one\line two\par\pard three", "one\ntwo\n\nthree"),
        (
            r"x\par\trowd\cellx1\cellx2\intbl a\cell b\par c\cell\row\intbl d\cell e\cell\row\pard y",
            "x\n\n| a | b c |\n| d | e |\n\ny",
        ),
        (
            r"\trowd\clvmgf\cellx1\cellx2 a\cell b\cell\row\trowd\clvmrg\cellx1\cellx2 \cell c\cell\row",
            "| a | b |\n| a | c |",
        ),
    ],
)
def test_what_is_seen_is_read(inside: str, text: str) -> None:
    assert text_of(inside) == text


def test_headings_are_known_by_outline_and_style() -> None:
    data = r"{\rtf1{\info{\title The fair}}{\stylesheet{\s7 heading 2;}}\s7 Stalls\par\pard Open.\par}"
    document = load_bytes(data.encode(), source="x.rtf", document_id="x")
    assert document.title == "The fair"
    assert [section.headings for section in document.sections] == [("Stalls",)]


@pytest.mark.parametrize(
    ("data", "told"), [(b"plain", "is no rich text"), (rb"{\rtf1 }", "holds no text"), (b"{" * 9, "is no rich text")]
)
def test_what_is_no_rich_text_is_named(data: bytes, told: str) -> None:
    with pytest.raises(LoadError, match=rf"^x\.rtf: .*{told}"):
        load_bytes(data, source="x.rtf", document_id="x")


def test_groups_nested_a_million_deep_cost_nothing() -> None:
    nested = b"{" * 1_000_000 + b"deep" + b"}" * 1_000_000
    assert load_bytes(rb"{\rtf1 " + nested + b"}", source="x.rtf", document_id="x").text == "deep"
