"""Where the main content of a page stands that does not say so by its elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trafilatura.xpaths import BODY_XPATH

if TYPE_CHECKING:
    from lxml import html

_STATED = "//article | //main | //*[@role = 'main' or @role = 'article']"
_TEXTS = ("p", "li", "pre", "dd", "td")
_FURNITURE = frozenset("nav footer aside script style".split())
_HOLDERS = frozenset("div section center table tbody tr td".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_MOST = 0.8
_DEEPEST = 30
_FEWEST_CHARACTERS = 120


def sort_forms(root: html.HtmlElement) -> None:
    """Make parts of the page of forms that hold text, as some programs put one around it; others lose their heading."""
    for form in list(root.iter("form")):
        before = form.getprevious()
        if _length(form) >= _FEWEST_CHARACTERS:
            form.tag = "div"
        elif before is not None and before.tag in _HEADINGS and form.getnext() is None:
            before.drop_tree()


def mark_content(root: html.HtmlElement) -> None:
    """Put the part of a page that holds nearly all its text into an article, if nothing in the page says which it is.

    The search for the main content takes only paragraphs of other pages, and leaves out their lists.
    """
    body = root.find("body")
    if body is None or root.xpath(_STATED) or any(path(root) for path in BODY_XPATH):
        return
    holder = body
    length = _length(body)
    for _ in range(_DEEPEST):
        inner = [child for child in holder if child.tag in _HOLDERS]
        lengths = [_length(child) for child in inner]
        if not length or max(lengths, default=0) < _MOST * length or _is_row_of_data(holder):
            break
        holder, length = inner[lengths.index(max(lengths))], max(lengths)
    if holder.tag in {"table", "tbody", "tr"}:
        return
    article = holder.makeelement("article", {})
    article.text, holder.text = holder.text, None
    article.extend([child for child in holder if child.tag not in _FURNITURE])
    holder.append(article)


def _is_row_of_data(element: html.HtmlElement) -> bool:
    """True if an element is a row of a table with text in several cells: what one holds is no page."""
    return element.tag == "tr" and sum(bool("".join(cell.itertext()).strip()) for cell in element) > 1


def _length(element: html.HtmlElement) -> int:
    """How many characters the paragraphs, lists and cells below an element have."""
    return sum(len(text) for inner in element.iter(*_TEXTS) for text in (inner.text or "", *_tails(inner)))


def _tails(element: html.HtmlElement) -> list[str]:
    return [child.tail or "" for child in element]
