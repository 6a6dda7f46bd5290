"""Which candidate wins, and what speaks for it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from citespan.corpus.document import Document, Span
from citespan.corpus.text.chunk import Chunk
from citespan.index.search.retrieve import Passage
from citespan.qa.candidates import Candidate
from citespan.qa.confidence import logistic
from citespan.qa.evidence import FEATURES, MAX_GAP, evidence_for, strongest, weigh
from citespan.qa.question.question import Question

TEXT = "The ferry Aurora leaves Port Lindholm at noon. The Borealis leaves at dusk."
QUESTION = Question.of("When does the Aurora leave?")


def candidate(text: str, margin: float, *, score: float = 0.0, rank: int = 1) -> Candidate:
    span = Span(0, len(TEXT))
    document = Document("d", "d.txt", "d", TEXT, "0", "0", "x", ())
    passage = Passage(document, Chunk("d", span, TEXT, (), (span,)), score=score, dense=0.6, lexical=3.0)
    start = TEXT.index(text)
    return Candidate(passage, rank, Span(start, start + len(text)), text, margin)


def test_retrieval_counts_with_its_weight() -> None:
    near, far = candidate("noon", 2.0, score=1.0), candidate("dusk", 3.0, score=-1.0, rank=2)
    assert strongest([near, far], retrieval_weight=0.0) is far
    assert strongest([near, far], retrieval_weight=1.0) is near
    assert strongest([], retrieval_weight=1.0) is None


def test_of_equals_the_one_in_the_better_passage_wins() -> None:
    first, second = candidate("noon", 2.0), candidate("dusk", 2.0, rank=2)
    assert strongest([second, first], retrieval_weight=0.5) is first


def test_the_features_are_those_that_are_named() -> None:
    seen = weigh(QUESTION, [candidate("noon", 2.0, score=1.5, rank=3), candidate("dusk", 1.0)], retrieval_weight=0.5)
    assert seen is not None
    assert tuple(seen.features) == FEATURES
    assert seen.features["margin"] == 2.0
    assert seen.features["gap"] == pytest.approx(2.75 - 1.0)
    assert seen.features["agreement"] == pytest.approx(math.log(1 / (1 + math.exp(-1.75))))
    assert seen.features["rivals"] == pytest.approx(math.log(2))
    assert seen.features["dense"] == 0.6
    assert seen.features["rank"] == pytest.approx(math.log(3))
    assert (seen.features["coverage"], seen.features["sentence"], seen.features["names"]) == (1.0, 1.0, 1.0)


def test_what_the_passage_lacks_of_the_question_is_counted() -> None:
    seen = weigh(
        Question.of("Does the ferry Aurora carry 40 Swedish tourists?"), [candidate("noon", 2.0)], retrieval_weight=0.5
    )
    assert seen is not None
    held = sum(word in TEXT for word in ("ferry", "Aurora", "carry", "40", "Swedish", "tourists"))
    assert seen.features["coverage"] == pytest.approx(held / 6)
    assert seen.features["names"] == pytest.approx(sum(word in TEXT for word in ("Aurora", "40", "Swedish")) / 3)


@pytest.mark.parametrize("other", ["Noon.", "at noon", "the noon"])
def test_the_same_words_elsewhere_agree_and_are_no_rivals(other: str) -> None:
    said_once = [candidate("noon", 2.0), candidate("dusk", 1.0)]
    said_twice = [*said_once, replace(candidate("noon", 1.9, rank=2), text=other)]
    once, twice = (weigh(QUESTION, seen, retrieval_weight=0.0) for seen in (said_once, said_twice))
    assert once is not None
    assert twice is not None
    assert twice.features["gap"] == once.features["gap"] == 1.0
    assert twice.features["agreement"] > once.features["agreement"]


def test_what_is_given_beside_the_answer_is_no_rival_of_it() -> None:
    winner, beside = candidate("noon", 2.0), candidate("dusk", 1.0)
    elsewhere = replace(beside.passage, document=replace(beside.passage.document, document_id="e"))
    candidates = [winner, replace(beside, passage=elsewhere), candidate("Port Lindholm", -3.0)]
    alone = evidence_for(winner, QUESTION, candidates, retrieval_weight=0.0)
    shown = evidence_for(winner, QUESTION, candidates, retrieval_weight=0.0, beside={"d", "e"})
    assert (alone.features["gap"], shown.features["gap"]) == (1.0, 5.0)
    assert shown.features["agreement"] > alone.features["agreement"]
    assert (alone.features["rivals"], shown.features["rivals"]) == (pytest.approx(math.log(2)), 0.0)
    own = {name: value for name, value in shown.features.items() if name not in {"gap", "agreement", "rivals"}}
    assert own.items() <= alone.features.items()


def test_without_a_rival_the_gap_is_the_widest_and_agreement_complete() -> None:
    seen = weigh(QUESTION, [candidate("noon", 2.0)], retrieval_weight=0.0)
    assert seen is not None
    assert (seen.features["gap"], seen.features["agreement"]) == (MAX_GAP, 0.0)


def test_no_candidates_are_no_evidence() -> None:
    assert weigh(QUESTION, [], retrieval_weight=0.0) is None


@pytest.mark.parametrize("value", [-1000.0, -3.0, 0.0, 3.0, 1000.0])
def test_the_logistic_function_stays_in_range(value: float) -> None:
    assert 0 <= logistic(value) <= 1
    assert logistic(value) + logistic(-value) == pytest.approx(1)
