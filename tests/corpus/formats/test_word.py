"""Word files as Word and its kin write them: what is accepted and seen is read, once, with what Word counts."""

from __future__ import annotations

import io
import zipfile

import pytest

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.list_numbers import list_number
from citespan.corpus.formats.word.document import extract_word

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ROOTS = {"header1": "hdr", "footer1": "ftr"}


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with this body and these parts, such as `styles` or `footnotes`, by the XML inside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        links = "".join(
            f'<Relationship Id="{name}" Type="{_KINDS}{name.rstrip("1")}" Target="{name}.xml"/>' for name in parts
        )
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{_KINDS}officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>')
        archive.writestr("word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            root = _ROOTS.get(name, name)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {_NAMES}>{inside}</w:{root}>")
    return out.getvalue()


def text_of(body: str, **parts: str) -> str:
    return extract_word(word_file(body, **parts), source="x.docx").text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def term(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def field(*, begin: str = "", code: str = "", gave: str = "") -> str:
    """A field, as Word saves it: its code is not seen, what it gave is."""
    signs = [f'<w:r><w:fldChar w:fldCharType="{kind}">' for kind in ("begin", "separate", "end")]
    parts = (signs[0], begin, "</w:fldChar></w:r>", code, signs[1], "</w:fldChar></w:r>", run(gave) if gave else "")
    return "".join((*parts, signs[2], "</w:fldChar></w:r>"))


HALF = f"<m:f><m:num>{term('1')}</m:num><m:den>{term('2')}</m:den></m:f>"
CHOICES = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Red"/><w:listEntry w:val="Blue"/></w:ddList>'
    "</w:ffData>"
)
PLACEHOLDER = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("10") + run("9", '<w:vertAlign w:val="superscript"/>') + run(" cells"), "10⁹ cells"),
        (run("H") + run("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "H₂O"),
        (run("costs ") + run("40 ", "<w:strike/>") + run("45 euros"), "costs 45 euros"),
        (run("costs ") + run("40 ", "<w:dstrike/>") + run("45"), "costs 45"),
        (run("costs ") + run("40", '<w:strike w:val="0"/>'), "costs 40"),
        (run("costs ") + run("secret ", "<w:vanish/>") + run("45"), "costs 45"),
        (run("is ") + f"<w:del>{run('40')}</w:del><w:ins>{run('45')}</w:ins>", "is 45"),
        (f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", "here"),
        ("<w:r><w:t>4</w:t><w:noBreakHyphen/><w:t>6 weeks</w:t></w:r>", "4-6 weeks"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a b\nc"),
        ("<w:r><w:t>c</w:t><w:cr/><w:t>d</w:t><w:ptab/><w:t>e</w:t></w:r>", "c\nd e"),
        ('<w:r><w:t>5 </w:t><w:sym w:font="Symbol" w:char="F0B1"/><w:t xml:space="preserve"> 1</w:t></w:r>', "5 ± 1"),
        ('<w:r><w:t>x</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "x✓"),
        (PLACEHOLDER + run("x"), "x"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("x"), "x"),
        (run("see") + '<w:r><w:footnoteReference w:id="9"/></w:r>' + run(" it"), "see it"),
        (run("in 1893") + run("4", '<w:rStyle w:val="Mark"/>') + run(" by"), "in 1893 by"),
        (f"<m:oMath><m:f><m:num>{term('a+b')}</m:num><m:den>{term('2')}</m:den></m:f></m:oMath>", "(a+b)/2"),
        (f"<m:oMath><m:sSup><m:e>{term('x')}</m:e><m:sup>{term('2')}</m:sup></m:sSup></m:oMath>", "x²"),
        (run("10") + run("9", '<w:position w:val="8"/><w:sz w:val="14"/>') + run(" cells"), "10⁹ cells"),
        (run("H") + run("2", '<w:position w:val="-6"/>') + run("O"), "H₂O"),
        (run("5 ") + run("m", '<w:rFonts w:ascii="Symbol"/>') + run("g"), "5 μg"),
        ('<w:r><w:t>x</w:t><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "x☑"),
        ('<w:r><w:t>x</w:t><w:sym w:font="Webdings" w:char="F061"/></w:r>', "x✓"),
        (run("End 45") + '<w:r><w:endnoteReference w:id="3" w:customMarkFollows="1"/><w:t>2</w:t></w:r>', "End 45"),
        (field(begin=CHOICES), "Blue"),
        (field(code=run("IF") + field(code=run("AGE"), gave="hidden"), gave="shown"), "shown"),
        (run("takes 3") + f"<m:oMath>{HALF}</m:oMath>" + run(" hours"), "takes 3 1/2 hours"),
        (f"<m:oMath>{term('3')}{HALF}</m:oMath>", "3 1/2"),
        (f"<w:ruby><w:rt>{run('above')}</w:rt><w:rubyBase>{run('base')}</w:rubyBase></w:ruby>", "base"),
    ],
)  # fmt: skip
def test_characters_and_changes_are_read_as_they_are_seen(inside: str, text: str) -> None:
    styles = '<w:style w:type="character" w:styleId="Mark"><w:name w:val="footnote reference"/></w:style>'
    assert text_of(paragraph(inside), styles=styles) == text


def test_a_text_box_is_read_once_below_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('In the box.'))}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(paragraph(run("Before"), f"<w:r>{both}</w:r>", run(" and after."))) == (
        "Before and after.\n\nIn the box."
    )


def test_notes_comments_headers_and_footers_are_read_behind_the_text() -> None:
    text = text_of(
        paragraph(run("Body."), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnotes=f'<w:footnote w:type="separator" w:id="0">{paragraph(run("---"))}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", run("A note."))}</w:footnote>',
        endnotes=f'<w:endnote w:id="2">{paragraph(run("Not referred to."))}</w:endnote>',
        comments=f'<w:comment w:id="1" w:author="Ada">{paragraph(run("Really?"))}</w:comment>',
        header1=paragraph(run("Draft of May")),
        footer1=paragraph(run("Page 1 of 3")),
    )
    assert text == "Body.\n\nA note.\n\nAda: Really?\n\nDraft of May"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>The fee </w:t></w:r></w:p>"
    assert text_of(first + paragraph(run("is 40 euros."))) == "The fee is 40 euros."


def test_lists_have_the_numbers_that_word_counts() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    levels = level.format(0, 3, "upperRoman", "%1.") + level.format(1, 1, "lowerLetter", "%1.%2)")
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )

    def numbered(text: str, level: int, number: int = 5) -> str:
        return paragraph(
            run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        )

    body = (
        numbered("a", 0)
        + numbered("b", 1)
        + numbered("c", 1)
        + numbered("d", 0)
        + numbered("e", 1)
        + numbered("f", 0, 6)
    )
    assert text_of(body, numbering=numbering) == "III. a\nIII.a) b\nIII.b) c\nIV. d\nIV.a) e\nI. f"


def test_a_heading_has_the_level_that_its_style_is_linked_to() -> None:
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="decimal"/><w:pStyle w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level.format(0, "H1", "%1")}{level.format(1, "H2", "%1.%2")}'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/>'
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2)
    )
    body = "".join(
        paragraph(run(text), properties=f'<w:pStyle w:val="H{n}"/>')
        for text, n in (("Rent", 1), ("Due", 2), ("Hens", 2))
    )
    assert text_of(body, numbering=numbering, styles=styles) == "1 Rent\n\n1.1 Due\n\n1.2 Hens"


