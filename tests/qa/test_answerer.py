from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.index.contents import list_documents, remove_documents
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.index.where import Where
from citespan.qa.answer import Agreement, Reason, Status
from citespan.qa.answerer import Answerer
from citespan.qa.confidence import Calibration
from citespan.qa.question.question import MAX_QUESTION_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

_CALIBRATION = Calibration(
    reader="r",
    encoder="e",
    retrieval_weight=1.0,
    intercept=0.0,
    coefficients={"margin": 0.0},
    risk=0.1,
    delta=0.05,
    thresholds={0.1: 0.8},
    clear={"margin": 0.0},
    silence_threshold=0.02,
    fitted_on="nothing: every confidence is a half",
    date="2026-01-01",
)
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


def test_what_is_not_sure_enough_is_a_lead_and_no_answer(sample_answerer: Answerer) -> None:
    sure, unsure = sample_answerer.answer(QUESTION), sample_answerer.answer(QUESTION, threshold=1)
    assert (unsure.status, unsure.reason, unsure.answers) == (Status.ABSTAINED, Reason.LOW_CONFIDENCE, ())
    assert sure.lead is None
    assert unsure.lead
    assert (unsure.lead.text, unsure.lead.confidence) == (sure.answers[0].text, sure.answers[0].confidence)
    assert unsure.lead.text == unsure.lead.citations[0].exact
    assert unsure.lead.text in unsure.lead.citations[0].evidence.exact


def test_below_the_threshold_of_silence_nothing_is_shown_as_a_lead(sample_index: Index, reader: Reader) -> None:
    calibration = replace(_CALIBRATION, reader=reader.name, silence_threshold=0.6)
    answerer = Answerer(sample_index, reader, calibration=calibration)
    silent = answerer.answer(QUESTION, threshold=0.9)
    assert (silent.status, silent.reason, silent.lead) == (Status.ABSTAINED, Reason.NO_RELEVANT_PASSAGE, None)
    assert silent.receipt.silence_threshold == 0.6
    assert answerer.answer(QUESTION, threshold=0).answers, "it only divides abstentions"


def test_the_nearest_passages_are_ordered_by_what_the_reader_made_of_them(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(QUESTION, threshold=1, explained=True)
    assert response.explanation
    read = [passage for passage in response.explanation.passages if passage.spans]
    strongest = sorted((max(span.strength for span in passage.spans) for passage in read), reverse=True)
    assert [near.score for near in response.nearest] == pytest.approx(strongest[:3], abs=0.01)
    lead = response.lead.citations[0] if response.lead else None
    first = response.nearest[0].citation
    assert lead
    assert first.evidence == lead.evidence, "the best sentence is the one that holds the best span"
    for near in response.nearest:
        evidence = near.citation.evidence
        assert near.citation.start <= evidence.start < evidence.end <= near.citation.end
        assert evidence.exact in near.citation.exact


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


def test_a_misspelt_word_is_put_right_before_anything_is_searched_and_read(sample_answerer: Answerer) -> None:
    typed = "Who is named as the comander of Jaish ul-Adl?"
    response, right = sample_answerer.answer(typed), sample_answerer.answer(QUESTION)
    assert (response.question, response.corrected) == (typed, {"comander": "commander"})
    assert response.answers == right.answers
    assert right.corrected is None
    assert sample_answerer.answer(typed, as_typed=True).corrected is None


def test_a_filter_that_no_document_fits_is_no_silence(sample_answerer: Answerer) -> None:
    with pytest.raises(UsageError, match=r"no document fits source=nothing/\*"):
        sample_answerer.answer(QUESTION, where=Where.parse(["source=nothing/*"]))


def test_an_empty_index_says_how_to_add_documents(tmp_path: Path, encoder: Encoder, reader: Reader) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text("The ferry leaves at noon.")
    build_index(tmp_path / "index", [tmp_path / "documents"], encoder=encoder)
    (document,) = list_documents(tmp_path / "index")
    remove_documents(tmp_path / "index", [document.document_id])
    index = Index(tmp_path / "index", encoder)
    with pytest.raises(UsageError, match="no documents yet; add some with 'citespan index FOLDER'"):
        Answerer(index, reader).answer(QUESTION)
    index.close()


@pytest.mark.parametrize(
    "question",
    [
        "Wie viel kostet die R\u00fcckerstattung?",
        "\u0641\u0631\u0645\u0627\u0646\u062f\u0647 \u06a9\u06cc\u0633\u062a\u061f",
        "refund",
        "???",
        "\u2620",
        "exit",
        "a",
        "deposit cordless drill",
    ],
)
def test_whatever_is_typed_gets_one_of_three_outcomes(sample_answerer: Answerer, question: str) -> None:
    response = sample_answerer.answer(question)
    if response.status is Status.ANSWERED:
        assert response.answers
        assert (response.reason, response.lead) == (None, None)
    else:
        assert (response.lead is not None) == (response.reason is Reason.LOW_CONFIDENCE)
        assert response.nearest
