"""The chat in a real terminal: tmux, with keys pressed and text pasted as people do."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest
from terminal import Terminal, opened_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(900)  # on a busy machine a chat takes a minute to start

CITESPAN = Path(sys.executable).with_name("citespan")
GREETING = "Ctrl-D leaves."
ANSWERED = "Who is named as the commander of Jaish ul-Adl?"
OTHER = "How long does a card payment take to arrive?"
THIRD = "When did the tool library begin?"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:[34][0-8]|9[0-7])[;m]")
RIGHT_TO_LEFT = "مرفأ الشمس"
FERRY = f"The harbour of {RIGHT_TO_LEFT} (שלום) was opened in 1974. The ferry Aurora 🚢 leaves it at noon.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the sample documents and one that is written from right to left."""
    folder = tmp_path_factory.mktemp("terminal")
    (folder / "harbour.txt").write_text(FERRY, encoding="utf-8")
    samples = Path(__file__).parents[3] / "corpus" / "sample"
    subprocess.run([CITESPAN, "index", samples, folder / "harbour.txt"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Terminal]:
    """One chat for most tests: it takes seconds to start."""
    environment = {"XDG_STATE_HOME": str(folder / "state"), "NO_COLOR": None, "FORCE_COLOR": None}
    with opened_terminal([CITESPAN, "chat"], folder=folder, environment=environment) as terminal:
        terminal.shows(GREETING)
        yield terminal


@pytest.fixture
def chat(running: Terminal) -> Terminal:
    """The chat, with an empty screen and a new conversation."""
    running.resize(100, 40)
    running.type("/new")
    running.shows("A new conversation.")
    running.clear()
    return running


def test_a_typed_question_is_answered_and_its_citation_opened(chat: Terminal) -> None:
    chat.type(ANSWERED)
    chat.shows("name Salahuddin Farooqui as its commander.")
    shown = chat.settles()
    assert shown.index("\nSalahuddin Farooqui\n") < shown.index("confidence 0.") < shown.index("[1] iran-pakistan-")
    chat.type("/open 1")
    chat.shows("### Baloch nationalists")
    chat.settles()
    marked = re.findall(r"\x1b\[[0-9;]*7m([^\x1b]*)", chat.screen(escapes=True))
    assert "".join("".join(marked).split()) == "SalahuddinFarooqui" * 2


def test_tab_completes_commands_and_titles(chat: Terminal) -> None:
    chat.type("/sou", enter=False)
    chat.press("Tab")
    chat.press("Enter")
    chat.shows("10 documents")
    chat.type("What is in The tool lib", enter=False)
    chat.press("Tab")
    chat.shows("What is in The tool library at Harrowmere Public Library")
    chat.press("C-c")


def test_pasted_questions_are_asked_one_after_the_other_once_enter_is_pressed(chat: Terminal) -> None:
    chat.paste(f"{ANSWERED}\n\n{OTHER}\n{THIRD}\n")
    chat.shows(THIRD)
    time.sleep(1)
    assert "confidence" not in chat.screen()
    chat.press("Enter")
    chat.shows("collection had grown to 418.")
    shown = chat.settles()
    beginnings = ("Salahuddin Farooqui", "within five working days", "4 May 2019")
    answers = [shown.index(f"\n{beginning}") for beginning in beginnings]
    assert answers == sorted(answers)
    assert [f"[{number}]" in shown for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_ctrl_c_stops_an_answer_and_the_rest_of_a_paste_and_keeps_the_chat(chat: Terminal) -> None:
    chat.paste("\n".join(f"What was said {number} times about Pakistan?" for number in range(40)))
    chat.shows("said 39 times")
    chat.press("Enter")
    chat.shows("> What was said 2 times about Pakistan?")
    chat.press("C-c")
    chat.shows("more lines not asked")
    chat.type(OTHER)
    chat.shows("five working days")


def test_ctrl_c_drops_a_line_that_is_typed(chat: Terminal) -> None:
    chat.type("/quit", enter=False)
    chat.press("C-c")
    chat.type("/filter")
    chat.shows("No filter: all 10 documents are asked.")


def test_a_filter_is_seen_at_the_prompt_until_it_is_cleared(chat: Terminal) -> None:
    chat.type("/filter title=Refunds")
    chat.shows("title=Refunds: 1 of 10 documents asked.")
    chat.shows("title=Refunds >")
    chat.type("/filter off")
    chat.shows("No filter: all 10 documents are asked.")
    assert chat.settles().endswith("\n>")


def test_an_error_is_one_line_that_says_what_to_do(chat: Terminal) -> None:
    chat.type("/opne 1")
    chat.shows("There is no command /opne; did you mean /open? /help lists them.")
    chat.type("/open 7")
    chat.shows("there is no citation 7; nothing is cited yet; type a question first")


@pytest.mark.parametrize("columns", [40, 160])
def test_paragraphs_fit_narrow_and_wide_terminals(chat: Terminal, columns: int) -> None:
    chat.resize(columns, 40)
    chat.type(ANSWERED)
    chat.shows("as its commander.")
    chat.type("/why")
    chat.shows("fitted")
    shown = chat.settles()
    lines = [line.rstrip() for line in shown.splitlines()]
    assert max(map(len, lines)) <= min(columns, 100)
    whole = " ".join(shown.split())
    assert "Lists of the parties to the 2024 strikes class it as jihadist and name Salahuddin" in whole
    assert not any(len(line) == columns and not line.endswith((" ", ".")) and "characters" in line for line in lines)


def test_text_from_right_to_left_stays_as_it_is(chat: Terminal) -> None:
    chat.type(f"When was the harbour of {RIGHT_TO_LEFT} opened?")
    chat.shows("opened in 1974.")
    shown = chat.settles()
    assert f"When was the harbour of {RIGHT_TO_LEFT} opened?" in shown
    assert f"The harbour of {RIGHT_TO_LEFT} (שלום) was opened in 1974." in " ".join(shown.split())


def test_history_comes_back_in_the_next_chat_without_colours_and_ctrl_d_leaves(folder: Path) -> None:
    """One chat after another; the second has NO_COLOR, in which the quote stays marked."""
    environment = {"XDG_STATE_HOME": str(folder / "other"), "NO_COLOR": None, "FORCE_COLOR": None}
    with opened_terminal([CITESPAN, "chat"], folder=folder, environment=environment) as first:
        first.shows(GREETING)
        first.type(ANSWERED)
        first.shows("as its commander.")
        assert COLOUR.search(first.screen(escapes=True))
        first.press("C-d")
        assert first.exit_code() == 0
    kept = folder / "other" / "citespan" / "chat-history"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with opened_terminal([CITESPAN, "chat"], folder=folder, environment={**environment, "NO_COLOR": "1"}) as second:
        second.shows(GREETING)
        second.press("Up")
        second.shows(f"> {ANSWERED}")
        second.press("Enter")
        second.shows("as its commander.")
        second.settles()
        styled = second.screen(escapes=True)
        assert not COLOUR.search(styled), styled
        assert re.search(r"\x1b\[[0-9;]*7m", styled), "the quote is marked"
        second.type("/quit")
        assert second.exit_code() == 0


def test_a_dumb_terminal_gets_no_escapes(folder: Path) -> None:
    environment = {**os.environ, "TERM": "dumb", "XDG_STATE_HOME": str(folder / "dumb")}
    chat = pexpect.spawn(str(CITESPAN), ["chat"], cwd=str(folder), env=environment, encoding="utf-8", timeout=300)
    chat.logfile_read = (seen := io.StringIO())
    for line, shown in ((OTHER, "bank transfers take eight"), ("/open 1", "a shift leader must agree")):
        chat.expect("\n> ")
        chat.sendline(line)
        chat.expect(shown)
    chat.expect("\n> ")
    chat.sendcontrol("d")
    chat.expect(pexpect.EOF)
    chat.close()
    assert chat.exitstatus == 0
    assert "\x1b" not in seen.getvalue()


def test_a_pipe_gets_no_escapes_and_errors_go_elsewhere(folder: Path) -> None:
    lines = f"{ANSWERED}\r\n/open 1\n/opne\nWh\udce9n?\n/why\n/quit\n{OTHER}\n"
    result = subprocess.run(
        [CITESPAN, "chat"],
        cwd=folder,
        input=lines.encode("utf-8", errors="surrogateescape"),
        capture_output=True,
        check=True,
    )
    out, errors = result.stdout.decode(), result.stderr.decode()
    assert f"> {ANSWERED}\nSalahuddin Farooqui\n" in out
    assert "### Baloch nationalists" in out
    assert "The answer is “Salahuddin Farooqui”" in out
    assert "five working days" not in out, "nothing is asked after /quit"
    assert "\x1b" not in out + errors
    assert len(errors.splitlines()) == 2
    assert "did you mean /open?" in errors
    assert "not valid Unicode" in errors
