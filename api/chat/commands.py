"""The commands: what a line that begins with a slash does."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.chat.export import write_conversation
from citespan.api.chat.screen import (
    counted,
    print_commands,
    print_json,
    print_opened,
    print_sources,
    print_turn,
    print_why,
)
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from citespan.api.chat.session import Session


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what stands behind it, what it does in words, and what does it."""

    name: str
    argument: str
    help: str
    run: Callable[[Session, Console, str], None]

    @property
    def usage(self) -> str:
        """How it is written."""
        return f"{self.name} {self.argument}".rstrip()


def run_command(line: str, session: Session, console: Console) -> None:
    """Do what `line` commands.

    Raises:
        UsageError: if there is no such command, or what stands behind it does not fit.
        CitespanError: as the session does.
        EOFError: if it ends the chat.
    """
    name, _, argument = line.partition(" ")
    argument = argument.strip()
    known = {command.name: command for command in COMMANDS}
    if name not in known:
        near = [other for other in known if other.startswith(name)] or get_close_matches(name, known)
        meant = f"; did you mean {near[0]}?" if near else "."
        raise UsageError(f"There is no command {name}{meant} /help lists them.")
    command = known[name]
    if argument and not command.argument:
        raise UsageError(f"{name} stands alone; leave out {argument!r}")
    command.run(session, console, argument)


def command_meant(line: str) -> Command | None:
    """The command that a word without a slash may have been meant as; None for any other line."""
    word = line.rstrip(".!").casefold()
    name = _OTHER_WORDS.get(word, f"/{word}")
    return next((command for command in COMMANDS if command.name == name), None)


def _help(_: Session, console: Console, __: str) -> None:
    print_commands(console, [(command.usage, command.help) for command in COMMANDS])


def _sources(session: Session, console: Console, _: str) -> None:
    print_sources(console, session.asked_documents(), of=len(session.documents()))


def _open(session: Session, console: Console, argument: str) -> None:
    number = argument.strip("[]")
    if not (number.isascii() and number.isdigit()):
        raise UsageError("/open takes the number of a citation, for example: /open 1")
    citation = session.cited(int(number))
    print_opened(console, int(number), citation, session.document(citation))


def _why(session: Session, console: Console, _: str) -> None:
    print_why(console, session.last())


def _json(session: Session, console: Console, _: str) -> None:
    print_json(console, session.last())


def _filter(session: Session, console: Console, argument: str) -> None:
    if argument == "off":
        session.conditions = ()
    elif argument:
        session.set_filter(argument)
    of = len(session.documents())
    if not session.conditions:
        console.print(Text(f"No filter: all {counted(of, 'document')} are asked."), soft_wrap=True)
        return
    left = len(session.asked_documents())
    conditions = " and ".join(session.conditions)
    console.print(Text(f"{conditions}: {left} of {counted(of, 'document')} asked."), soft_wrap=True)


def _risk(session: Session, console: Console, argument: str) -> None:
    if argument == "off":
        session.risk = None
    elif argument:
        threshold = session.set_risk(argument)
        console.print(
            Text(f"At most {session.risk:.0%} may be wrong: answered from a confidence of {threshold:.2f} on.")
        )
        return
    said = "No risk of its own" if session.risk is None else f"At most {session.risk:.0%} may be wrong"
    console.print(Text(f"{said}."))


def _typed(session: Session, console: Console, _: str) -> None:
    print_turn(console, session.ask(session.last().question, as_typed=True))


def _new(session: Session, console: Console, _: str) -> None:
    session.forget()
    kept = "; the filter stays" if session.conditions else ""
    console.print(Text(f"A new conversation{kept}.", style="dim"))


def _export(session: Session, console: Console, argument: str) -> None:
    if not argument:
        raise UsageError("/export takes a file, for example: /export conversation.md")
    session.last()
    file = Path(argument).expanduser()
    write_conversation(file, session.turns)
    console.print(Text(f"{counted(len(session.turns), 'question')} written to {file}"), soft_wrap=True)


def _quit(_: Session, __: Console, ___: str) -> None:
    raise EOFError


COMMANDS = (
    Command("/help", "", "lists the commands", _help),
    Command("/sources", "", "lists the documents that are asked", _sources),
    Command("/open", "N", "shows citation N marked in its context", _open),
    Command("/why", "", "tells why this answer or none, how sure that is, and what else was near", _why),
    Command("/json", "", "prints the last response as JSON", _json),
    Command(
        "/filter",
        "KEY=VALUE ...",
        "asks only documents with title=WORDS, source=PATTERN, after=DATE, before=DATE; alone it shows the filter,"
        " with off it clears it",
        _filter,
    ),
    Command(
        "/risk",
        "R",
        "accepts less sure answers: at most this share may be wrong, such as 0.2; alone it shows the risk, with off it"
        " clears it",
        _risk,
    ),
    Command("/typed", "", "asks the last question again as it was typed, without corrections or earlier turns", _typed),
    Command("/new", "", "forgets the conversation", _new),
    Command("/export", "FILE", "writes the conversation: Markdown (.md) or JSON lines (.jsonl)", _export),
    Command("/quit", "", "ends the chat, as Ctrl-D does", _quit),
)
"""All commands, as /help lists them."""

_OTHER_WORDS = {"exit": "/quit", "bye": "/quit", "clear": "/new", "reset": "/new"}
"""What other programs call some of them."""
