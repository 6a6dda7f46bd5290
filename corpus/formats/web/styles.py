"""What the styles of a web page do to its text: by the attribute `style`, and by the rules of its own style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.formats.web.selectors import Selector, names_of
from citespan.corpus.text.raised import Rise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|text-decoration(?:-line)?\s*:[^;]*\bline-through\b"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|vw|vh|%)|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\))",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?:^|;)\s*(?:display|visibility|opacity|text-decoration(?:-line)?|clip(?:-path)?)\s*:", re.IGNORECASE
)
_RISE = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub|baseline)\b", re.IGNORECASE)
_RISES = {"super": Rise.RAISED, "sub": Rise.LOWERED, "baseline": Rise.LEVEL}
_LIFT = re.compile(
    r"(?:^|;)\s*(vertical-align|top|bottom)\s*:\s*([-+]?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|ex|%)", re.IGNORECASE
)
_MOVED = re.compile(r"(?:^|;)\s*position\s*:\s*relative\b", re.IGNORECASE)
_EMS = {"px": 1 / 16, "pt": 1 / 12, "em": 1.0, "rem": 1.0, "ex": 0.5, "%": 0.01}
_LEAST_LIFT = 0.18
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_NESTED_NUMBERS = re.compile(r"""content\s*:[^;]*\bcounters\(\s*[\w-]+\s*,\s*["']([^"']{1,3})["']""", re.IGNORECASE)
_RULE = re.compile(r"([^{}@]*)\{([^{}]*)\}")
_ON_SCREEN = re.compile(r"@media\s+(?:all|screen|only\s+screen)\s*\{((?:[^{}]|\{[^{}]*\})*)\}", re.IGNORECASE)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LONGEST_STYLE = 500_000


@dataclass(frozen=True, slots=True)
class _StyleRule:
    """What a rule says that goes for the text: None where it says nothing of it."""

    selector: Selector
    weight: tuple[int, int, int, int]
    is_hidden: bool | None
    rise: Rise | None
    list_style: str | None


class PageStyles:
    """Looks up what the styles of one page say of an element, on a screen."""

    def __init__(self, root: html.HtmlElement) -> None:
        """Read the page's own rules."""
        self.number_separator: str | None = None
        self._rules: dict[str, list[_StyleRule]] = {}
        for number, (text, said) in enumerate(_rules(root)):
            nested = _NESTED_NUMBERS.search(said)
            if nested and re.search(r"\bli\b", text):
                self.number_separator = nested[1]
            is_hidden = True if _HIDDEN.search(said) else False if _SHOWN.search(said) else None
            style = _LIST_STYLE.search(said)
            rise = _rise(said)
            if is_hidden is None and style is None and rise is None:
                continue
            selector = Selector.of(text)
            if selector and (not is_hidden or any(selector.weight[:2])):
                rule = _StyleRule(
                    selector, (*selector.weight, number), is_hidden, rise, style[1].lower() if style else None
                )
                self._rules.setdefault(selector.key, []).append(rule)

    def hides(self, element: html.HtmlElement) -> bool:
        """True if an element is not to be seen, or struck out."""
        if _HIDDEN.search(element.get("style") or ""):
            return True
        found = [rule for rule in self._of(element) if rule.is_hidden is not None]
        return bool(found and max(found, key=_weight).is_hidden)

    def rise(self, element: html.HtmlElement) -> Rise:
        """How the characters of an element stand."""
        own = _rise(element.get("style") or "")
        if own:
            return own
        found = [rule for rule in self._of(element) if rule.rise is not None]
        return (max(found, key=_weight).rise if found else None) or Rise.LEVEL

    def list_style(self, element: html.HtmlElement) -> str | None:
        """How the items of a list are marked, as in `lower-roman`; None if no style says it."""
        own = _LIST_STYLE.search(element.get("style") or "")
        if own:
            return own[1].lower()
        found = [rule for rule in self._of(element) if rule.list_style is not None]
        return max(found, key=_weight).list_style if found else None

    def _of(self, element: html.HtmlElement) -> Iterator[_StyleRule]:
        """The rules that are for an element."""
        if not self._rules:
            return
        for name in (element.tag, *names_of(element)):
            yield from (rule for rule in self._rules.get(name, ()) if rule.selector.fits(element))


def _weight(rule: _StyleRule) -> tuple[int, int, int, int]:
    return rule.weight


def _rise(said: str) -> Rise | None:
    """How a style lets characters stand; None if it says nothing of it."""
    if stated := _RISE.search(said):
        return _RISES[stated[1].lower()]
    for name, number, unit in _LIFT.findall(said):
        if name.lower() != "vertical-align" and not _MOVED.search(said):
            continue
        lift = float(number) * _EMS[unit.lower()] * (-1 if name.lower() == "top" else 1)
        if abs(lift) >= _LEAST_LIFT:
            return Rise.RAISED if lift > 0 else Rise.LOWERED
    return None


def _rules(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Each selector of the page's own style sheets with its rule, those for print and for small screens left out."""
    for element in root.iter("style"):
        if (element.get("media") or "all").strip().lower() not in {"all", "screen", ""}:
            continue
        style = _ON_SCREEN.sub(r"\1", _COMMENT.sub("", (element.text or "")[:_LONGEST_STYLE]))
        for rule in _RULE.finditer(_AT_RULE.sub("", style)):
            for selector in rule[1].split(","):
                yield selector.strip(), rule[2]
