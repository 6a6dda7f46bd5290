"""A web page's tree as it is seen: without what is hidden or struck out, with what only style shows written out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.formats.web.lists import number_lists, write_definitions
from citespan.corpus.formats.web.markup import put_text
from citespan.corpus.formats.web.mathml import formula
from citespan.corpus.formats.web.superscripts import write_raised
from citespan.corpus.formats.web.tables import spread_tables

if TYPE_CHECKING:
    from lxml import html

_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_STRUCK = frozenset(("del", "s", "strike"))
_NEVER_SEEN = frozenset(("template", "noscript"))
_RULE = re.compile(r"([^{}@]*)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]+)$", re.IGNORECASE)
_LONGEST_STYLE = 500_000


def tidy(root: html.HtmlElement) -> None:
    """Change a page's tree to what is seen of it.

    Left out is what is hidden (the attribute `hidden`, `display: none`, `template`), and struck out. Written out are
    raised and lowered characters, formulas, the numbers of lists, definitions with what they define, and cells that
    span several rows or columns.
    """
    _drop_unseen(root)
    for element in list(root.iter("math", "{http://www.w3.org/1998/Math/MathML}math")):
        put_text(element, formula(element))
    write_raised(root)
    write_definitions(root)
    number_lists(root)
    spread_tables(root)


def _drop_unseen(root: html.HtmlElement) -> None:
    classes, ids = _hiding(root)
    for element in list(root.iter()):
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in {"html", "body"} or element.getparent() is None:
            continue
        if _is_unseen(element, tag) or _is_named(element, classes, ids):
            element.drop_tree()


def _is_unseen(element: html.HtmlElement, tag: str) -> bool:
    style = element.get("style") or ""
    if style and (_HIDDEN_STYLE.search(style) or _STRUCK_STYLE.search(style)):
        return True
    if tag in _STRUCK or tag in _NEVER_SEEN or (tag == "dialog" and "open" not in element.attrib):
        return True
    return "hidden" in element.attrib and (element.get("hidden") or "").lower() != "until-found"


def _is_named(element: html.HtmlElement, classes: frozenset[str], ids: frozenset[str]) -> bool:
    if ids and element.get("id") in ids:
        return True
    return bool(classes) and not classes.isdisjoint((element.get("class") or "").split())


def _hiding(root: html.HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """The classes and ids that the page's own style hides or strikes out, for all media."""
    names: dict[str, set[str]] = {".": set(), "#": set()}
    shown: dict[str, set[str]] = {".": set(), "#": set()}
    for element in root.iter("style"):
        if (element.get("media") or "all").strip().lower() not in {"all", "screen", ""}:
            continue
        style = _AT_RULE.sub("", _COMMENT.sub("", (element.text or "")[:_LONGEST_STYLE]))
        for rule in _RULE.finditer(style):
            hides = _HIDDEN_STYLE.search(rule[2]) or _STRUCK_STYLE.search(rule[2])
            for selector in rule[1].split(","):
                found = _SELECTOR.fullmatch(selector.strip())
                if found and hides:
                    names[found[1]].add(found[2])
                elif found and re.search(r"(?:^|;)\s*(?:display|visibility)\s*:", rule[2]):
                    shown[found[1]].add(found[2])
    return frozenset(names["."] - shown["."]), frozenset(names["#"] - shown["#"])
