"""Rich text taken apart: control words, groups and characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\"
)
_SIGNS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_ENDS = frozenset((b"\r", b"\n"))


class TokenKind(StrEnum):
    """What a token is: a control word, an opening or closing brace, a star, bytes of text, or a character."""

    WORD = "word"
    OPEN = "open"
    CLOSE = "close"
    STAR = "star"
    BYTES = "bytes"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class RichToken:
    """A token; `text` is the control word or character, `data` the bytes of a text in the font's encoding."""

    kind: TokenKind
    text: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[RichToken]:
    """The tokens of a rich text, in order; binary data is skipped.

    Source: Rich Text Format Specification 1.9.1.
    """
    place = 0
    while match := _TOKEN.match(data, place):
        place = match.end()
        if word := match["word"]:
            number = None if match["number"] is None else int(match["number"])
            if word == b"bin":
                place += max(0, number or 0)
            else:
                yield RichToken(TokenKind.WORD, word.decode("ascii"), number)
        elif brace := match["brace"]:
            yield RichToken(TokenKind.OPEN if brace == b"{" else TokenKind.CLOSE)
        elif match["hex"]:
            yield RichToken(TokenKind.BYTES, data=bytes.fromhex(match["hex"].decode("ascii")))
        elif match["text"]:
            yield RichToken(TokenKind.BYTES, data=match["text"])
        elif sign := match["sign"]:
            if sign == b"*":
                yield RichToken(TokenKind.STAR)
            elif sign in _ENDS:
                yield RichToken(TokenKind.WORD, "par")
            elif sign in _SIGNS:
                yield RichToken(TokenKind.CHARACTER, _SIGNS[sign])
