"""The styles of a Word file: what its paragraphs and runs are, by their own properties and those of their styles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.formats.word.parts import W, is_on, value
from citespan.corpus.text.raised import Rise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_HEADING = re.compile(r"heading ?([1-9])\b")
_NOTE_REFERENCES = frozenset(("footnote reference", "endnote reference"))
_FEWEST_HALF_POINTS = 4
_RISES = {"superscript": Rise.RAISED, "subscript": Rise.LOWERED}
_HALF_POINTS = re.compile(r"-?[0-9]{1,3}")
_BODY_LEVEL = 9
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class NumberedIn:
    """The list that a paragraph is numbered in, its level there from 0, None if it does not say, and its style."""

    list_id: str
    level: int | None
    style_id: str


class Styles:
    """Looks up what paragraphs and runs are."""

    def __init__(self, tree: etree._Element | None) -> None:
        """Use the styles of this part; without one only what stands at the paragraphs and runs themselves counts."""
        found = [] if tree is None else tree.iter(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        self._defaults = {
            style.get(f"{W}type", ""): style_id
            for style_id, style in self._styles.items()
            if style.get(f"{W}default") in {"1", "true", "on"}
        }

    def names(self, paragraph: etree._Element) -> tuple[str, ...]:
        """The names of a paragraph's style and of those that it is based on, in lower case; the id where there is none.

        A style's own name says what it is in any language: Word translates the names that it shows, not these.
        """
        style_id = value(paragraph, "pPr/pStyle") or self._defaults.get("paragraph")
        found = tuple((value(style, "name") or style.get(f"{W}styleId", "")).lower() for style in self._chain(style_id))
        return found or ((style_id.lower(),) if style_id else ())

    def level(self, paragraph: etree._Element) -> int | None:
        """The level of a heading, 1 for the outermost below the title; None if the paragraph is none."""
        for name in self.names(paragraph):
            if heading := _HEADING.match(name):
                return int(heading[1])
        own = value(paragraph, "pPr/outlineLvl")
        styled = (value(style, "pPr/outlineLvl") for style in self._chain(value(paragraph, "pPr/pStyle")))
        stated = own or next(filter(None, styled), None)
        return int(stated) + 1 if stated and stated.isdigit() and int(stated) < _BODY_LEVEL else None

    def is_title(self, paragraph: etree._Element) -> bool:
        """True if the paragraph is the title of the document."""
        return "title" in self.names(paragraph)

    def number(self, paragraph: etree._Element) -> NumberedIn | None:
        """The list that a paragraph is numbered in; None if it is in none."""
        style_id = value(paragraph, "pPr/pStyle") or self._defaults.get("paragraph")
        places = [paragraph, *self._chain(style_id)]
        list_id = next(filter(None, (value(place, "pPr/numPr/numId") for place in places)), None)
        if list_id is None or list_id == "0":
            return None
        level = next(filter(None, (value(place, "pPr/numPr/ilvl") for place in places)), "")
        return NumberedIn(list_id, int(level) if level.isdigit() else None, style_id or "")

    def list_of(self, style_id: str) -> str | None:
        """The list that a style of lists stands for."""
        return value(self._styles.get(style_id), "pPr/numPr/numId")

    def rise(self, run: etree._Element, paragraph: etree._Element) -> Rise:
        """How the characters of a run stand."""
        own = run.find(f"{W}rPr")
        names = {(value(style, "name") or "").lower() for style in self._chain(value(own, "rStyle"))}
        if names & _NOTE_REFERENCES:
            return Rise.NOTE
        aligned = next(filter(None, (value(one, "vertAlign") for one in self._properties(own, paragraph))), "")
        moved = next(filter(None, (value(one, "position") for one in self._properties(own, paragraph))), "")
        if not aligned and _HALF_POINTS.fullmatch(moved) and abs(int(moved)) >= _FEWEST_HALF_POINTS:
            return Rise.RAISED if int(moved) > 0 else Rise.LOWERED
        return _RISES.get(aligned, Rise.LEVEL)

    def is_seen(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """False if a run is hidden or struck out."""
        own = run.find(f"{W}rPr")
        for switch in ("strike", "dstrike", "vanish"):
            stated = (is_on(properties, switch) for properties in self._properties(own, paragraph))
            if next((on for on in stated if on is not None), False):
                return False
        return True

    def is_bold(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """True if a run is bold by its own properties or those of its styles."""
        stated = (is_on(properties, "b") for properties in self._properties(run.find(f"{W}rPr"), paragraph))
        return next((on for on in stated if on is not None), False)

    def has_bold_head(self, table: etree._Element) -> bool:
        """True if the style of a table makes its first row bold, and the table uses that."""
        look = table.find(f"{W}tblPr/{W}tblLook")
        if look is None or look.get(f"{W}firstRow") not in {"1", "true", "on"}:
            return False
        heads = (
            special.find(f"{W}rPr")
            for style in self._chain(value(table, "tblPr/tblStyle"))
            for special in style.iterchildren(f"{W}tblStylePr")
            if special.get(f"{W}type") == "firstRow"
        )
        return any(is_on(properties, "b") for properties in heads)

    def _properties(self, own: etree._Element | None, paragraph: etree._Element) -> Iterator[etree._Element | None]:
        """A run's properties, the nearest first."""
        yield own
        for style_id in (value(own, "rStyle"), value(paragraph, "pPr/pStyle")):
            for style in self._chain(style_id):
                yield style.find(f"{W}rPr")

    def _chain(self, style_id: str | None) -> Iterator[etree._Element]:
        """A style and those that it is based on; a circle ends somewhere."""
        for _ in range(_DEEPEST):
            style = self._styles.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")
