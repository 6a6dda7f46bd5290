"""OpenDocument files by the XML inside them."""

from __future__ import annotations

import io
import zipfile

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def open_file(kind: str, body: str, *, styles: str = "", title: str = "") -> bytes:
    """A file of a kind (`text`, `spreadsheet` or `presentation`) with this body and these automatic styles."""
    out = io.BytesIO()
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f"{head}<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f'{head}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
            f"<dc:title>{title}</dc:title></office:meta></office:document-meta>",
        )
    return out.getvalue()


def row(*cells: str, attributes: str = "") -> str:
    """A row of a table; a cell that begins with a tag is taken as it is."""
    made = (
        cell if cell.startswith("<") else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row {attributes}>{''.join(made)}</table:table-row>"


def open_text_file() -> bytes:
    """A text with headings, a numbered list, a table, a note, and something struck out."""
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties'
        ' style:text-line-through-style="solid"/></style:style>'
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"'
        ' style:num-suffix="."/></text:list-style>'
    )
    body = (
        '<text:h text:outline-level="1">The church at Lom</text:h>'
        "<text:p>The pulpit of the church at Lom was carved by Ragnhild Bakke<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>She also made the door.</text:p></text:note-body></text:note>"
        ' in <text:span text:style-name="S">1790</text:span><text:s/>1793.</text:p>'
        '<text:list text:style-name="L"><text:list-item><text:p>Sing.</text:p></text:list-item>'
        "<text:list-item><text:p>Pray.</text:p></text:list-item></text:list>"
        f"<table:table>{row('Bell', 'Year', 'Weight')}{row('Great', '1690', '900 kg')}</table:table>"
    )
    return open_file("text", body, styles=styles, title="Lom")


def open_sheets_file() -> bytes:
    """Two sheets, one of them hidden, with repeated rows and cells."""
    styles = (
        '<style:style style:name="H" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    body = (
        f'<table:table table:name="Wells">{row("Well", "Owner", "Depth")}'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"{row('Vang', 'Kari Nes', '14 m')}"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
        f'<table:table table:name="Old" table:style-name="H">{row("a", "b", "c")}{row("x", "y", "z")}</table:table>'
    )
    return open_file("spreadsheet", body, styles=styles)


def open_slides_file() -> bytes:
    """A slide with a list and notes, and one that is hidden."""
    styles = (
        '<style:style style:name="H" style:family="drawing-page"><style:drawing-page-properties'
        ' presentation:visibility="hidden"/></style:style>'
    )
    title = '<draw:frame presentation:class="title"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    body = (
        f"<draw:page>{title.format('Trails')}<draw:frame><draw:text-box><text:list><text:list-item>"
        "<text:p>The trail to Glittertind is marked by Asbjorn Ree.</text:p></text:list-item></text:list>"
        '</draw:text-box></draw:frame><draw:frame presentation:class="footer"><draw:text-box><text:p>7</text:p>'
        '</draw:text-box></draw:frame><presentation:notes><draw:frame presentation:class="notes"><draw:text-box>'
        "<text:p>Mention the bridge.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        f'<draw:page draw:style-name="H">{title.format("Nobody reads this")}</draw:page>'
    )
    return open_file("presentation", body, styles=styles)
