"""Completion: commands, what belongs behind them, and the titles of documents anywhere in a question."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.completion import Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from citespan.api.chat.commands import COMMANDS
from citespan.index.where import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prompt_toolkit.completion import CompleteEvent

    from citespan.api.chat.session import Session

_MOST = 50
_LEAST_LETTERS = 3
"""From how many letters on a word of a question is looked for in titles."""


class ChatCompleter(Completer):
    """Completes what stands before the cursor."""

    def __init__(self, session: Session) -> None:
        """Complete with the documents of a session."""
        self._session = session
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What the text before the cursor may go on to, the shortest way first."""
        text = document.current_line_before_cursor.lstrip()
        command, blank, argument = text.partition(" ")
        if not command.startswith("/"):
            return islice(self._titles(text), _MOST)
        if not blank:
            return _beginning(command, (f"{known.name} " if known.argument else known.name for known in COMMANDS))
        if command == "/open":
            return _beginning(argument, (str(number) for number in self._numbers()))
        if command == "/filter":
            return islice(self._conditions(argument), _MOST)
        if command == "/export":
            return self._paths.get_completions(Document(argument), complete_event)
        return ()

    def _numbers(self) -> Iterator[int]:
        for turn in reversed(self._session.turns):
            yield from range(turn.first, turn.first + len(turn.citations))

    def _conditions(self, argument: str) -> Iterator[Completion]:
        typed = re.match(r"(?:.*\s)?(source|title)=(.*)$", argument)
        if typed:
            documents = self._session.documents()
            values = {one_line(d.source if typed[1] == "source" else d.title): None for d in documents}
            yield from _beginning(typed[2], values)
        else:
            yield from _beginning(argument.rpartition(" ")[2], [*(f"{key}=" for key in KEYS), "off"])

    def _titles(self, text: str) -> Iterator[Completion]:
        """Titles that go on from some words before the cursor, then those with a word that goes on from the last."""
        titles = list(dict.fromkeys(one_line(document.title) for document in self._session.documents()))
        offered = set()
        for start in (match.start() for match in re.finditer(r"(?<!\S)\S", text)):
            begun = text[start:].casefold()
            if len(begun) < _LEAST_LETTERS:
                break
            for title in titles:
                if title.casefold().startswith(begun) and title not in offered:
                    offered.add(title)
                    yield Completion(title, start_position=start - len(text))
        last = text.rpartition(" ")[2].casefold()
        if len(last) < _LEAST_LETTERS:
            return
        for title in titles:
            if title not in offered and any(word.startswith(last) for word in re.split(r"\W+", title.casefold())):
                yield Completion(title, start_position=-len(last))


def one_line(text: str) -> str:
    """`text` without line ends and other control characters, which a line that is typed cannot hold."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _beginning(typed: str, values: Iterable[str]) -> Iterator[Completion]:
    for value in islice((value for value in values if value.casefold().startswith(typed.casefold())), _MOST):
        yield Completion(value, start_position=-len(typed))
