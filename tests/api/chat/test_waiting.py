from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from citespan.api.chat.waiting import shown_waiting


def _waited(seconds: float, *, terminal: bool) -> str:
    out = io.StringIO()
    with shown_waiting(Console(file=out, force_terminal=terminal, width=80)):
        time.sleep(seconds)
    return out.getvalue()


def test_a_long_wait_is_shown_and_wiped_away() -> None:
    shown = _waited(1.2, terminal=True)
    assert "Ctrl-C stops" in shown
    assert shown.endswith("\x1b[2K"), "the line is cleared"


def test_a_short_wait_shows_nothing() -> None:
    assert _waited(0.01, terminal=True) == ""


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    assert _waited(1.0, terminal=False) == ""


def test_what_ends_with_an_error_is_wiped_away_too() -> None:
    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        _interrupted(Console(file=out, force_terminal=True, width=80))
    assert out.getvalue().endswith("\x1b[2K")


def _interrupted(console: Console) -> None:
    with shown_waiting(console):
        time.sleep(0.8)
        raise KeyboardInterrupt
