"""Word files (.docx): paragraphs, headings and tables, in their order."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

from citespan.corpus.archive import check_archive
from citespan.corpus.errors import LoadError
from citespan.corpus.extract import TextBuilder

if TYPE_CHECKING:
    from citespan.corpus.extract import Extract

_HEADING = re.compile(r"heading (\d)")


def extract_word(data: bytes, *, source: str) -> Extract:
    """The text of a Word file; its heading styles make headings, its tables rows.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or empty.
    """
    check_archive(data, source=source)
    try:
        file = docx.Document(io.BytesIO(data))
        builder = TextBuilder()
        for block in file.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    builder.row(dict.fromkeys(cell.text for cell in row.cells))
                continue
            style = (block.style.name or "").lower() if block.style else ""
            heading = _HEADING.match(style)
            if heading or style == "title":
                builder.heading(block.text, level=1 + int(heading[1]) if heading else 1)
            elif style.startswith("list"):
                builder.item(block.text)
            else:
                builder.paragraph(block.text)
        title = file.core_properties.title or ""
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, SyntaxError) as exc:
        raise LoadError(f"{source}: is not a Word file that can be read ({exc}); save it as .docx again") from exc
    if builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return builder.extract(extractor=f"python-docx/{version('python-docx')} citespan-word/1", title=title)
