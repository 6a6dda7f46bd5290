"""What stands inside a block of Markdown, parsed so that each text knows its place in the block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PLACE = "place"
"""The key of a token's `meta` below which stands where its source begins, counted from the block's content."""


class PlacedInline(ParserInline):
    """A parser of inline Markdown whose tokens say where they stand; texts are not joined, each is one stretch."""

    def __init__(self) -> None:
        """Use the rules of CommonMark."""
        super().__init__()
        self.ruler2.disable("fragments_join")

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """The tokens of a block's content."""
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _PlacedState(StateInline):
    """Notes for each token where the parser stood when it was made, and for plain text where that began."""

    _began = 0
    _plain = ""

    @property
    def pending(self) -> str:
        """The plain text that no token holds yet."""
        return self._plain

    @pending.setter
    def pending(self, value: str) -> None:
        if value and not self._plain:
            self._began = self.pos
        self._plain = value

    def append_pending(self, text: str) -> None:
        """Add to it."""
        self.pending = self.pending + text

    def pushPending(self) -> Token:  # noqa: N802  # the library's name
        """Make a token of it."""
        began = self._began
        token = super().pushPending()
        token.meta[PLACE] = began
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Make another token."""
        token = super().push(ttype, tag, nesting)
        token.meta[PLACE] = self._delimiter() if ttype == "text" else self.pos
        return token

    def _delimiter(self) -> int:
        """Where one of a run of signs stands, of which the parser makes a token each, or the text of a bare address."""
        if self.src[self.pos] == "<":
            return self.pos + 1
        before = self.tokens[-2] if len(self.tokens) > 1 else None
        if before is None or before.type != "text" or before.meta[PLACE] < self.pos:
            return self.pos
        return int(before.meta[PLACE]) + len(before.content)


def stretches(token: Token, content: str) -> Iterable[tuple[str, int, int]]:
    """The texts of a token, with the place [start, end) of each in the block's content.

    A text as long as its source says the same, character by character; any other stands for its source as a whole.
    """
    start = int(token.meta.get(PLACE, 0))
    match token.type:
        case "text_special":
            yield token.content, start, start + len(token.markup)
        case "code_inline":
            first = start + len(token.markup)
            last = first + len(token.content)
            if content[first:last].replace("\n", " ") != token.content or not content.startswith(token.markup, last):
                first, last = first + 1, last + 1  # a blank was taken off each end
            yield token.content, first, last
        case "text" if token.content:
            is_same = content.startswith(token.content, start)
            yield token.content, start, start + len(token.content) if is_same else content.find(">", start)
        case "softbreak":
            yield "\n", start, start + 1
        case _:
            return
