"""Word files (.docx): paragraphs, headings and tables, in their order."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import DAMAGES, check_archive
from citespan.corpus.formats.extract import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordFile
    from lxml import etree

    from citespan.corpus.formats.extract import Extract

# What python-docx raises, beside what archives do, on files that lack what the format demands.
_LACKS = (PackageNotFoundError, InvalidXmlError, KeyError, AttributeError, TypeError, SyntaxError)
_HEADING = re.compile(r"heading (\d)")


def extract_word(data: bytes, *, source: str) -> Extract:
    """The text of a Word file's body; its heading styles make headings, its tables rows.

    Insertions under review count as text, deletions do not. Headers, footers and notes are left out.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or empty.
    """
    check_archive(data, source=source)
    try:
        file = docx.Document(io.BytesIO(data))
        builder = TextBuilder()
        _add(builder, file.element.body, file)
        title = file.core_properties.title or ""
    except (*DAMAGES, *_LACKS) as exc:
        raise LoadError(f"{source}: is not a Word file that can be read ({exc}); save it as .docx again") from exc
    if builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return builder.extract(title=title)


def _add(builder: TextBuilder, parent: etree._Element, file: WordFile) -> None:
    """Add the paragraphs and tables below an element, those in content controls included."""
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            _add_paragraph(builder, Paragraph(child, file._body))
        elif child.tag == qn("w:tbl"):
            for row in child.iter(qn("w:tr")):
                builder.row(_text(cell) for cell in row.iterchildren(qn("w:tc")))
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                _add(builder, content, file)


def _add_paragraph(builder: TextBuilder, paragraph: Paragraph) -> None:
    text = _text(paragraph._p)
    style = (paragraph.style.name or "").lower() if paragraph.style else ""
    heading = _HEADING.match(style)
    if heading or style == "title":
        builder.heading(text, level=1 + int(heading[1]) if heading else 1)
    elif style.startswith("list"):
        builder.item(text)
    else:
        builder.paragraph(text)


def _text(element: etree._Element) -> str:
    """All text below an element, but not that of tables inside it, which have rows of their own."""
    parts = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
        if any(ancestor.tag == qn("w:tbl") for ancestor in _between(node, element)):
            continue
        parts.append(node.text or "" if node.tag == qn("w:t") else " ")
    return "".join(parts)


def _between(node: etree._Element, element: etree._Element) -> Iterator[etree._Element]:
    for ancestor in node.iterancestors():
        if ancestor is element:
            return
        yield ancestor
