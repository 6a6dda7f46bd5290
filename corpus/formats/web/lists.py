"""Lists of a web page: the numbers that browsers count, and definitions beside what they define."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.formats.list_numbers import list_number
from citespan.corpus.formats.web.markup import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import html

    from citespan.corpus.formats.web.styles import PageStyles

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,5})(?:\.\d{1,3})*[.)]\s")
_NUMBER = re.compile(r"\s*(-?\d{1,6})\s*")
_BLOCKS = frozenset("p div ul ol dl pre table blockquote section h1 h2 h3 h4 h5 h6".split())
_LONGEST_TERM = 80
_LONGEST_DEFINITION = 300


def number_lists(root: html.HtmlElement, styles: PageStyles) -> None:
    """Write the number of each item of an ordered list before what it says, behind those of the items around it, if
    the page's style says so: 2.1.
    """
    outer: dict[html.HtmlElement, str] = {}
    for ordered in root.iter("ol"):
        form = _form(ordered, styles)
        items = [item for item in ordered if item.tag == "li"]
        if form is None and styles.number_separator:
            form = "decimal"
        if form is None or all(_NUMBERED.match("".join(item.itertext())) for item in items):
            continue
        is_reversed = "reversed" in ordered.attrib
        number = _number(ordered.get("start"), len(items) if is_reversed else 1)
        for item in items:
            if styles.list_style(item) == "none" and not styles.number_separator:
                continue
            number = _number(item.get("value"), number)
            written = list_number(number, form)
            if styles.number_separator:
                around = next((outer[one] for one in item.iterancestors("li") if one in outer), "")
                written = f"{around}{written}"
                outer[item] = f"{written}{styles.number_separator}"
            _write_before(item, f"{written} " if "." in written else f"{written}. ")
            number += -1 if is_reversed else 1


def write_definitions(root: html.HtmlElement) -> None:
    """Make items of the short definitions of a list, each with what it defines: *Berth: 40 euros*.

    Definitions of several blocks stay as they are.
    """
    for element in list(root.iter("dl")):
        groups = list(_groups(element))
        if not groups or not all(_is_short(terms, said) for terms, said in groups):
            continue
        for child in list(element):
            element.remove(child)
        element.tag = "ul"
        element.text = None
        for terms, said in groups:
            item = element.makeelement("li", {})
            item.text = allowed(f"{', '.join(map(_words, terms)).rstrip(' :')}: {'; '.join(map(_words, said))}")
            element.append(item)


def _groups(element: html.HtmlElement) -> Iterator[tuple[list[html.HtmlElement], list[html.HtmlElement]]]:
    """Terms that follow each other, with the definitions that follow them."""
    terms: list[html.HtmlElement] = []
    said: list[html.HtmlElement] = []
    children = [inner for child in element for inner in (child if child.tag == "div" else (child,))]
    for child in children:
        if child.tag == "dt":
            if said:
                yield terms, said
                terms, said = [], []
            terms.append(child)
        elif child.tag == "dd":
            said.append(child)
    if terms or said:
        yield terms, said


def _is_short(terms: Sequence[html.HtmlElement], said: Sequence[html.HtmlElement]) -> bool:
    return (
        bool(terms and said)
        and all(0 < len(_words(term)) <= _LONGEST_TERM for term in terms)
        and sum(len(_words(one)) for one in said) <= _LONGEST_DEFINITION
        and not any(_is_of_blocks(one) for one in said)
    )


def _is_of_blocks(element: html.HtmlElement) -> bool:
    """True if an element holds several paragraphs, lists or the like."""
    blocks = [inner for inner in element.iter() if inner is not element and inner.tag in _BLOCKS]
    return len(blocks) > 1 or any(block.tag not in {"p", "div"} for block in blocks)


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _form(ordered: html.HtmlElement, styles: PageStyles) -> str | None:
    """How the items of a list are numbered; None if they are not."""
    name = styles.list_style(ordered)
    if name:
        return None if name in {"none", "disc", "circle", "square"} else _STYLES.get(name, "decimal")
    return _FORMS.get(ordered.get("type") or "1", "decimal")


def _number(stated: str | None, otherwise: int) -> int:
    found = _NUMBER.fullmatch(stated or "")
    return int(found[1]) if found else otherwise


def _write_before(item: html.HtmlElement, number: str) -> None:
    """Write a number where the text of an item begins: inside its first paragraph, if it begins with one."""
    place = item
    while not (place.text or "").strip() and len(place) and place[0].tag in {"p", "div", "span"}:
        place = place[0]
    place.text = allowed(f"{number}{(place.text or '').lstrip()}")
