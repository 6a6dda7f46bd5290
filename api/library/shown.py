"""A response for people: what the terminal shows, as a text and as HTML for notebooks."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

from rich.ansi import AnsiDecoder
from rich.console import Console

from citespan.api.terminal.render import MEASURE, print_response

if TYPE_CHECKING:
    from rich.segment import Segment

    from citespan.qa.answer import Response


def as_text(response: Response) -> str:
    """The response as `citespan ask` prints it on a terminal, without colours."""
    return _printed(response).export_text().rstrip()


def as_html(response: Response) -> str:
    """The same as HTML: all that documents say is escaped, and the quote stands in `<mark>`."""
    console = _printed(response)
    lines = AnsiDecoder().decode(console.export_text(styles=True).rstrip())
    body = "\n".join("".join(map(_html, line.render(console))) for line in lines)
    return f'<div style="white-space: pre-wrap">{body}</div>'


def _printed(response: Response) -> Console:
    """A console that recorded the response, in lines as a terminal has them."""
    console = Console(file=io.StringIO(), width=MEASURE, force_terminal=True, highlight=False, record=True)
    print_response(console, response)
    return console


def _html(segment: Segment) -> str:
    text, style = escape(segment.text), segment.style
    if not text or style is None:
        return text
    if style.reverse:
        return f"<mark>{text}</mark>"
    if style.bold:
        return f"<b>{text}</b>"
    return f'<span style="opacity: 0.7">{text}</span>' if style.dim else text