@pytest.mark.parametrize(
    ("form", "first", "twenty_first"),
    [
        ("cardinalText", "One", "Twenty-one"),
        ("ordinalText", "First", "Twenty-first"),
        ("numberInDash", "- 1 -", "- 21 -"),
    ],
)
def test_numbers_are_written_in_the_form_of_their_list(form: str, first: str, twenty_first: str) -> None:
    assert (list_number(1, form), list_number(21, form)) == (first, twenty_first)


def test_a_large_first_letter_is_one_with_its_word() -> None:
    letter = paragraph(run("T"), properties='<w:framePr w:dropCap="drop"/>')
    assert text_of(letter + paragraph(run("he ferry leaves."))) == "The ferry leaves."


def test_styles_that_the_file_does_not_hold_are_known_by_their_ids() -> None:
    body = paragraph(run("Fees"), properties='<w:pStyle w:val="Heading1"/>') + paragraph(run("It is 45."))
    extract = extract_word(word_file(body), source="x.docx")
    assert [heading.text for heading in extract.headings] == ["Fees"]


def test_a_note_whose_mark_was_deleted_is_gone() -> None:
    mark = '<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'
    notes = f'<w:footnote w:id="2">{paragraph(run("Gone."))}</w:footnote>'
    assert text_of(paragraph(run("Fee 45."), mark), footnotes=notes) == "Fee 45."


