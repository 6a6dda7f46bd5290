"""A conversation in the terminal: one question after the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from rich.text import Text

from citespan.api.render import print_response
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from citespan.qa.answerer import Answerer

_HELP = """Type a question and press Enter. Answers are quotes from the documents; the marked words are the answer.
/help  this text
/quit  leave (Ctrl-D does the same)"""


def chat(answerer: Answerer, console: Console) -> None:
    """Answer questions from the terminal, or from standard input where that is a file or a pipe, until they end."""
    interactive = sys.stdin.isatty()
    if interactive:
        console.print(Text("Ask your documents. /help tells more, Ctrl-D leaves.", style="dim"))
    for line in _typed_lines() if interactive else _piped_lines():
        question = line.strip()
        if not question:
            continue
        if question == "/quit":
            return
        if question.startswith("/"):
            known = question == "/help"
            console.print(Text(_HELP if known else f"There is no command {question.split()[0]}.\n{_HELP}"))
            continue
        if not interactive:
            console.print(Text(f"> {question}", style="dim"), soft_wrap=True)
        try:
            print_response(console, answerer.answer(question))
        except UsageError as exc:
            console.print(Text(str(exc), style="red"))
        except KeyboardInterrupt:
            console.print(Text("stopped", style="dim"))
        console.print()


def _typed_lines() -> Iterator[str]:
    session: PromptSession[str] = PromptSession()
    yield from _until_end(lambda: session.prompt("> "))


def _until_end(read: Callable[[], str]) -> Iterator[str]:
    while True:
        try:
            yield read()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _piped_lines() -> Iterator[str]:
    yield from sys.stdin
