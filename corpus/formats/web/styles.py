"""What the styles of a web page do to its text, by the attribute `style` and by plain rules for classes and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.text.raised import Rise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|text-decoration(?:-line)?\s*:[^;]*\bline-through\b)",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"(?:^|;)\s*(?:display|visibility|opacity)\s*:", re.IGNORECASE)
_RISE = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub|baseline)\b", re.IGNORECASE)
_RISES = {"super": Rise.RAISED, "sub": Rise.LOWERED, "baseline": Rise.LEVEL}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_NESTED_NUMBERS = re.compile(r"""content\s*:[^;]*\bcounters\(\s*[\w-]+\s*,\s*["']([^"']{1,3})["']""", re.IGNORECASE)
_RULE = re.compile(r"([^{}@]*)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)$", re.IGNORECASE)
_LONGEST_STYLE = 500_000


class PageStyles:
    """Looks up what the styles of one page say of an element.

    A rule counts if it is for one class or one id, with or without a tag, on a screen.
    """

    def __init__(self, root: html.HtmlElement) -> None:
        """Read the page's own rules."""
        self.number_separator: str | None = None
        self._hidden: set[str] = set()
        self._rises: dict[str, Rise] = {}
        self._lists: dict[str, str] = {}
        shown: set[str] = set()
        for selector, said in _rules(root):
            nested = _NESTED_NUMBERS.search(said)
            if nested and re.search(r"\bli\b", selector):
                self.number_separator = nested[1]
            found = _SELECTOR.fullmatch(selector)
            if found is None:
                continue
            name = found[1]
            if _HIDDEN.search(said):
                self._hidden.add(name)
            elif _SHOWN.search(said):
                shown.add(name)
            if rise := _RISE.search(said):
                self._rises[name] = _RISES[rise[1].lower()]
            if style := _LIST_STYLE.search(said):
                self._lists[name] = style[1].lower()
        self._hidden -= shown

    def hides(self, element: html.HtmlElement) -> bool:
        """True if an element is not to be seen, or struck out."""
        if _HIDDEN.search(element.get("style") or ""):
            return True
        return bool(self._hidden) and any(name in self._hidden for name in _names(element))

    def rise(self, element: html.HtmlElement) -> Rise:
        """How the characters of an element stand."""
        own = _RISE.search(element.get("style") or "")
        if own:
            return _RISES[own[1].lower()]
        found = (self._rises[name] for name in _names(element) if name in self._rises) if self._rises else ()
        return next(iter(found), Rise.LEVEL)

    def list_style(self, element: html.HtmlElement) -> str | None:
        """How the items of a list are marked, as in `lower-roman`; None if no style says it."""
        own = _LIST_STYLE.search(element.get("style") or "")
        if own:
            return own[1].lower()
        return next((self._lists[name] for name in _names(element) if name in self._lists), None)


def _names(element: html.HtmlElement) -> Iterator[str]:
    """The id and the classes of an element, as selectors name them."""
    if found := element.get("id"):
        yield f"#{found}"
    for name in (element.get("class") or "").split():
        yield f".{name}"


def _rules(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Each selector of the page's own style sheets with its rule, those for print and for small screens left out."""
    for element in root.iter("style"):
        if (element.get("media") or "all").strip().lower() not in {"all", "screen", ""}:
            continue
        style = _AT_RULE.sub("", _COMMENT.sub("", (element.text or "")[:_LONGEST_STYLE]))
        for rule in _RULE.finditer(style):
            for selector in rule[1].split(","):
                yield selector.strip(), rule[2]
