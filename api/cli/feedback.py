"""Feedback at a terminal: what was said of answers, as lines or as a file of known questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from citespan.api.feedback.export import exported
from citespan.api.feedback.store import FeedbackStore
from citespan.api.terminal.render import visible
from citespan.corpus.errors import UsageError
from citespan.index.database.schema import require_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.settings import Settings


def print_feedback(settings: Settings) -> None:
    """Print what is kept, the oldest first: id, day, verdict, question, what was expected; with tabs between them."""
    for stored in _store(settings).listed():
        question = visible(stored.response.resolved or stored.response.question).plain
        expected = visible(stored.expected or "").plain
        typer.echo(f"{stored.id}\t{stored.given_at:%Y-%m-%d}\t{stored.verdict}\t{question}\t{expected}")


def export_feedback(settings: Settings, file: Path, *, errors: Console) -> None:
    """Write what is kept to `file`, as its name says, and tell how much of it.

    Raises:
        UsageError: if there is nothing to write, the file exists, or it cannot be written.
    """
    made = exported(_store(settings).listed(), file, index=settings.folder("feedback"))
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(made.text)
    except FileExistsError as exc:
        raise UsageError(f"{file}: exists; name another file") from exc
    except OSError as exc:
        raise UsageError(f"{file}: cannot be written: {exc.strerror or exc}; name another file") from exc
    left = f"; {made.left_out} left out, of which nobody said what is right or where it stands" if made.left_out else ""
    errors.print(f"wrote {file}: {made.questions} questions{left}", markup=False, highlight=False, soft_wrap=True)


def delete_feedback(settings: Settings, ids: Sequence[str] | None) -> None:
    """Delete the feedback with these ids, or all of it.

    Raises:
        UnknownFeedbackError: if there is none with one of the ids; those before it are deleted.
    """
    store = _store(settings)
    for feedback_id in ids or [stored.id for stored in store.listed()]:
        store.delete(feedback_id)


def _store(settings: Settings) -> FeedbackStore:
    folder = settings.folder("feedback")
    require_index(folder)
    return FeedbackStore(folder, days=settings.feedback_days)
