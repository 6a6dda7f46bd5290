"""What a terminal's user types: a line with history, completion and editing; several lines where they are pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.output import create_output

from citespan.api.chat.completion import ChatCompleter
from citespan.api.chat.history import open_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from citespan.api.chat.session import Session


def typed_entries(session: Session, console: Console) -> Iterator[str]:
    """What is entered at the prompt, until Ctrl-D. Ctrl-C drops what was typed.

    The prompt goes to standard error where standard output is no terminal. What an earlier line would complete is
    suggested, but not where it could not be told from what was typed.
    """
    prompt: PromptSession[str] = PromptSession(
        history=open_history(console),
        completer=ChatCompleter(session),
        complete_while_typing=False,
        auto_suggest=None if console.no_color else AutoSuggestFromHistory(),
        enable_suspend=True,
        output=create_output(always_prefer_tty=True),
    )
    while True:
        try:
            yield prompt.prompt(lambda: _prompt(session))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _prompt(session: Session) -> FormattedText:
    """`> `, with the conditions before it if only some documents are asked."""
    conditions = " ".join((*session.conditions, ""))
    return FormattedText([("fg:ansibrightblack", conditions), ("bold", "> ")])
