"""The loop: lines from a terminal, a paste or a pipe, each answered in turn, until they end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.chat.commands import command_meant, run_command
from citespan.api.chat.prompt import entry_of, typed_entries
from citespan.api.chat.screen import counted, print_turn
from citespan.api.chat.session import Session
from citespan.api.chat.waiting import shown_waiting
from citespan.api.terminal.render import print_hanging, visible
from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from citespan.qa.answerer import Answerer


def chat(answerer: Answerer, console: Console, *, errors: Console) -> None:
    """Answer questions from the terminal, or from standard input where that is a file or a pipe, until they end.

    Answers go to `console`; where no terminal is asked, what goes wrong goes to `errors`.
    """
    session = Session(answerer)
    interactive = sys.stdin.isatty()
    if interactive:
        count = counted(len(session.documents()), "document")
        console.print(Text(f"{count} to ask. /help lists the commands, Ctrl-D leaves.", style="dim"))
        console.print()
    for entry in typed_entries(session, console) if interactive else map(entry_of, sys.stdin.buffer):
        lines = [line for line in map(str.strip, entry.splitlines()) if line]
        try:
            _take(lines, session, console, errors=console if interactive else errors, interactive=interactive)
        except EOFError:
            return


def respond(line: str, session: Session, console: Console) -> None:
    """Do what `line` commands, or print the answer to it.

    Raises:
        CitespanError: if it cannot be done.
        EOFError: if it ends the chat.
    """
    if line.startswith("/"):
        run_command(line, session, console)
        return
    with shown_waiting(console):
        turn = session.ask(line)
    print_turn(console, turn)
    if meant := command_meant(line):
        console.print()
        hint = f"If you meant the command, type {meant.name}: it {meant.help}."
        print_hanging(console, Text(hint, style="dim"), indent=0)


def _take(lines: Sequence[str], session: Session, console: Console, *, errors: Console, interactive: bool) -> None:
    """Respond to each line; Ctrl-C stops the response that is worked on, and the lines after it."""
    for number, line in enumerate(lines, start=1):
        if not interactive or len(lines) > 1:
            console.print(visible(f"> {line}", "dim"), soft_wrap=True)
        try:
            respond(line, session, console)
        except CitespanError as exc:
            errors.print(visible(str(exc), "red"), soft_wrap=True)
        except KeyboardInterrupt:
            if not interactive:
                raise
            left = len(lines) - number
            rest = f"; {counted(left, 'more line')} not asked" if left else ""
            console.print(Text(f"stopped{rest}", style="dim"))
            return
        console.print()
