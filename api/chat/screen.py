"""What a chat shows: turns, the documents, an opened citation, reasons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from citespan.api.terminal.printable import on_one_line
from citespan.api.terminal.render import (
    MEASURE,
    print_cited,
    print_corrected,
    print_hanging,
    print_in_context,
    print_passage,
    print_response,
    visible,
)
from citespan.api.wire.response import ResponseModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from citespan.api.chat.session import NumberedTurn
    from citespan.corpus.document import Document
    from citespan.index.database.rows import StoredDocument
    from citespan.qa.answer import Citation

_NARROW = 60
_MOST_LISTED = 100
_NOT_ESCAPED = re.compile(r"[\x7f-\x9f]")


def print_turn(console: Console, turn: NumberedTurn) -> None:
    """Print a response, and before it the question that was asked if that is not the one that was typed."""
    if turn.asked != turn.question:
        console.print(
            visible(f"asked: {turn.asked} (/typed asks it as typed)", "dim"), soft_wrap=not console.is_terminal
        )
    print_corrected(console, turn.response.corrected, way_back="/typed asks it as typed")
    print_response(console, turn.response.unexplained(), first=turn.first)


def print_why(console: Console, turn: NumberedTurn) -> None:
    """Print why a response is as it is, a sentence a line."""
    for part in turn.response.parts_or_self:
        if turn.response.parts:
            print_hanging(console, visible(on_one_line(part.question), "bold"), indent=0)
        for sentence in part.explanation.why if part.explanation else ():
            print_hanging(console, visible(" ".join(sentence.split())), indent=2)


def print_json(console: Console, turn: NumberedTurn) -> None:
    """Print a response as `citespan ask --json` does, with nothing in it that could steer a terminal."""
    model = ResponseModel.model_validate(turn.response.unexplained())
    tree = _NOT_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", model.model_dump_json(indent=2))
    console.print(Text(tree), soft_wrap=True)


def print_opened(console: Console, number: int, citation: Citation, document: Document | None) -> None:
    """Print a citation's quote, its place, and the quote marked in the lines around it."""
    console.print(visible(on_one_line(citation.exact), "bold"), soft_wrap=not console.is_terminal)
    console.print()
    if document is None:
        if citation.is_passage:
            print_passage(console, citation, number=number)
        else:
            print_cited(console, citation, number=number)
        console.print()
        changed = "The document is not what it was when it was cited; ask again for what it says today."
        console.print(Text(changed, style="yellow"))
        return
    print_in_context(console, citation, document.text, number=number)


def print_sources(console: Console, documents: Sequence[StoredDocument], *, of: int) -> None:
    """Print the titles of documents with their sources, and how many of all these are."""
    for document in documents[:_MOST_LISTED]:
        title, source = visible(" ".join(document.title.split())), visible(document.source, "dim")
        if console.is_terminal and min(console.width, MEASURE) < title.cell_len + source.cell_len + 2:
            console.print(title)
            console.print(Padding(source, (0, 0, 0, 4), expand=False))
        else:
            console.print(title.append("  ").append_text(source), soft_wrap=True)
    count = f"{len(documents)} of {counted(of, 'document')}" if len(documents) < of else counted(of, "document")
    shown = f", {_MOST_LISTED} shown; /filter title=WORDS narrows" if len(documents) > _MOST_LISTED else ""
    console.print(Text(f"{count}{shown}", style="dim"))


def print_commands(console: Console, commands: Sequence[tuple[str, str]]) -> None:
    """Print how commands are written and what they do."""
    console.print("Type a question and press Enter. The marked words are the answer.")
    console.print()
    longest = max(len(usage) for usage, _ in commands)
    for usage, meaning in commands:
        if console.width < _NARROW:
            console.print(Text(usage, style="bold"))
            console.print(Padding(Text(meaning), (0, 0, 0, 4), expand=False))
        else:
            line = Text(usage.ljust(longest + 2), style="bold").append(meaning, style="not bold")
            print_hanging(console, line, indent=longest + 2)
    console.print()
    keys = "Tab completes commands and titles, Up and Ctrl-R find what was typed before, Ctrl-C stops an answer."
    print_hanging(console, Text(keys, style="dim"))


def counted(count: int, thing: str) -> str:
    """`count` things in words."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
