"""OpenDocument files: what is accepted and seen is read, once, with the numbers that lists have."""

from __future__ import annotations

import io
import zipfile

import pytest
from made_open import open_file, open_sheets_file, open_slides_file, open_text_file, row

from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_bytes, load_documents


def text_of(body: str, styles: str = "") -> str:
    return load_bytes(open_file("text", body, styles=styles), source="x.odt", document_id="x").text


def test_a_text_has_its_headings_list_table_and_notes() -> None:
    document = load_bytes(open_text_file(), source="x.odt", document_id="x")
    assert document.title == "Lom"
    assert document.text == (
        "The church at Lom\n\nThe pulpit of the church at Lom was carved by Ragnhild Bakke in 1793.\n\n"
        "1. Sing.\n2. Pray.\n\n| Bell | Year | Weight |\n| Great | 1690 | 900 kg |\n\nShe also made the door."
    )
    assert document.sections[0].headings == ("The church at Lom",)


def test_the_rows_of_sheets_keep_their_numbers_and_hidden_sheets_are_told() -> None:
    (document,) = load_documents(open_sheets_file(), source="x.ods", root_key="r")
    assert (document.source, document.text) == (
        "x.ods#row=4&sheet=Wells",
        "Well: Vang\nOwner: Kari Nes\nDepth: 14 m",
    )
    assert "hidden sheets are left out: Old" in document.losses[0].message


def test_slides_are_pages_and_those_that_are_hidden_are_told() -> None:
    document = load_bytes(open_slides_file(), source="x.odp", document_id="x")
    assert document.text == "Trails\n\n- The trail to Glittertind is marked by Asbjorn Ree.\n\nMention the bridge."
    assert [page.number for page in document.pages] == [1]
    assert [loss.pages for loss in document.losses] == [(2,)]


BOX = "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>"
STYLES = (
    '<style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/>'
    '</style:style><style:style style:name="T1" style:family="text" style:parent-style-name="Gone"/>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<text:p>10<text:span text:style-name="Up">9</text:span> cells</text:p>', "10⁹ cells"),
        ('<text:p>It costs <text:span text:style-name="T1">40</text:span>45.</text:p>', "It costs 45."),
        ("<text:p>a<text:tab/>b<text:line-break/>c<text:s text:c='3'/>d</text:p>", "a b\nc d"),
        ("<text:tracked-changes><text:p>old</text:p></text:tracked-changes><text:p>new</text:p>", "new"),
        ("<text:section><text:p>inside</text:p></text:section>", "inside"),
        (f"<text:p>a{BOX}b</text:p>", "ab\n\nbox"),
        ("<text:p>x<office:annotation><text:p>Really?</text:p></office:annotation></text:p>", "x\n\nReally?"),
        (2 * f"<table:table>{row('a', 'b')}</table:table>", "| a | b |\n\n| a | b |"),
    ],
)  # fmt: skip
def test_a_paragraph_says_what_is_seen(body: str, text: str) -> None:
    assert text_of(body, STYLES) == text


def test_lists_have_the_numbers_of_their_levels() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="I"'
        ' style:num-suffix="." text:start-value="3"/><text:list-level-style-number text:level="2" style:num-format="a"'
        ' style:num-suffix=")" text:display-levels="2"/></text:list-style>'
    )
    inner = "<text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L"><text:list-item><text:p>a</text:p>{inner}</text:list-item>'
        f"<text:list-item><text:p>c</text:p>{inner}</text:list-item></text:list>"
    )
    assert text_of(body, styles) == "III. a\nIII.a) b\nIV. c\nIV.a) b"


def test_merged_cells_stand_in_each_row_and_column() -> None:
    covered = "<table:covered-table-cell/>"
    rows = row(
        '<table:table-cell table:number-rows-spanned="2"><text:p>Sand</text:p></table:table-cell>', "4", "2"
    ) + row(covered, "6", "3")
    body = f'<table:table table:name="S">{row("Route", "adult", "child")}{rows}</table:table>'
    found = load_documents(open_file("spreadsheet", body), source="x.ods", root_key="r")
    assert [document.text for document in found] == [
        "Route: Sand\nadult: 4\nchild: 2",
        "Route: Sand\nadult: 6\nchild: 3",
    ]


def test_a_file_with_a_password_is_named() -> None:
    out = io.BytesIO(open_text_file())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<x><manifest:encryption-data/></x>")
    with pytest.raises(LoadError, match=r"x\.odt: is encrypted; save it without a password"):
        load_bytes(out.getvalue(), source="x.odt", document_id="x")
