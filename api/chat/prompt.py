"""What a terminal's user types: a line with history, completion and editing; several lines where they are pasted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.output import create_output
from rich.text import Text

from citespan.api.chat.completion import ChatCompleter
from citespan.api.chat.history import open_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from citespan.api.chat.session import Session


def typed_entries(session: Session, console: Console) -> Iterator[str]:
    """What is entered at the prompt, until Ctrl-D. Ctrl-C drops what was typed.

    The prompt goes to standard error where standard output is no terminal. A dumb terminal gets bare lines.
    """
    read = _dumb_reader(session, console) if console.is_dumb_terminal else _reader(session, console)
    while True:
        try:
            yield read()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def entry_of(line: bytes) -> str:
    """A line that was read, with what is not UTF-8 kept so that its question is refused, and no other."""
    return line.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")


def _reader(session: Session, console: Console) -> Callable[[], str]:
    """Reads with history and completion; the rest of an earlier line is suggested where it can be told from typing."""
    prompt: PromptSession[str] = PromptSession(
        history=open_history(console),
        completer=ChatCompleter(session),
        complete_while_typing=False,
        auto_suggest=None if console.no_color else AutoSuggestFromHistory(),
        enable_suspend=True,
        output=None if console.is_terminal else create_output(always_prefer_tty=True),
    )
    return lambda: prompt.prompt(lambda: FormattedText([("fg:ansibrightblack", _asked(session)), ("bold", "> ")]))


def _dumb_reader(session: Session, console: Console) -> Callable[[], str]:
    """Reads bare lines; prompt_toolkit sends escapes to a dumb terminal, too, and does not see Ctrl-D there."""

    def read() -> str:
        console.print(Text(f"{_asked(session)}> "), end="", soft_wrap=True)
        if line := sys.stdin.buffer.readline():
            return entry_of(line)
        raise EOFError

    return read


def _asked(session: Session) -> str:
    """The conditions, if only some documents are asked, and the risk, if one was accepted."""
    risk = () if session.risk is None else (f"risk={session.risk:g}",)
    return " ".join((*session.conditions, *risk, ""))
