from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from citespan.api.wire.response import ResponseModel
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.where import Where
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index
    from citespan.qa.reader.protocol import Reader

ANSWERED = "Who is named as the commander of Jaish ul-Adl?"
UNSURE = "How many people were killed in Pakistan's strikes on Iran?"
FOREIGN = "Who is the president of France?"
NONSENSE = "Zxqv wqpf?"
QUESTIONS = (ANSWERED, UNSURE, FOREIGN, NONSENSE, "How many missiles did Iran fire?", "Who visited Pakistan?")


def _why(answerer: Answerer, question: str, *, threshold: float | None = None, where: Where | None = None) -> str:
    explanation = answerer.answer(question, threshold=threshold, where=where, explained=True).explanation
    assert explanation is not None
    return " ".join(explanation.why)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_every_quote_is_verbatim(sample_answerer: Answerer, question: str, threshold: float) -> None:
    texts = [path.read_text(encoding="utf-8") for path in SAMPLE_ROOT.iterdir()]
    quotes = re.findall("“(.*?)”", _why(sample_answerer, question, threshold=threshold), re.DOTALL)
    assert bool(quotes) is (question != NONSENSE)
    assert [quote for quote in quotes if not any(quote in text for text in texts)] == []


def test_an_answer_is_told_with_its_place_how_sure_it_is_and_what_was_near(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(ANSWERED, explained=True)
    told = _why(sample_answerer, ANSWERED)
    answer = response.answers[0]
    assert told.startswith(f"The answer is “{answer.text}” in {answer.citations[0].source}")
    assert f"confidence is {answer.confidence:.2f}, and {response.receipt.threshold:.2f} is enough" in told
    assert f"about {round(answer.confidence * 100)} of 100 such answers" in told
    assert "Next in strength comes “Jaish ul-Adl” in iran-pakistan-border.md, well behind." in told
    assert "in the passage that fits best of the 8 that were read" in told


def test_the_verdict_and_the_plain_words_name_the_same_rival(sample_answerer: Answerer) -> None:
    named = []
    for question in QUESTIONS:
        explanation = sample_answerer.answer(question, explained=True).explanation
        assert explanation is not None
        next_best = re.search("Next in strength comes “(.*?)” in ", " ".join(explanation.why), re.DOTALL)
        if next_best:
            assert f", before “{next_best[1]}” in passage " in explanation.verdict
            named.append(next_best[1])
    assert named


def test_an_abstention_is_told_with_the_best_that_was_found_and_its_doubts(sample_answerer: Answerer) -> None:
    told = _why(sample_answerer, UNSURE)
    assert told.startswith(
        "There is no answer: nothing is sure enough. The most likely is “Two” in iran-pakistan-strikes-2024.md"
    )
    assert "several other things in the documents could be meant" in told
    assert "the reader itself would rather say that there is no answer" in _why(sample_answerer, FOREIGN, threshold=1)


def test_other_documents_are_told_by_what_they_are_to_the_answer(sample_answerer: Answerer) -> None:
    told = _why(sample_answerer, "How many missiles did Iran fire?", threshold=0.3)
    assert "iranian-missiles-hit-panjgur.txt says the same: “15”" in told
    assert (
        "Also near, but not sure enough to count: “Pakistan fired missiles” in pakistan-hits-back-at-iran.txt (0."
        in told
    )


def test_where_nothing_is_about_the_question_no_span_is_named(sample_answerer: Answerer) -> None:
    assert _why(sample_answerer, NONSENSE).startswith("No passage shares a word with the question")


def test_a_filter_is_owned_up_to(sample_answerer: Answerer) -> None:
    told = _why(sample_answerer, ANSWERED, where=Where.parse(["title=border"]))
    assert told.endswith("Only the documents that fulfil the conditions were asked; others may say more.")


def test_without_a_calibration_no_share_of_right_answers_is_promised(sample_index: Index, reader: Reader) -> None:
    told = _why(Answerer(sample_index, reader), ANSWERED)
    assert "nothing is calibrated" in told
    assert "of 100" not in told


def test_it_goes_over_the_wire(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(ANSWERED, explained=True)
    assert response.explanation is not None
    wired = ResponseModel.model_validate(response).model_dump(mode="json")
    assert wired["explanation"]["why"] == list(response.explanation.why)
