from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from citespan.api.chat.commands import COMMANDS
from citespan.api.wire.reading import parse_responses
from citespan.corpus.errors import CitespanError, UsageError
from citespan.index.contents import remove_documents
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Talk

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

ANSWERED = "Who is named as the commander of Jaish ul-Adl?"
OTHER = "How long does a card payment take to arrive?"
ABSTAINED = "Who is the president of France?"


def test_citations_are_numbered_through_the_conversation_and_passages_too(talk: Talk) -> None:
    assert "[1] iran-pakistan-border.md" in talk(ANSWERED)
    assert "[2] refund-policy-lanternfish.md" in talk(OTHER)
    near = talk(ABSTAINED)
    assert near.index("not an answer") < near.index("[3]") < near.index("[4]") < near.index("[5]")
    talk("/new")
    assert "[1] refund-policy-lanternfish.md" in talk(OTHER)


def test_a_follow_up_is_asked_in_full_and_says_so_until_the_conversation_is_forgotten(
    talk: Talk, tmp_path: Path
) -> None:
    assert "every 12 hours" in talk("How often does a starter want a meal at 24 degrees?")
    in_full = "How often does a starter want a meal at 18 degrees?"
    assert talk("And at 18 degrees?").startswith(f"asked: {in_full} ")
    talk(f"/export {tmp_path / 'talk.md'}")
    assert f"## And at 18 degrees?\n\nAsked: {in_full}\n" in (tmp_path / "talk.md").read_text(encoding="utf-8")
    talk("/new")
    assert "asked:" not in talk("And at 18 degrees?")


def test_an_opened_citation_shows_the_quote_first_and_then_its_surroundings(talk: Talk) -> None:
    talk(OTHER)
    shown = talk("/open 1")
    assert shown.startswith("within five working days")
    assert "[1] refund-policy-lanternfish.md" in shown
    assert "The money goes to the means of payment" in shown
    assert "## What an agent may decide" in shown
    assert talk("/open [1]") == shown


def test_the_quote_of_an_opened_citation_is_marked_where_there_are_styles(talk: Talk) -> None:
    talk(OTHER)
    marked = re.findall(r"\x1b\[1;7m(.*?)\x1b\[0m", talk("/open 1", terminal=True, colours=True))
    assert " ".join(marked).startswith("within five working days")


@pytest.mark.parametrize("line", ["/open", "/open x", "/open 0", "/open 9", "/open -1", "/open ²"])
def test_a_citation_that_is_not_there_is_refused_with_those_that_are(talk: Talk, line: str) -> None:
    talk(OTHER)
    with pytest.raises(UsageError, match=r"1 to 1|/open 1"):
        talk(line)


def test_before_the_first_question_there_is_nothing_to_show(talk: Talk) -> None:
    for line in ("/open 1", "/why", "/json", "/export x.md"):
        with pytest.raises(UsageError, match="type a question first"):
            talk(line)


def test_json_is_the_response_that_the_command_line_prints(talk: Talk, sample_answerer: Answerer) -> None:
    talk(ANSWERED)
    tree = json.loads(talk("/json", flat=False))
    (read,) = parse_responses(json.dumps(tree).encode(), name="chat")
    assert read.answers == sample_answerer.answer(ANSWERED).answers
    assert "explanation" not in tree


def test_why_tells_of_an_answer_and_of_an_abstention(talk: Talk) -> None:
    talk(ANSWERED)
    assert talk("/why").startswith("The answer is “Salahuddin Farooqui”")
    talk(ABSTAINED)
    assert talk("/why").startswith("There is no answer: ")


def test_sources_lists_titles_of_those_that_are_asked(talk: Talk) -> None:
    assert talk("/sources").endswith("9 documents")
    talk("/filter title=strikes")
    shown = talk("/sources")
    assert shown.endswith("2 of 9 documents")
    assert "Analysts on the Iran-Pakistan strikes analysts-on-the-iran-pakistan-strikes.md" in shown


def test_a_filter_holds_for_the_turns_that_follow_until_it_is_cleared(talk: Talk) -> None:
    assert talk("/filter title=Refunds at Lanternfish source=*.md") == (
        "title=Refunds at Lanternfish and source=*.md: 1 of 9 documents asked."
    )
    assert talk(ANSWERED).startswith(("These documents do not say.", "Not sure enough to answer."))
    assert talk("/filter") == "title=Refunds at Lanternfish and source=*.md: 1 of 9 documents asked."
    talk("/new")
    assert "five working days" in talk(OTHER)
    assert talk("/filter off") == "No filter: all 9 documents are asked."
    assert "Salahuddin Farooqui" in talk(ANSWERED)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/filter title=nowhere to be found", "no document fits title=nowhere to be found; /sources"),
        ("/filter after=yesterday", "is no date"),
        ("/filter author=Keller", "'author=Keller' is no condition"),
        ("/filter title=border author=Keller", "'author=Keller' is no condition"),
        ("/filter border", "'border' is no condition"),
    ],
)
def test_a_filter_that_does_not_fit_leaves_the_one_before(talk: Talk, line: str, message: str) -> None:
    talk('/filter title="The border"')
    with pytest.raises(UsageError, match=re.escape(message)):
        talk(line)
    assert talk.session.conditions == ("title=The border",)


