from __future__ import annotations

import io
import stat
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console

from citespan.api.chat.history import history_file, open_history

if TYPE_CHECKING:
    from pathlib import Path


def _opened() -> tuple[list[str], str]:
    """The lines of the history, the last first, and what was warned of."""
    out = io.StringIO()
    history = open_history(Console(file=out, width=200))
    return list(history.load_history_strings()), out.getvalue()


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_it_is_kept_line_by_line_for_the_next_chat() -> None:
    history = open_history(Console())
    history.append_string("Who?")
    history.append_string("When was it?\n\nمتى؟ 🚢\n")
    assert _opened() == (["متى؟ 🚢", "When was it?", "Who?"], "")


def test_nobody_else_can_read_it(state: Path) -> None:
    file = state / "citespan" / "chat-history"
    open_history(Console()).append_string("Who?")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    open_history(Console())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_xdg_state_home_it_is_below_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_STATE_HOME", value)
        assert history_file() == tmp_path / ".local" / "state" / "citespan" / "chat-history"


def test_a_home_that_cannot_be_written_is_warned_of_and_chatting_goes_on(tmp_path: Path, state: Path) -> None:
    state.write_text("a file, where a folder should be")
    history = open_history(Console(file=(out := io.StringIO()), width=200))
    history.append_string("Who?")
    assert isinstance(history, InMemoryHistory)
    assert list(history.get_strings()) == ["Who?"]
    assert "not kept" in out.getvalue()
    assert "XDG_STATE_HOME" in out.getvalue()
    assert len(out.getvalue().splitlines()) == 1


def test_a_disk_that_fails_later_is_warned_of_once(state: Path) -> None:
    history = open_history(Console(file=(out := io.StringIO()), width=200))
    file = history_file()
    file.unlink()
    file.mkdir()
    history.append_string("Who?")
    history.append_string("When?")
    assert out.getvalue().count("not kept") == 1
    assert list(history.get_strings()) == ["Who?", "When?"]


def test_half_a_character_is_not_kept_and_does_no_harm() -> None:
    history = open_history(Console())
    history.append_string("Wh\udce9n?")
    history.append_string("When?")
    assert _opened() == (["When?"], "")
