from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.qa.answer import Agreement, Reason, Status
from citespan.qa.question.question import MAX_QUESTION_CHARACTERS

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index
    from citespan.qa.answerer import Answerer

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


def test_an_answer_is_verbatim_and_cited_from_its_document(sample_answerer: Answerer, sample_index: Index) -> None:
    response = sample_answerer.answer(f"  {QUESTION}\n")
    assert (response.status, response.reason, response.question) == (Status.ANSWERED, None, QUESTION)
    assert response.agreement in set(Agreement)
    assert response.nearest == ()
    documents = {p.document.document_id: p.document for p in sample_index.retrieve("Iran", limit=1000).passages}
    for answer in response.answers:
        assert answer.text == answer.citations[0].exact
        assert response.receipt.threshold <= answer.confidence <= 1
        for citation in answer.citations:
            document = documents[citation.document_id]
            assert document.text[citation.start : citation.end] == citation.exact
            assert document.text[citation.evidence.start : citation.evidence.end] == citation.evidence.exact
            assert citation.text_sha256 == document.text_sha256
    assert "Farooqui" in response.answers[0].citations[0].evidence.exact


def test_abstaining_shows_passages_that_are_marked_as_no_answer(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer("What did the harbour master of Valparaiso have for breakfast?")
    assert response.status is Status.ABSTAINED
    assert response.reason in (Reason.LOW_CONFIDENCE, Reason.NO_RELEVANT_PASSAGE)
    assert response.answers == ()
    assert response.agreement is None
    assert response.nearest
    assert [near.score for near in response.nearest] == sorted((n.score for n in response.nearest), reverse=True)


def test_words_that_no_document_knows_find_no_relevant_passage(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer("Zxqv wqpf?")
    assert (response.status, response.reason) == (Status.ABSTAINED, Reason.NO_RELEVANT_PASSAGE)


def test_the_threshold_decides_and_stands_in_the_receipt(sample_answerer: Answerer) -> None:
    assert sample_answerer.answer(QUESTION, threshold=1).status is Status.ABSTAINED
    response = sample_answerer.answer("What did the harbour master of Valparaiso have for breakfast?", threshold=0)
    assert response.status is Status.ANSWERED
    assert response.receipt.threshold == 0


def test_the_same_question_gets_the_same_answer(sample_answerer: Answerer) -> None:
    first, second = sample_answerer.answer(QUESTION), sample_answerer.answer(QUESTION)
    assert first.answers == second.answers
    assert first.receipt == second.receipt


@pytest.mark.parametrize("question", ["", " \n\t", "\u00a0"])
def test_a_blank_question_is_refused(sample_answerer: Answerer, question: str) -> None:
    with pytest.raises(UsageError, match="blank"):
        sample_answerer.answer(question)


def test_the_longest_question_is_taken_and_one_more_character_refused(sample_answerer: Answerer) -> None:
    longest = ("Why " * MAX_QUESTION_CHARACTERS)[:MAX_QUESTION_CHARACTERS].rstrip().ljust(MAX_QUESTION_CHARACTERS, "?")
    assert sample_answerer.answer(longest).question == longest
    with pytest.raises(UsageError, match="1001 characters, 1000 at most"):
        sample_answerer.answer(longest + "?")


def test_half_a_character_is_refused_in_a_question(sample_answerer: Answerer) -> None:
    with pytest.raises(UsageError, match="not valid Unicode"):
        sample_answerer.answer("Who \ud800?")


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_outside_0_to_1_is_refused(sample_answerer: Answerer, threshold: float) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        sample_answerer.answer(QUESTION, threshold=threshold)
