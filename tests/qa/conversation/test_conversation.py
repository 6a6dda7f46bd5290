from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answer import Response, Status
from citespan.qa.answerer import Answerer
from citespan.qa.candidates import Found
from citespan.qa.conversation import MAX_EARLIER_TURNS, Conversation, EarlierTurn

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

RECALL = "Why was the Ember lamp recalled?"
FOLLOW_UP, IN_FULL = "When was that?", "When was the Ember lamp recalled?"


def test_a_follow_up_is_answered_as_if_asked_in_full(sample_answerer: Answerer) -> None:
    conversation = Conversation(sample_answerer)
    first, second = conversation.ask(RECALL), conversation.ask(f" {FOLLOW_UP} ")
    assert (first.question, first.asked, first.response.resolved) == (RECALL, RECALL, None)
    assert (second.question, second.asked) == (FOLLOW_UP, IN_FULL)
    assert (second.response.question, second.response.resolved) == (FOLLOW_UP, IN_FULL)
    assert second.response.answers == sample_answerer.answer(IN_FULL).answers
    assert second.response.explanation is None


def test_after_clearing_the_same_question_is_asked_as_typed(sample_answerer: Answerer) -> None:
    conversation = Conversation(sample_answerer)
    conversation.ask(RECALL)
    conversation.clear()
    assert conversation.ask(FOLLOW_UP).response.resolved is None


def test_a_conversation_goes_on_from_the_turns_of_a_client(sample_answerer: Answerer) -> None:
    earlier = [EarlierTurn("Who commands Jaish ul-Adl?"), EarlierTurn(RECALL), EarlierTurn(FOLLOW_UP)]
    conversation = Conversation(sample_answerer, earlier)
    assert [turn.question for turn in conversation.earlier][-1] == IN_FULL
    assert conversation.ask("And why?").asked == RECALL


def test_both_readings_are_retrieved_and_read_before_the_one_response(sample_answerer: Answerer) -> None:
    stages = list(Conversation(sample_answerer, [EarlierTurn(RECALL)]).stages(FOLLOW_UP, explained=True))
    assert [type(stage) for stage in stages if isinstance(stage, Found | Response)] == [Found, Found, Response]
    assert stages[-1].explanation is not None


def test_no_reading_is_answered_below_the_threshold(sample_answerer: Answerer) -> None:
    conversation = Conversation(sample_answerer, [EarlierTurn(RECALL)])
    assert conversation.ask(FOLLOW_UP, threshold=1).response.status is Status.ABSTAINED


def test_an_unsure_follow_up_has_nearest_passages_though_its_own_words_are_answered(sample_answerer: Answerer) -> None:
    typed, earlier = "And with rye flour?", EarlierTurn("How often should I feed a sourdough starter?")
    sure = sample_answerer.answer(typed, threshold=0).answers[0].confidence - 0.0001  # it is rounded
    assert sample_answerer.answer(typed, threshold=sure).nearest == (), "it is answered by itself"
    response = Conversation(sample_answerer, [earlier]).ask(typed, threshold=sure).response
    assert (response.resolved is None, bool(response.lead), bool(response.nearest)) == (False, True, True)


def test_a_question_that_cannot_be_asked_leaves_the_conversation_as_it_was(sample_answerer: Answerer) -> None:
    conversation = Conversation(sample_answerer, [EarlierTurn(RECALL)])
    with pytest.raises(UsageError, match="blank"):
        conversation.ask(" ")
    assert [turn.question for turn in conversation.earlier] == [RECALL]


def test_only_the_last_turns_are_remembered(sample_answerer: Answerer) -> None:
    earlier = [EarlierTurn(f"Who is number {number}?") for number in range(MAX_EARLIER_TURNS + 5)]
    assert Conversation(sample_answerer, earlier).earlier == tuple(earlier[5:])


def test_words_that_ask_for_nothing_by_themselves_are_never_answered_as_typed(
    tmp_path: Path, encoder: Encoder, reader: Reader
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "ship.txt").write_text("Ane Vik is the captain of the Vega.")
    (tmp_path / "documents" / "pool.txt").write_text("Since when? Since 3 May 1988 the pool has been open.")
    build_index(tmp_path / "index", [tmp_path / "documents"], encoder=encoder)
    index = Index(tmp_path / "index", encoder)
    try:
        conversation = Conversation(Answerer(index, reader))
        conversation.ask("Who is the captain of the Vega?")
        turn = conversation.ask("Since when?", threshold=0.0)
    finally:
        index.close()
    assert turn.asked != turn.question
    assert "Vega" in turn.asked
