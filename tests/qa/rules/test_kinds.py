"""Small documents that plain rules have a say in: at the default threshold no answer is wrong but the known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kinds import Asked, Outcome, cases_of, kinds, outcome_of, results_of
from pydantic import ValidationError

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder
    from citespan.qa.answerer import Answerer
    from citespan.qa.reader.protocol import Reader

LEAST_CASES = 10


@pytest.mark.parametrize("kind", kinds())
def test_there_are_ten_cases_of_a_kind_some_of_them_held_out(kind: str) -> None:
    cases = cases_of(kind)
    assert len(cases) >= LEAST_CASES
    assert len({case.name for case in cases}) == len(cases)
    assert 0 < sum(case.is_held_out for case in cases) < len(cases)


@pytest.mark.parametrize("kind", kinds())
def test_no_answer_of_the_tuning_half_is_wrong_but_known_ones(kind: str, encoder: Encoder, reader: Reader) -> None:
    results = [
        result
        for case in cases_of(kind)
        if not case.is_held_out
        for result in results_of(case, encoder=encoder, reader=reader)
    ]
    assert [result.asked.question for result in results if result.outcome is Outcome.WRONG] == [
        result.asked.question for result in results if result.asked.known_wrong
    ]
    answerable = [result for result in results if result.asked.none is None]
    assert 2 * sum(result.outcome is Outcome.RIGHT for result in answerable) >= len(answerable)


def test_a_question_has_one_expectation() -> None:
    with pytest.raises(ValidationError, match="give one of right"):
        Asked(question="When?", right=("now",), none=True)


def test_what_the_sample_answers_is_right_only_if_it_is_expected(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?", threshold=0.0)
    (said, *_) = [answer.text for answer in response.answers]
    for expected, outcome in ({"right": (said,)}, Outcome.RIGHT), ({"right": ("Lund",)}, Outcome.WRONG):
        assert outcome_of(Asked(question="Who?", **expected), response) is outcome
    assert outcome_of(Asked(question="Who?", none=True), response) is Outcome.WRONG
    assert outcome_of(Asked(question="Who?", parts=((said,), ("else",))), response) is Outcome.WRONG
