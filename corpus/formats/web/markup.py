"""Writing into a web page's tree, which may hold characters that no text of an element may be given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import html

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(\d{1,12}|[xX][0-9a-fA-F]{1,10});?")


def allowed(text: str) -> str:
    """The text without the characters that no element may be given."""
    return _NO_XML.sub("", text)


def allowed_markup(text: str) -> str:
    """An HTML text without these characters, and without references to them."""
    return _REFERENCE.sub(_checked, allowed(text))


def _checked(reference: re.Match[str]) -> str:
    code = int(reference[1][1:], 16) if reference[1][0] in "xX" else int(reference[1])
    return reference[0] if code < 0x110000 and allowed(chr(code)) else ""


def put_text(element: html.HtmlElement, text: str) -> None:
    """Put a text in the place of an element, if it still stands in the tree."""
    if element.getparent() is not None:
        element.tail = allowed(f"{text}{element.tail or ''}")
        element.drop_tree()
