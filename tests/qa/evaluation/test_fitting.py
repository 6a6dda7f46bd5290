"""Fitting a calibration, on candidates whose truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from citespan.corpus.document import Document, Span
from citespan.corpus.errors import UsageError
from citespan.corpus.text.chunk import Chunk
from citespan.index.search.retrieve import Passage
from citespan.qa.candidates import Candidate
from citespan.qa.evaluation.fitting import Observation, fit_calibration, fitted_retrieval_weight
from citespan.qa.evidence import weigh
from citespan.qa.question.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.confidence import Calibration

QUESTION = Question.of("When?")
TEXT = "noon dusk"
DOCUMENT = Document("d", "d.txt", "d", TEXT, "0", "0", "x", ())
CHUNK = Chunk("d", Span(0, 9), TEXT, (), (Span(0, 9),))


def candidate(text: str, margin: float, *, score: float = 0.0) -> Candidate:
    start = TEXT.index(text)
    passage = Passage(DOCUMENT, CHUNK, score=score, dense=0.5, lexical=1.0)
    return Candidate(passage, 1, Span(start, start + 4), text, margin)


def observation(*candidates: Candidate, is_answerable: bool) -> Observation:
    """Noon is right, if anything is."""
    return Observation(QUESTION, "made up", is_answerable, lambda text: is_answerable and text == "noon", candidates)


def observations(count: int, *, seed: int, noise: float = 1.0) -> list[Observation]:
    """Answerable questions with high margins, mostly right; foreign ones with low margins; a few without candidates."""
    random = np.random.default_rng(seed)
    seen = [observation(is_answerable=False)] * 2
    for _ in range(count // 2):
        margin = random.normal(3, noise)
        text = "noon" if random.uniform() < 0.97 else "dusk"
        seen.append(observation(candidate(text, margin), is_answerable=True))
        seen.append(observation(candidate("noon", random.normal(-3, noise)), is_answerable=False))
    return seen


def fit(fitting: Sequence[Observation], certifying: Sequence[Observation], **options: float) -> Calibration:
    return fit_calibration(fitting, certifying, reader="r", encoder="e", fitted_on="synthetic", **options)


def test_high_margins_get_high_confidence_and_a_certified_threshold() -> None:
    calibration = fit(observations(600, seed=1), observations(600, seed=2))
    sure, unsure = (
        weigh(Question.of("When?"), [candidate("noon", margin)], retrieval_weight=0.0) for margin in (4.0, -4.0)
    )
    assert sure is not None
    assert unsure is not None
    assert calibration.confidence(unsure) < 0.1 < 0.9 < calibration.confidence(sure)
    assert calibration.confidence(unsure) < calibration.threshold < calibration.confidence(sure)
    assert calibration.thresholds[0.01] is None, "3 of 100 are wrong whatever the margin"
    assert "300 answerable and 302 unanswerable" in calibration.fitted_on


def test_the_retrieval_weight_is_the_one_that_finds_the_right_answers() -> None:
    def choices(*pairs: tuple[float, float]) -> list[Observation]:
        """Questions with a right and a wrong candidate that differ by so much in margin and in retrieval score."""
        return [
            observation(candidate("noon", margin, score=score), candidate("dusk", 0.0), is_answerable=True)
            for margin, score in pairs
        ]

    both = choices((2, 1), (-1, 1), (2, -1), (1, 1), (-2, 1.5), (1, -1.5))
    assert 0.2 < fitted_retrieval_weight(both) < 2.0
    assert fitted_retrieval_weight(choices((2, 0), (-1, 0), (3, 0))) == pytest.approx(1.0, abs=1.0)
    assert fitted_retrieval_weight(choices((2, -1), (1, -2), (-1, -1), (2, 0.5))) == 0.0
    assert fitted_retrieval_weight([observation(candidate("dusk", 1.0), is_answerable=True)]) == 0.0


def test_too_few_questions_name_the_number_needed() -> None:
    with pytest.raises(UsageError, match="only 42 questions for fitting, 100 are needed"):
        fit(observations(40, seed=1), observations(200, seed=2))
    with pytest.raises(UsageError, match="only 42 questions for certifying, 100 are needed"):
        fit(observations(200, seed=1), observations(40, seed=2))
    with pytest.raises(UsageError, match="299 at least are needed"):
        fit(observations(200, seed=1), observations(200, seed=2), risk=0.01)


def test_answers_that_are_all_wrong_cannot_be_fitted() -> None:
    wrong = [observation(candidate("dusk", 1.0), is_answerable=True)] * 120
    with pytest.raises(UsageError, match=r"0 right and 120 wrong answers.*10 of each are needed"):
        fit(wrong, observations(200, seed=2))


def test_a_risk_that_cannot_be_kept_is_an_error_that_names_those_that_can() -> None:
    with pytest.raises(UsageError, match=r"no threshold keeps the risk at 0\.02 .*0\.1, 0\.15"):
        fit(observations(600, seed=1), observations(600, seed=2), risk=0.02)
