"""Text for people, safe to print: the one place where what could steer a terminal or forge a line is replaced.

What goes to programs (`--json`, `--batch`, a whole document) is left as it is.
"""

from __future__ import annotations

import re

_REPLACED = "\ufffd"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TAB_OR_LINE_END = re.compile(rf"\t|{_LINE_END.pattern}")


def printable_lines(text: str) -> str:
    """`text` with its control characters replaced, in the lines that it has: for what is printed indented."""
    return _CONTROL.sub(_REPLACED, _LINE_END.sub("\n", text))


def printable(text: str) -> str:
    """`text` on one line, its control characters, tabs and line ends replaced: for names, titles and errors."""
    return _CONTROL.sub(_REPLACED, _TAB_OR_LINE_END.sub(_REPLACED, text))


def on_one_line(text: str) -> str:
    """`text` on one line, its control characters replaced and its lines put one after the other: for quotes."""
    return printable(" ".join(_LINE_END.split(text.replace("\t", " "))))
