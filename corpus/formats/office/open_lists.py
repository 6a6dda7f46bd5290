"""The numbers of lists in OpenDocument files: counted here, since the file holds only the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.list_numbers import list_number
from citespan.corpus.formats.office.open_package import STYLE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class ListNumbers:
    """Counts the items of each list, level by level."""

    def __init__(self, styles: Mapping[str, etree._Element]) -> None:
        """Use these styles of lists, by their names."""
        self._styles = styles
        self._counts: dict[str, list[int]] = {}

    def begin(self, name: str, level: int, *, is_continued: bool) -> None:
        """Begin a list of a style at a level, from 0; unless it is continued its items are counted from the start."""
        counts = self._counts.setdefault(name, [])
        if not is_continued:
            del counts[level:]

    def label(self, name: str, level: int, *, start: str | None = None) -> str:
        """The number of the next item of a list; empty for a bullet. `start` is the number that the item states."""
        counts = self._counts.setdefault(name, [])
        rule = self._rule(name, level)
        del counts[level + 1 :]
        while len(counts) <= level:
            counts.append(_number(self._stated(name, len(counts), "start-value"), 1) - 1)
        counts[level] = _number(start, counts[level] + 1)
        if rule is None or rule.tag != f"{TEXT}list-level-style-number":
            return ""
        shown = min(level + 1, _number(rule.get(f"{TEXT}display-levels"), 1))
        numbers = [self._written(name, place, counts[place]) for place in range(level + 1 - shown, level + 1)]
        said = ".".join(filter(None, numbers))
        return f"{rule.get(f'{STYLE}num-prefix') or ''}{said}{rule.get(f'{STYLE}num-suffix') or ''}" if said else ""

    def _written(self, name: str, level: int, number: int) -> str:
        rule = self._rule(name, level)
        form = _FORMS.get("" if rule is None else rule.get(f"{STYLE}num-format") or "")
        return list_number(number, form) if form else ""

    def _stated(self, name: str, level: int, attribute: str) -> str | None:
        rule = self._rule(name, level)
        return None if rule is None else rule.get(f"{TEXT}{attribute}")

    def _rule(self, name: str, level: int) -> etree._Element | None:
        style = self._styles.get(name)
        rules = () if style is None else style
        return next((rule for rule in rules if rule.get(f"{TEXT}level") == str(level + 1)), None)


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 7 else otherwise
