"""How files are mutated that hardly anything is read of once a byte is wrong: archives of XML, and JSON lines."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from random import Random
from typing import TYPE_CHECKING, Any

import atheris
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

_TELLING = (
    "document.xml",
    ".opf",
    ".xhtml",
    "content.xml",
    "sheet1.xml",
    "sharedStrings.xml",
    "slide1.xml",
)  # what of an archive holds its text and order
_NAMES = ("title", "date", "url", "published", "name", "a.b", " ", "")
_FROM_OUTSIDE = 0.2


def mutated_archive(data: bytes, max_size: int, seed: int) -> bytes:
    """An archive with one of its files mutated, and packed again; now and then it is mutated from outside."""
    source = Random(seed)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  # it was mutated from outside before
        members = {}
    if not members or source.random() < _FROM_OUTSIDE:
        return atheris.Mutate(data, max_size)
    names = list(members)
    victim = source.choices(names, [8 if name.endswith(_TELLING) else 1 for name in names])[0]
    members[victim] = _mutated_xml(members[victim], source)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED, compresslevel=1)
    return packed.getvalue() if packed.tell() <= max_size else atheris.Mutate(data, max_size)


def _mutated_xml(data: bytes, source: Random) -> bytes:
    """The file with an element dropped, doubled, moved or given other text or attributes; else with other bytes."""
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        return atheris.Mutate(data, len(data) + 1000)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    victim = source.choice(elements)
    parent = victim.getparent()
    kind = source.randrange(6)
    try:
        if kind == 0 and parent is not None:
            parent.remove(victim)
        elif kind == 1 and parent is not None:
            parent.append(copy.deepcopy(victim))
        elif kind == 2:
            source.choice(elements).append(victim)
        elif kind == 3:
            victim.text = _mutated_text(victim.text or "")
        elif kind == 4 and victim.attrib:
            name = source.choice(list(victim.attrib))
            if source.random() < 0.3:
                del victim.attrib[name]
            else:
                victim.set(name, _mutated_text(victim.get(name)))
        else:
            return atheris.Mutate(data, len(data) + 1000)
    except ValueError:  # no text of XML, or no place for the element
        return data
    return etree.tostring(root)


def mutated_records(data: bytes, max_size: int, seed: int) -> bytes:
    """JSON lines with a value or name of one of them mutated; now and then it is bytes that are."""
    source = Random(seed)
    lines = data.split(b"\n")
    place = source.randrange(len(lines))
    try:
        tree = json.loads(lines[place])
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict) or source.random() < _FROM_OUTSIDE:
        return atheris.Mutate(data, max_size)
    lines[place] = json.dumps(_mutated_tree(tree, source)).encode()
    changed = b"\n".join(lines)
    return changed if len(changed) <= max_size else atheris.Mutate(data, max_size)


def _mutated_tree(tree: dict[str, Any], source: Random) -> dict[str, Any]:
    items = list(tree.items()) or [("", "")]
    place = source.randrange(len(items))
    name, value = items[place]
    kind = source.randrange(6)
    if kind == 0:
        items[place] = (source.choice((*_NAMES, _mutated_text(name))), value)
    elif kind == 1:
        items[place] = (name, {name: value})
    elif kind == 2:
        items[place] = (name, [value, *(value if isinstance(value, list) else [value])])
    elif kind == 3:
        items.append((source.choice(_NAMES), value))
    elif isinstance(value, dict):
        items[place] = (name, _mutated_tree(value, source))
    else:
        items[place] = (name, _mutated_text(str(value)))
    return dict(items)


def _mutated_text(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return atheris.Mutate(data, len(data) + 100).decode("utf-8", "surrogateescape")


MUTATORS: dict[str, Callable[[bytes, int, int], bytes]] = {
    **dict.fromkeys((".docx", ".epub", ".xlsx", ".pptx", ".odt", ".ods", ".odp"), mutated_archive),
    ".jsonl": mutated_records,
}
"""The mutator of each format that needs one of its own, by suffix."""
