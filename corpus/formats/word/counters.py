"""The numbers that Word gives to clauses, headings and steps: counted here, since the file holds only the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citespan.corpus.formats.list_numbers import list_number
from citespan.corpus.formats.word.parts import W, is_on, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from citespan.corpus.formats.word.styles import NumberedIn, Styles

_PLACE = re.compile(r"%([1-9])")
_UNNUMBERED = frozenset(("bullet", "none"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False
    restarts_below: int | None = None
    style_id: str = ""


class Numbering:
    """Counts the paragraphs of each list."""

    def __init__(self, tree: etree._Element | None, styles: Styles) -> None:
        """Use the lists of this part."""
        self._abstract: dict[str, Mapping[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._own: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if tree is None:
            return
        links = {}
        for abstract in tree.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self._abstract[key] = dict(_level(level) for level in abstract.iterchildren(f"{W}lvl"))
            links[key] = value(abstract, "numStyleLink")
        for found in tree.iter(f"{W}num"):
            self._add(found.get(f"{W}numId", ""), found)
        for key, link in links.items():
            linked = self._lists.get(styles.list_of(link) or "") if link else None
            if linked:
                self._abstract[key] = self._abstract.get(linked, {})

    def label(self, numbered: NumberedIn) -> str | None:
        """The number of the next paragraph in a list, such as "2.2" or "(a)"; empty for a bullet; None if not known.

        A paragraph that does not say its level stands at that which its style is linked to.
        """
        list_id = numbered.list_id
        key = self._lists.get(list_id)
        if key is None:
            return None
        levels = {**self._abstract.get(key, {}), **self._own.get(list_id, {})}
        level = numbered.level
        if level is None:
            level = next((place for place, rule in levels.items() if rule.style_id == numbered.style_id != ""), 0)
        here = levels.get(level)
        if here is None:
            return None
        counts = self._counts.setdefault(key, {})
        starts = self._starts.get(list_id, {})
        if level in starts:
            counts[level] = starts.pop(level) - 1
        counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            limit = levels.get(deeper, _Level()).restarts_below
            if limit is None or level < limit:
                del counts[deeper]
        if here.form in _UNNUMBERED:
            return ""

        def number(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            rule = levels.get(above, _Level())
            return list_number(counts.get(above, rule.start), "decimal" if here.is_legal else rule.form)

        return _PLACE.sub(number, here.text).strip()

    def _add(self, list_id: str, found: etree._Element) -> None:
        self._lists[list_id] = value(found, "abstractNumId") or ""
        for override in found.iterchildren(f"{W}lvlOverride"):
            level = _number(override.get(f"{W}ilvl"), 0)
            start = value(override, "startOverride")
            own = override.find(f"{W}lvl")
            if own is not None:
                place, rule = _level(own)
                self._own.setdefault(list_id, {})[place] = rule if start is None else replace(rule, start=int(start))
            if start is not None:
                self._starts.setdefault(list_id, {})[level] = _number(start, 1)


def _level(level: etree._Element) -> tuple[int, _Level]:
    restart = value(level, "lvlRestart")
    return _number(level.get(f"{W}ilvl"), 0), _Level(
        start=_number(value(level, "start"), 1),
        form=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText") or "",
        is_legal=is_on(level, "isLgl") or False,
        restarts_below=None if restart is None else _number(restart, 0),
        style_id=value(level, "pStyle") or "",
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise
