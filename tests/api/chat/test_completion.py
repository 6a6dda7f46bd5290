from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from citespan.api.chat.commands import COMMANDS
from citespan.api.chat.completion import ChatCompleter

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Talk

BORDER = "The border between Iran and Pakistan"
MISSILES = "Iranian missiles hit border district of Pakistan"
TOOLS = "The tool library at Harrowmere Public Library"


@pytest.fixture
def completed(talk: Talk) -> ChatCompleter:
    return ChatCompleter(talk.session)


def _lines(completer: ChatCompleter, text: str) -> list[str]:
    """What the line may become."""
    found = completer.get_completions(Document(text), CompleteEvent(completion_requested=True))
    return [text[: len(text) + completion.start_position] + completion.text for completion in found]


def test_a_slash_offers_all_commands(completed: ChatCompleter) -> None:
    assert [line.strip() for line in _lines(completed, "/")] == [command.name for command in COMMANDS]
    assert _lines(completed, "/fi") == ["/filter "]
    assert _lines(completed, "/wh") == ["/why"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("the bor", [BORDER, f"the {MISSILES}"]),
        ("Who wrote The tool lib", [f"Who wrote {TOOLS}"]),
        ("What does harrowm", [f"What does {TOOLS}"]),
        ("th", []),
        ("Who wrote zzz", []),
        ("", []),
    ],
)
def test_titles_are_completed_anywhere_in_a_question(completed: ChatCompleter, text: str, lines: list[str]) -> None:
    assert _lines(completed, text) == lines


def test_a_filter_completes_keys_titles_and_sources(completed: ChatCompleter) -> None:
    assert _lines(completed, "/filter t") == ["/filter title="]
    assert _lines(completed, "/filter o") == ["/filter off"]
    assert _lines(completed, "/filter title=the bord") == [f"/filter title={BORDER}"]
    assert _lines(completed, "/filter title=iran source=tool") == ["/filter title=iran source=tool-library.md"]


def test_open_offers_the_numbers_there_are_the_last_first(talk: Talk, completed: ChatCompleter) -> None:
    assert _lines(completed, "/open ") == []
    talk("Who is named as the commander of Jaish ul-Adl?")
    talk("Who is the president of France?")
    assert _lines(completed, "/open ") == ["/open 2", "/open 3", "/open 4", "/open 1"]


def test_export_completes_paths(completed: ChatCompleter, tmp_path: Path) -> None:
    (tmp_path / "conversations").mkdir()
    assert _lines(completed, f"/export {tmp_path}/conv") == [f"/export {tmp_path}/conversations"]
