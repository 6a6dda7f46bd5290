"""The parts of a Word file: its text, styles, numbering, notes, comments, headers and footers, each an XML tree."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of what a Word file's text is made of, as lxml writes it before a name."""

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
"""The namespace of equations."""

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
"""The namespace of what is there in several forms, for programs of different age."""

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R.encode()),
)


class Package:
    """The parts of one file, each read when it is asked for.

    Source: ISO/IEC 29500, parts 1 and 4; the namespaces of strict files are read as those of others.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file and read its main part.

        Raises:
            KeyError: if it has none.
            etree.XMLSyntaxError, zipfile.BadZipFile and what else damaged archives raise.
        """
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}
        places = [target for kind, _, target in self._relationships("") if kind == "officeDocument"]
        if not places:
            raise KeyError("it names no main part")
        self._main = places[0]
        document = self._tree(self._main)
        self._related = list(self._relationships(self._main))
        body = document.find(f"{W}body")
        if body is None:
            raise KeyError("its main part has no body")
        self.body = body
        """What holds the text."""

    def part(self, kind: str) -> etree._Element | None:
        """The part of a kind, such as `styles`, that the main part names; None if it has none that can be read."""
        return next((tree for _, tree in self._parts(kind)), None)

    def part_by_id(self, kind: str) -> dict[str, etree._Element]:
        """The parts of a kind by the id that the text uses for them, such as its headers."""
        return dict(self._parts(kind))

    def title(self) -> str:
        """The title among the properties of the file; empty if it has none."""
        for kind, _, target in self._relationships(""):
            if kind == "core-properties" and target.lower() in self._names:
                return str(self._tree(target).findtext("{http://purl.org/dc/elements/1.1/}title") or "")
        return ""

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def _parts(self, kind: str) -> Iterator[tuple[str, etree._Element]]:
        for found, key, target in self._related:
            if found == kind and target.lower() in self._names:
                yield key, self._tree(target)

    def _relationships(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The kind, id and place of each part that a part of the file, or the file itself, names."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place.lower() not in self._names:
            return
        for found in self._tree(place).iter(_RELATIONSHIP):
            target = found.get("Target", "")
            if target and found.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield found.get("Type", "").rpartition("/")[2], found.get("Id", ""), path

    def _tree(self, place: str) -> etree._Element:
        data = self._archive.read(self._names[place.lower()])
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
        return etree.fromstring(data, parser=parser)


def value(element: etree._Element | None, path: str) -> str | None:
    """The `val` of the element below another at a path of names; None if there is none."""
    found = None if element is None else element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """Whether properties switch something on or off; None if they do not say."""
    found = None if element is None else element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "true") not in {"0", "false", "off", "none"}


def is_placeholder(element: etree._Element) -> bool:
    """True of a content control that nobody has filled in: it says what to write there."""
    return element.tag == f"{W}sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
