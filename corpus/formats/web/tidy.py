"""A web page's tree as it is seen: without what is hidden or struck out, with what only style shows written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.web.lists import number_lists, write_definitions
from citespan.corpus.formats.web.main_part import mark_content, sort_forms
from citespan.corpus.formats.web.markup import allowed, put_text
from citespan.corpus.formats.web.mathml import formula
from citespan.corpus.formats.web.paragraphs import make_paragraphs
from citespan.corpus.formats.web.styles import PageStyles
from citespan.corpus.formats.web.superscripts import mark_raised, write_raised
from citespan.corpus.formats.web.tables import spread_tables

if TYPE_CHECKING:
    from lxml import html

_STRUCK = frozenset(("del", "s", "strike"))
_NEVER_SEEN = frozenset(("template", "noscript"))
_MATH = ("math", "{http://www.w3.org/1998/Math/MathML}math")
_MATH_DEPTH = 4
_IN_CODE = frozenset("br span b i a em strong mark".split())
# What the search for the main content would leave out with all that is in it, though it is part of a sentence, or holds
# paragraphs.
_UNWRAPPED = ("label", "output", "time")
_BLOCKS_OF = {"menu": "ul", "fieldset": "div", "legend": "p"}


def tidy(root: html.HtmlElement) -> None:
    """Change a page's tree to what is seen of it.

    Left out is what is hidden (the attribute `hidden`, `display: none`, `template`), and struck out. Written out are
    raised and lowered characters, formulas, the numbers of lists, definitions with what they define, quotation marks,
    and cells that span several rows or columns. Paragraphs and the main content that stand in no element of their own
    are put into one.
    """
    styles = PageStyles(root)
    _drop_unseen(root, styles)
    for element in list(root.iter(*_MATH)):
        _drop_pictures_of(element)
        put_text(element, formula(element))
    _write_inline(root)
    mark_raised(root, styles)
    write_raised(root)
    write_definitions(root)
    number_lists(root, styles)
    spread_tables(root)
    sort_forms(root)
    make_paragraphs(root)
    mark_content(root)


def _drop_unseen(root: html.HtmlElement, styles: PageStyles) -> None:
    """Leave out what is not seen; but not most of the page, which a script shows once it has loaded."""
    most = len("".join(root.itertext())) // 2
    for element in list(root.iter()):
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in {"html", "body"} or element.getparent() is None:
            continue
        if _is_unseen(element, tag) or (styles.hides(element) and len("".join(element.itertext())) <= most):
            element.drop_tree()


def _is_unseen(element: html.HtmlElement, tag: str) -> bool:
    if tag in _STRUCK or tag in _NEVER_SEEN or (tag == "dialog" and "open" not in element.attrib):
        return True
    return "hidden" in element.attrib and (element.get("hidden") or "").lower() != "until-found"


def _drop_pictures_of(formula_element: html.HtmlElement) -> None:
    """Leave out what draws a formula again with styles, beside the form of it that is for other programs."""
    element = formula_element
    for _ in range(_MATH_DEPTH):
        for sibling in [*element.itersiblings(), *element.itersiblings(preceding=True)]:
            if isinstance(sibling.tag, str) and sibling.get("aria-hidden") == "true":
                sibling.drop_tree()
        element = element.getparent()
        if element is None or element.tag not in {"span", "mjx-container", "mjx-assistive-mml"}:
            return


def _write_inline(root: html.HtmlElement) -> None:
    """Write out what browsers draw around words: quotation marks; and take away what divides none, or says nothing."""
    for element in list(root.iter("wbr", *_UNWRAPPED)):
        if element.tag == "time":  # an empty one stays, for the date of publication
            element.addprevious(element.makeelement("time", dict(element.attrib)))
        element.drop_tag()
    for element in root.iter(*_BLOCKS_OF):
        element.tag = _BLOCKS_OF[element.tag]
    for element in list(root.iter("q")):
        element.text = allowed(f"“{element.text or ''}")
        element.tail = allowed(f"”{element.tail or ''}")
        element.drop_tag()
    for element in root.iter("pre"):
        if all(one.tag in _IN_CODE for one in element):
            for line_end in list(element.iter("br")):
                put_text(line_end, "\n")
            text = "".join(element.itertext())
            for one in list(element):
                element.remove(one)
            code = element.makeelement("code", {})
            code.text = allowed(text)
            element.text = None
            element.append(code)