def test_a_cell_that_nobody_filled_in_is_empty_and_moves_no_other() -> None:
    asked = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell('Click')}</w:sdtContent></w:sdt>"
    assert text_of(table(cell("Route") + asked + cell("B12"), cell("a") + cell("b") + cell("c"))) == (
        "| Route |  | B12 |\n| a | b | c |"
    )


def test_a_first_row_that_alone_is_bold_names_the_columns() -> None:
    def bold(text: str) -> str:
        return f"<w:tc>{paragraph(run(text, '<w:b/>'))}</w:tc>"

    named = table(bold("Boat") + bold("2024"), cell("Yawl") + cell("9"))
    assert text_of(named) == "| Boat | 2024 |\n| --- | --- |\n| Yawl | 9 |"
    unnamed = table(bold("Yawl") + bold("9"), bold("Boat") + bold("4"))
    assert text_of(unnamed) == "| Yawl | 9 |\n| Boat | 4 |"


def test_a_bar_in_a_cell_parts_no_cells() -> None:
    text = text_of(table(cell("Sign") + cell("a | b") + cell("c|d"), cell("x") + cell("y") + cell("z")))
    assert text == "| Sign | a|b | c|d |\n| x | y | z |"


def test_headings_are_known_by_their_styles_in_any_language_and_the_title_is_the_title() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift2"/></w:style>'
    )
    body = "".join(
        paragraph(run(text), properties=f'<w:pStyle w:val="{style}"/>' if style else outline)
        for text, style, outline in (
            ("The harbour", "Titel", ""),
            ("Fees", "berschrift2", ""),
            ("Berths", "Own", ""),
            ("Water", "", '<w:outlineLvl w:val="0"/>'),
            ("It is free.", "", ""),
        )
    )
    extract = extract_word(word_file(body, styles=styles), source="x.docx")
    assert extract.title == "The harbour"
    assert [(heading.level, heading.text) for heading in extract.headings] == [
        (1, "The harbour"), (3, "Fees"), (3, "Berths"), (2, "Water"),
    ]  # fmt: skip


def test_merged_cells_stand_in_each_row_and_column_and_heads_of_two_storeys_are_one() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    text = text_of(
        table(
            cell("Route", down) + cell("Price", '<w:gridSpan w:val="2"/>'),
            cell("", on) + cell("adult") + cell("child"),
            cell("Sandhamn", down) + cell("4") + cell("2"),
            cell("", on) + cell("6") + cell("3"),
        )
    )
    assert text == "| Route | Price adult | Price child |\n| Sandhamn | 4 | 2 |\n| Sandhamn | 6 | 3 |"


def test_rows_and_cells_in_content_controls_stay_and_deleted_rows_go() -> None:
    row = f"<w:tr>{cell('Customs')}<w:sdt><w:sdtContent>{cell('4490')}</w:sdtContent></w:sdt>{cell('C03')}</w:tr>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}</w:tr>"
    assert (
        text_of(f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{gone}</w:tbl>") == "| Customs | 4490 | C03 |"
    )


def test_deletions_nested_a_thousand_deep_cost_nothing() -> None:
    nested = "<w:del>" * 1000 + run("gone") + "</w:del>" * 1000
    assert text_of(paragraph(nested, run("The fee is 45 euros."))) == "The fee is 45 euros."


def test_a_file_of_nothing_but_raised_characters_is_read() -> None:
    assert text_of(paragraph(run("All is small.", '<w:vertAlign w:val="superscript"/>'))) == "All is small."


def test_a_file_without_a_body_is_named() -> None:
    with pytest.raises(LoadError, match="not a Word file"):
        extract_word(word_file("").replace(b"w:body", b"w:bode"), source="x.docx")
