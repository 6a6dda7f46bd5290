"""Reads files by other ways than citespan does: what its citations are compared with."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pypdfium2
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_POINTS_FROM_EDGE = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """All characters of a document but white space, in their order, and the page of each where there are pages."""

    characters: str
    pages: tuple[int, ...] = ()


def solid(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


_NOTE_MARK = re.compile(r"<sup>\[\d+\]</sup>")


def read_web(data: bytes) -> Mapping[str, Reading]:
    """The article of a page without the marks of its notes, by Python's own HTML parser."""
    return {"": Reading(_Blocks.read(_NOTE_MARK.sub("", data.decode()), within="article"))}


def read_book(data: bytes) -> Mapping[str, Reading]:
    """The chapters of a book in the order of its spine, each by Python's own HTML parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = ElementTree.fromstring(archive.read("OEBPS/content.opf"))
        places = {item.get("id"): item.get("href") for item in package.iter(f"{_OPF}item")}
        chapters = [str(places[item.get("idref")]).replace("%20", " ") for item in package.iter(f"{_OPF}itemref")]
        texts = [_Blocks.read(archive.read(f"OEBPS/{name}").decode(), within="body") for name in chapters]
    return {"": Reading("".join(texts))}


def read_word(data: bytes) -> Mapping[str, Reading]:
    """The paragraphs and tables of a Word file, from its XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    found = []
    for block in root.findall(f"{_WORD}body/*"):
        if block.tag == f"{_WORD}p":
            style = block.find(f"{_WORD}pPr/{_WORD}pStyle")
            listed = style is not None and style.get(f"{_WORD}val", "").startswith("List")
            found.append(("-" if listed else "") + _word_text(block))
        for row in block.iter(f"{_WORD}tr"):
            found.append("|" + "".join(f"{_word_text(cell)}|" for cell in row.iter(f"{_WORD}tc")))
    return {"": Reading(solid("".join(found)))}


def _word_text(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_WORD}t"))


def read_pdf(data: bytes) -> Mapping[str, Reading]:
    """The letters of each page by where they stand on it: from top to bottom, from left to right.

    The running head counts once, what stands below the text not at all; a hyphen at the end of a line is dropped where
    the next line goes on in lower case.
    """
    characters: list[str] = []
    pages: list[int] = []
    file = pypdfium2.PdfDocument(data)
    for number in range(len(file)):
        page = file[number]
        lines = _pdf_lines(page)
        inside = [
            line
            for bottom, line in lines
            if bottom > _POINTS_FROM_EDGE and (number == 0 or bottom < page.get_height() - _POINTS_FROM_EDGE)
        ]
        for line, following in zip(inside, [*inside[1:], ""], strict=True):
            kept = line[:-1] if line.endswith("-") and following[:1].islower() else line
            characters += kept
            pages += [number + 1] * len(kept)
    file.close()
    return {"": Reading("".join(characters), tuple(pages))}


def _pdf_lines(page: pypdfium2.PdfPage) -> list[tuple[float, str]]:
    """The lower edge of each line in points, and its letters."""
    text = page.get_textpage()
    letters: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for place in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, place)).replace("\x02", "-").replace("\ufffe", "-")
        if not letter.isspace():
            left, bottom, _, _ = text.get_charbox(place, loose=True)
            letters[round(bottom, 1)].append((left, letter))
    text.close()
    return [(bottom, "".join(letter for _, letter in sorted(letters[bottom]))) for bottom in sorted(letters)[::-1]]


def read_table(data: bytes) -> Mapping[str, Reading]:
    """The cells of a table, by field."""
    return _records(list(csv.DictReader(io.StringIO(data.decode(), newline=""))))


def read_json_lines(data: bytes) -> Mapping[str, Reading]:
    """The values of JSON objects, by field."""
    return _records([json.loads(line) for line in data.decode().split("\n") if line])


def _records(records: Sequence[Mapping[str, object]]) -> Mapping[str, Reading]:
    return {
        f"#row={number}": Reading(solid("".join(f"{name}:{value}" for name, value in record.items())))
        for number, record in enumerate(records, start=1)
    }


class _Blocks(HTMLParser):
    """Collects what stands inside one element, with a dash for an item of a list and bars between a table's cells.

    Below a row of heads stands a rule.
    """

    def __init__(self, within: str) -> None:
        super().__init__(convert_charrefs=True)
        self._within = within
        self._depth = 0
        self._heads = 0
        self._parts: list[str] = []

    @classmethod
    def read(cls, text: str, *, within: str) -> str:
        parser = cls(within)
        parser.feed(text)
        parser.close()
        return solid("".join(parser._parts))

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # HTMLParser gives it
        self._depth += tag == self._within
        if self._depth:
            self._parts.append({"li": "-", "tr": "|"}.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._heads += tag == "th"
            rule = f"|{'---|' * self._heads}" if tag == "tr" and self._heads else ""
            self._heads *= tag != "tr"
            self._parts.append({"td": "|", "th": "|"}.get(tag, rule))
        self._depth -= tag == self._within

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._parts.append(data)