def test_help_names_every_command(talk: Talk) -> None:
    shown = talk("/help")
    assert [command.usage for command in COMMANDS if f"{command.usage} {command.help}" not in shown] == []


@pytest.mark.parametrize(
    ("line", "meant"), [("/opne 1", "/open"), ("/s", "/sources"), ("/exprot", "/export"), ("/bye", None)]
)
def test_an_unknown_command_suggests_the_nearest(talk: Talk, line: str, meant: str | None) -> None:
    with pytest.raises(UsageError, match="There is no command") as caught:
        talk(line)
    assert (f"did you mean {meant}?" in str(caught.value)) is (meant is not None)


def test_what_stands_behind_a_command_that_takes_nothing_is_not_ignored(talk: Talk) -> None:
    with pytest.raises(UsageError, match="leave out 'now'"):
        talk("/quit now")


def test_quit_ends_it(talk: Talk) -> None:
    with pytest.raises(EOFError):
        talk("/quit")


def test_a_question_that_is_refused_is_no_turn(talk: Talk) -> None:
    with pytest.raises(CitespanError, match="1001 characters"):
        talk("x" * 1001)
    assert talk.session.turns == []


@pytest.mark.parametrize("width", [40, 60, 200])
def test_no_line_is_wider_than_the_terminal_nor_than_a_hundred_columns(talk: Talk, width: int) -> None:
    lines = [
        line
        for said in (ANSWERED, ABSTAINED, "/open 1", "/why", "/sources", "/help", "/filter")
        for line in talk(said, width=width, terminal=True, flat=False).splitlines()
    ]
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert max(map(cell_len, lines)) > min(width, 100) * 0.8


def test_a_document_that_changed_since_is_not_shown_in_its_new_text(
    tmp_path: Path, encoder: Encoder, reader: Reader, talk_with: Callable[[Answerer], Talk]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "ferry.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (root / "bread.txt").write_text("A loaf needs 500 grams of flour.")
    build_index(tmp_path / "index", [root], encoder=encoder)
    index = Index(tmp_path / "index", encoder)
    talk = talk_with(Answerer(index, reader, threshold=0.0))
    assert "noon" in talk("When does the ferry Aurora leave?")
    (document,) = [d for d in talk.session.documents() if d.source == "ferry.txt"]
    remove_documents(tmp_path / "index", [document.document_id])
    shown = talk("/open 1")
    assert "leaves Port Lindholm at noon" in shown
    assert "not what it was when it was cited" in shown
    assert len(talk.session.documents()) == 1
    index.close()


def test_a_risk_accepts_less_sure_answers_until_it_is_taken_back(talk: Talk) -> None:
    calibrated = talk.session.ask(ANSWERED).response.receipt.threshold
    assert talk("/risk") == "No risk of its own."
    assert talk("/risk 0.3").startswith("At most 30% may be wrong: answered from a confidence of 0.")
    assert talk.session.ask(ANSWERED).response.receipt.threshold < calibrated
    assert talk("/risk") == "At most 30% may be wrong."
    talk("/risk off")
    assert talk.session.ask(ANSWERED).response.receipt.threshold == calibrated


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/risk much", "'much' is not"),
        ("/risk 2", "lies between 0 and 1"),
        ("/risk 0.0001", "no threshold is certified"),
    ],
)
def test_a_risk_that_is_none_leaves_the_one_before(talk: Talk, line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        talk(line)
    assert talk.session.risk is None


def test_a_corrected_word_is_told_and_typed_asks_as_it_was_typed(talk: Talk) -> None:
    typed = "Who is named as the comander of Jaish ul-Adl?"
    told = talk(typed)
    assert told.startswith(
        "Showing results for \u201ccommander\u201d (typed \u201ccomander\u201d); /typed asks it as typed."
    )
    assert "Salahuddin Farooqui" in told
    talk("/typed")
    assert talk.session.turns[-1].question == typed
    assert talk.session.turns[-1].response.corrected is None


def test_typed_asks_without_the_turns_before(talk: Talk) -> None:
    talk("How often does a starter at 24 degrees want a meal?")
    talk("And at 18 degrees?")
    assert talk.session.turns[-1].asked != talk.session.turns[-1].question
    talk("/typed")
    assert talk.session.turns[-1].asked == "And at 18 degrees?"


@pytest.mark.parametrize("line", ["exit", "quit", "help", "refund", "Wie viel kostet das?", "???"])
def test_what_is_no_follow_up_is_asked_as_it_was_typed(talk: Talk, line: str) -> None:
    talk(ANSWERED)
    talk(line)
    assert talk.session.turns[-1].asked == line


@pytest.mark.parametrize(("line", "named"), [("exit", "/quit"), ("Quit", "/quit"), ("help", "/help"), ("refund", None)])
def test_a_command_without_its_slash_is_named_below_the_reply(talk: Talk, line: str, named: str | None) -> None:
    told = talk(line)
    assert (f"If you meant the command, type {named}: it " in told) is (named is not None)
