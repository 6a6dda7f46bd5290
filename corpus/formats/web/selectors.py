"""Selectors of style sheets: which elements of a page a rule is for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_PART = re.compile(r"\s*(>?)\s*(\*|[a-z][a-z0-9]*)?((?:[.#][\w-]+)*)(?=[\s>]|$)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_MOST_PARTS = 8
_MOST_AROUND = 200


@dataclass(frozen=True, slots=True)
class _Compound:
    """What one element has to be: its tag, empty for any, and its classes and id, as in `.old` and `#fee`."""

    tag: str
    names: frozenset[str]
    is_child: bool

    def fits(self, element: html.HtmlElement) -> bool:
        return (not self.tag or element.tag == self.tag) and self.names.issubset(names_of(element))


@dataclass(frozen=True, slots=True)
class Selector:
    """Elements by their tags, classes and ids, and by those around them: `.box > p.old`."""

    parts: tuple[_Compound, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Selector | None:
        """The selector that a text is; None if it is of another kind, as one for a state is."""
        parts: list[_Compound] = []
        place = 0
        while place < len(text):
            found = _PART.match(text, place)
            if found is None or not (found[2] or found[3]) or len(parts) == _MOST_PARTS:
                return None
            tag = (found[2] or "").lower().strip("*")
            parts.append(_Compound(tag, frozenset(_NAME.findall(found[3])), bool(found[1])))
            place = found.end()
            if not text[place:].strip():
                break
        return cls(tuple(parts)) if parts and (parts[-1].tag or parts[-1].names) else None

    @property
    def weight(self) -> tuple[int, int, int]:
        """How far it goes before others: by its ids, then its classes, then its tags."""
        names = [name for part in self.parts for name in part.names]
        ids = sum(name.startswith("#") for name in names)
        return ids, len(names) - ids, sum(bool(part.tag) for part in self.parts)

    @property
    def key(self) -> str:
        """A class, id or else the tag that every element has which it fits."""
        last = self.parts[-1]
        return min(last.names, default=last.tag)

    def fits(self, element: html.HtmlElement) -> bool:
        """True if the rule is for this element."""
        *around, last = self.parts
        if not last.fits(element):
            return False
        is_child = last.is_child
        ancestors = element.iterancestors()
        for part in reversed(around):
            found = _first(ancestors, part, only_one=is_child)
            if found is None:
                return False
            is_child = part.is_child
        return True


def _first(ancestors: Iterator[html.HtmlElement], part: _Compound, *, only_one: bool) -> html.HtmlElement | None:
    for count, element in enumerate(ancestors):
        if part.fits(element):
            return element
        if only_one or count > _MOST_AROUND:
            return None
    return None


def names_of(element: html.HtmlElement) -> set[str]:
    """The id and the classes of an element, as selectors name them."""
    names = {f".{name}" for name in (element.get("class") or "").split()}
    if found := element.get("id"):
        names.add(f"#{found}")
    return names
