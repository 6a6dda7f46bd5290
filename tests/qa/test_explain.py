from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.qa.confidence import logistic

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer
    from citespan.qa.explanation import Explanation

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


def _explained(answerer: Answerer, question: str, *, threshold: float | None = None) -> Explanation:
    explanation = answerer.answer(question, threshold=threshold, explained=True).explanation
    assert explanation is not None
    return explanation


def test_an_answer_is_explained_by_the_span_that_won(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(QUESTION, explained=True)
    explanation = response.explanation
    assert explanation is not None
    citation = response.answers[0].citations[0]
    assert explanation.verdict.startswith(f"Answered: “{citation.exact}”")
    winner = max((span for passage in explanation.passages for span in passage.spans), key=lambda span: span.strength)
    assert (winner.start, winner.end, winner.exact) == (citation.start, citation.end, citation.exact)
    assert explanation.confidence == response.answers[0].confidence


def test_the_parts_of_the_confidence_add_up(sample_answerer: Answerer) -> None:
    explanation = _explained(sample_answerer, QUESTION)
    total = sum(share.log_odds for share in explanation.shares)
    assert logistic(total) == pytest.approx(explanation.confidence, abs=0.02)


def test_passages_are_in_the_order_of_retrieval_and_spans_in_that_of_reading(sample_answerer: Answerer) -> None:
    explanation = _explained(sample_answerer, QUESTION)
    scores = [passage.score for passage in explanation.passages]
    assert scores == sorted(scores, reverse=True)
    for passage in explanation.passages:
        margins = [span.margin for span in passage.spans]
        assert margins == sorted(margins, reverse=True)
        assert all(passage.start <= span.start < span.end <= passage.end for span in passage.spans)


def test_a_verdict_names_the_stage_that_stopped_an_answer(sample_answerer: Answerer) -> None:
    assert _explained(sample_answerer, QUESTION, threshold=1).verdict.startswith("Unsure: ")
    foreign = _explained(sample_answerer, "What did the harbour master of Valparaiso have for breakfast?")
    assert foreign.verdict.startswith("Silent: ")
    nothing = _explained(sample_answerer, "Zxqv wqpf?")
    assert nothing.verdict.startswith("Retrieval: ")
    assert nothing.confidence is None


def test_nothing_is_explained_unasked(sample_answerer: Answerer) -> None:
    assert sample_answerer.answer(QUESTION).explanation is None
