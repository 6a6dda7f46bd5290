"""The parts of an OpenDocument file, the styles that say what of its text is seen, and the text of a paragraph."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import LINE_END
from citespan.corpus.text.raised import Rise, TextRun, compose

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{{{_NAMES}office:1.0}}"
"""The namespace of a file's body and values, as lxml writes it before a name."""
TEXT = f"{{{_NAMES}text:1.0}}"
"""The namespace of paragraphs and lists."""
TABLE = f"{{{_NAMES}table:1.0}}"
"""The namespace of tables and sheets."""
DRAW = f"{{{_NAMES}drawing:1.0}}"
"""The namespace of frames and slides."""
STYLE = f"{{{_NAMES}style:1.0}}"
"""The namespace of styles."""
PRESENTATION = f"{{{_NAMES}presentation:1.0}}"
"""The namespace of what a frame of a slide is for."""

_FRAMES = frozenset(f"{DRAW}{name}" for name in "frame custom-shape g rect line text-box".split())
_NOTES = frozenset((f"{TEXT}note", f"{OFFICE}annotation"))
_LEFT_OUT = frozenset((f"{TEXT}tracked-changes", f"{TEXT}ruby-text", f"{OFFICE}annotation-end", f"{TEXT}hidden-text"))
_BLANKS = {f"{TEXT}tab": " ", f"{TEXT}line-break": LINE_END}
_MOST_BLANKS = 100


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str
    is_unseen: bool
    rise: Rise | None


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph, and the notes and frames that hang on it."""

    text: str = ""
    notes: list[etree._Element] = field(default_factory=list)
    frames: list[etree._Element] = field(default_factory=list)

    def keep(self, element: etree._Element) -> None:
        """Keep an element of the paragraph that is no part of its text, if it is a note or a frame."""
        if element.tag in _NOTES:
            self.notes.append(element)
        elif element.tag in _FRAMES:
            self.frames.append(element)


class OpenPackage:
    """One file: its body, its title, and its styles.

    Source: OpenDocument 1.3, parts 2 and 3.
    """

    def __init__(self, data: bytes, *, source: str) -> None:
        """Open the file and read its parts.

        Raises:
            LoadError: if it is encrypted.
            KeyError, etree.XMLSyntaxError, zipfile.BadZipFile and what else damaged archives raise.
        """
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            manifest = "META-INF/manifest.xml"
            if manifest in names and b"encryption-data" in archive.read(manifest):
                raise LoadError(f"{source}: is encrypted; save it without a password")
            content = _parsed(archive.read("content.xml"))
            others = {name: _parsed(archive.read(name)) for name in ("styles.xml", "meta.xml") if name in names}
        body = content.find(f"{OFFICE}body")
        if body is None or not len(body):
            raise KeyError("it has no body")
        self.body: etree._Element = body[0]
        """What holds the text, sheets or slides."""
        meta = others.get("meta.xml")
        self.title = "" if meta is None else str(meta.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "")
        """The title among the properties of the file; empty if it has none."""
        self._trees = [tree for tree in (others.get("styles.xml"), content) if tree is not None]
        self._styles = {
            (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")): _style(style)
            for tree in self._trees
            for style in tree.iter(f"{STYLE}style")
        }

    def names(self, family: str, name: str) -> Iterator[str]:
        """The name of a style and those that it builds on."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            style = self._styles.get((family, name))
            name = style.parent if style else ""

    def property_of(self, family: str, name: str, kind: str, attribute: str) -> str | None:
        """What a style of the content itself states, such as whether a sheet is displayed; None if it does not."""
        for tree in self._trees:
            for style in tree.iter(f"{STYLE}style"):
                if (style.get(f"{STYLE}family"), style.get(f"{STYLE}name")) == (family, name):
                    found = style.find(f"{STYLE}{kind}")
                    return None if found is None else found.get(attribute)
        return None

    def list_styles(self) -> dict[str, etree._Element]:
        """The styles of lists by their names."""
        return {
            style.get(f"{STYLE}name", ""): style for tree in self._trees for style in tree.iter(f"{TEXT}list-style")
        }

    def paragraph(self, element: etree._Element) -> Paragraph:
        """What a paragraph says, without what is struck out or hidden."""
        found = Paragraph()
        if self._is_unseen("paragraph", element.get(f"{TEXT}style-name", "")):
            return found
        runs: list[TextRun] = []
        rises = [Rise.LEVEL]
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, inner in walk:
            if event == "end":
                if inner.tag == f"{TEXT}span":
                    rises.pop()
                if inner is not element and inner.tail:
                    runs.append(TextRun(" ".join(inner.tail.splitlines()), rises[-1]))
                continue
            tag, is_kept = inner.tag, True
            if tag in _NOTES | _FRAMES | _LEFT_OUT:
                found.keep(inner)
                is_kept = False
            elif tag == f"{TEXT}span":
                name = inner.get(f"{TEXT}style-name", "")
                rises.append(self._rise(name) or rises[-1])
                is_kept = not self._is_unseen("text", name)
            elif tag == f"{TEXT}s":
                runs.append(TextRun(" " * _count(inner.get(f"{TEXT}c"), most=_MOST_BLANKS)))
            elif tag in _BLANKS:
                runs.append(TextRun(_BLANKS[tag]))
            if not is_kept:
                walk.skip_subtree()
            elif inner.text:
                runs.append(TextRun(" ".join(inner.text.splitlines()), rises[-1]))
        found.text = compose(runs)
        return found

    def _is_unseen(self, family: str, name: str) -> bool:
        return any((style := self._styles.get((family, one))) and style.is_unseen for one in self.names(family, name))

    def _rise(self, name: str) -> Rise | None:
        found = (self._styles.get(("text", one)) for one in self.names("text", name))
        return next((style.rise for style in found if style and style.rise), None)


def repeated(element: etree._Element, name: str, *, most: int) -> int:
    """How often a row or cell stands for itself, or how far it reaches: at least once."""
    return _count(element.get(f"{TABLE}{name}"), most=most)


def _count(stated: str | None, *, most: int) -> int:
    if stated and stated.isascii() and stated.isdigit() and len(stated) < 10:
        return max(1, min(most, int(stated)))
    return 1


def _style(style: etree._Element) -> _Style:
    properties = style.find(f"{STYLE}text-properties")
    stated = {} if properties is None else properties.attrib
    line = stated.get(f"{STYLE}text-line-through-style") or stated.get(f"{STYLE}text-line-through-type") or "none"
    position = (stated.get(f"{STYLE}text-position") or "0%").split()[:1]
    place = position[0] if position else "0%"
    if place == "super" or (place.strip("0%") and not place.startswith(("-", "sub"))):
        rise: Rise | None = Rise.RAISED
    else:
        rise = Rise.LOWERED if place.startswith(("-", "sub")) else None
    is_unseen = line != "none" or stated.get(f"{TEXT}display") == "none"
    return _Style(style.get(f"{STYLE}parent-style-name", ""), is_unseen, rise)


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser=parser)
