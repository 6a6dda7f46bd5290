"""Word files (.docx): paragraphs, headings, lists and tables in their order, then notes and margins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import DAMAGES, check_archive
from citespan.corpus.formats.extract import TextBuilder
from citespan.corpus.formats.grid import spread
from citespan.corpus.formats.word.counters import Numbering
from citespan.corpus.formats.word.inline import inline
from citespan.corpus.formats.word.parts import Package, W
from citespan.corpus.formats.word.styles import Styles
from citespan.corpus.formats.word.tables import children, table_rows
from citespan.corpus.text.raised import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.text.raised import TextRun

_BLOCKS = (f"{W}p", f"{W}tbl")
_PAGE_NUMBER = re.compile(r"\W*(?:(?:page|seite)\W*)?[\divxlc]*(?:\W+(?:of\W+|von\W+)?\d*)?\W*$", re.IGNORECASE)
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def extract_word(data: bytes, *, source: str) -> Extract:
    """The text of a Word file as its review is accepted: body, footnotes, endnotes, comments, headers and footers.

    Its heading styles make headings, its lists the numbers that Word counts, its tables rows. What is struck out or
    hidden is left out.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or empty.
    """
    check_archive(data, source=source)
    try:
        package = Package(data)
        try:
            reader = _Reader(package)
            reader.add(package.body)
            reader.add_margins()
            title = reader.title or package.title()
        finally:
            package.close()
    except (*DAMAGES, KeyError, etree.LxmlError) as exc:
        raise LoadError(f"{source}: is not a Word file that can be read ({exc}); save it as .docx again") from exc
    if reader.builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return reader.builder.extract(title=title)


class _Reader:
    """Puts the parts of one file together."""

    def __init__(self, package: Package) -> None:
        self.builder = TextBuilder()
        self.title = ""
        self._package = package
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._carried: list[TextRun] = []

    def add(self, parent: etree._Element) -> None:
        """Add the paragraphs and tables below an element, those in content controls included."""
        for child in children(parent, *_BLOCKS):
            if child.tag == f"{W}p":
                self._add_paragraph(child)
            else:
                self._add_table(child)
        if self._carried:
            self.builder.paragraph(compose(self._carried))
            self._carried = []

    def add_margins(self) -> None:
        """Add the notes in the order in which the text refers to them, then comments, headers and footers."""
        for kind in ("footnote", "endnote"):
            notes = self._notes(kind)
            for reference in self._package.body.iter(f"{W}{kind}Reference"):
                note = notes.pop(reference.get(f"{W}id"), None)
                if note is not None and not _is_taken_out(reference):
                    self.add(note)
        comments = self._package.part("comments")
        for comment in () if comments is None else comments.iterchildren(f"{W}comment"):
            said = " ".join(filter(None, self._texts(comment)))
            author = comment.get(f"{W}author", "").strip()
            self.builder.paragraph(f"{author}: {said}" if author and said else said)
        said_before: set[str] = set()
        for kind in ("header", "footer"):
            for part in self._package.part_by_id(kind).values():
                for text in self._texts(part):
                    if text not in said_before and not _PAGE_NUMBER.match(text):
                        self.builder.paragraph(text)
                    said_before.add(text)

    def _notes(self, kind: str) -> dict[str | None, etree._Element]:
        part = self._package.part(f"{kind}s")
        notes = () if part is None else part.iterchildren(f"{W}{kind}")
        return {note.get(f"{W}id"): note for note in notes if note.get(f"{W}type") not in _SEPARATORS}

    def _texts(self, parent: etree._Element) -> Iterator[str]:
        """The text of each paragraph below an element, those in tables included."""
        for paragraph in parent.iter(f"{W}p"):
            yield " ".join(compose(inline(paragraph, self._styles).runs).split())

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        found = inline(paragraph, self._styles)
        self._carried += found.runs
        if not _goes_into_next(paragraph):
            text = compose(self._carried)
            self._carried = []
            self._write(text, paragraph)
        for box in found.boxes:
            self.add(box)

    def _write(self, text: str, paragraph: etree._Element) -> None:
        numbered = self._styles.number(paragraph)
        label = self._numbering.label(numbered) if numbered else None
        if not text.strip():
            return
        level = self._styles.level(paragraph)
        if self._styles.is_title(paragraph):
            self.title = self.title or text
            self.builder.heading(text, level=1)
        elif level is not None:
            self.builder.heading(f"{label or ''} {text}", level=1 + level)
        elif label is not None or any(name.startswith("list") for name in self._styles.names(paragraph)[:1]):
            self.builder.item(text, number=label or "")
        else:
            self.builder.paragraph(text)

    def _add_table(self, table: etree._Element) -> None:
        self.builder.table(spread(table_rows(table, self._cell_text, self._styles)))
        for inner in _inner_tables(table):
            self._add_table(inner)

    def _cell_text(self, cell: etree._Element) -> str:
        parts: list[str] = []
        for paragraph in children(cell, f"{W}p"):
            found = inline(paragraph, self._styles)
            numbered = self._styles.number(paragraph)
            label = self._numbering.label(numbered) if numbered and found.runs else None
            boxes = (text for box in found.boxes for text in self._texts(box))
            parts += [label or "", compose(found.runs), *boxes]
        return " ".join(filter(None, parts))


def _is_taken_out(element: etree._Element) -> bool:
    """True of what review deleted, or moved elsewhere."""
    return next(element.iterancestors(f"{W}del", f"{W}moveFrom"), None) is not None


def _goes_into_next(paragraph: etree._Element) -> bool:
    """True if the next paragraph goes on in this: review deleted its end, or it is a large first letter."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    if frame is not None and frame.get(f"{W}dropCap") in {"drop", "margin"}:
        return True
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _inner_tables(table: etree._Element) -> Iterator[etree._Element]:
    """The tables that stand in the cells of a table."""
    for row in children(table, f"{W}tr"):
        for cell in children(row, f"{W}tc"):
            yield from children(cell, f"{W}tbl")
