"""A small benchmark, from a SQuAD file to its measures, over a real index and with a real reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from labelled import article, write_squad

from citespan.corpus.errors import LoadError, UsageError
from citespan.qa.answerer import Answerer
from citespan.qa.evaluation.asking import ask_rounds
from citespan.qa.evaluation.benchmark import Kind, opened_round, single_round
from citespan.qa.evaluation.evaluate import evaluate
from citespan.qa.evaluation.plots import write_plots
from citespan.qa.evaluation.report import evaluation_json, evaluation_rows
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.evaluation.asking import AskedCase
    from citespan.qa.evaluation.measures import Evaluation


def quiet(what: str, done: int, total: int) -> None:
    assert what in {"indexing", "asking"}
    assert 0 <= done <= total


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[AskedCase, ...]:
    folder = tmp_path_factory.mktemp("benchmark")
    own = load_squad(write_squad(folder / "own.json", [article(0, impossible=5), article(1)]))
    foreign = load_squad(write_squad(folder / "foreign.json", [article(12)]))
    other = write_squad(folder / "other.json", [article(3)])
    reader = SentenceReader(encoder)
    one = single_round(own, foreign=foreign, distractors=[other])
    return ask_rounds(
        [one], folder, encoder=encoder, reader=reader, answerer=lambda index: Answerer(index, reader), tell=quiet
    )


@pytest.fixture(scope="module")
def evaluation(asked: tuple[AskedCase, ...]) -> Evaluation:
    return evaluate(asked, threshold=0.5, documents=30, reader="sentence/1", calibration=None)


def test_every_question_is_asked_and_judged_by_what_is_indexed(asked: tuple[AskedCase, ...]) -> None:
    kinds = [one.case.kind for one in asked]
    assert [kinds.count(kind) for kind in Kind] == [20, 10, 5]
    for one in asked:
        if one.case.kind is Kind.ANSWERABLE:
            assert one.right == (one.case.question.gold_texts[0] in one.text), "the reader gives whole sentences"
            assert one.right_occurrence <= one.evidence_hit <= one.right
        else:
            assert (one.right, one.exact, one.f1) == (False, 0.0, 0.0)
        assert (one.gold_reading is None) == (one.case.kind is Kind.FOREIGN)
        if one.case.kind is Kind.ANSWERABLE:
            assert one.text, "asked without a threshold, whatever is found and not refused is given"


def test_the_measures_are_those_of_the_questions(asked: tuple[AskedCase, ...], evaluation: Evaluation) -> None:
    assert (evaluation.answerable, evaluation.foreign, evaluation.adversarial) == (20, 10, 5)
    answerable = [one for one in asked if one.case.kind is Kind.ANSWERABLE]
    assert evaluation.end_to_end.right == pytest.approx(100 * sum(one.right for one in answerable) / 20)
    assert evaluation.end_to_end.right > 50
    recalls = evaluation.retrieval
    assert 50 < recalls.recall_at_1 <= recalls.recall_at_5 <= recalls.recall_at_20 <= 100
    assert evaluation.reading.unanswerable == 5
    assert evaluation.reading.no_answer_auc is not None
    at = evaluation.abstention.at_threshold
    answered = [one for one in asked if one.case.kind is not Kind.ADVERSARIAL and one.confidence >= 0.5]
    assert at.coverage == pytest.approx(100 * len(answered) / 30)
    assert at.risk == pytest.approx(100 * sum(not one.right for one in answered) / len(answered))
    assert evaluation.speed.retrieval_median > 0


def test_what_was_not_measured_is_a_dash_and_null_and_never_zero(asked: tuple[AskedCase, ...]) -> None:
    alone = [one for one in asked if one.case.kind is Kind.ANSWERABLE]
    evaluation = evaluate(alone, threshold=0.5, documents=30, reader="sentence/1", calibration=None)
    tree = json.loads(evaluation_json(evaluation))
    assert tree["abstention"]["auc_foreign"] is None
    assert tree["abstention"]["at_threshold"]["adversarial_answered"] is None
    assert tree["reading"]["no_answer_auc"] is None
    assert "| – |" in "\n".join(evaluation_rows(evaluation))
    with pytest.raises(UsageError, match="no question is answerable"):
        evaluate(
            [one for one in asked if one.case.kind is Kind.FOREIGN],
            threshold=0.5,
            documents=30,
            reader="sentence/1",
            calibration=None,
        )


def test_json_holds_the_curve_and_the_bins(evaluation: Evaluation) -> None:
    tree = json.loads(evaluation_json(evaluation))
    assert 1 < len(tree["curve"]) <= 201
    assert set(tree["curve"][0]) == {"threshold", "coverage", "risk", "right"}
    assert sum(entry["count"] for entry in tree["reliability"]) == 30


def test_plots_are_png_files(evaluation: Evaluation, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = write_plots(evaluation, tmp_path / "new" / "folder")
    assert [path.name for path in written] == ["risk-coverage.png", "reliability.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_a_second_round_in_the_same_folder_embeds_only_what_is_new(tmp_path: Path, encoder: Encoder) -> None:
    first = load_squad(write_squad(tmp_path / "a.json", [article(0), article(1)]))
    second = load_squad(write_squad(tmp_path / "b.json", [article(1), article(2)]))
    for questions in (first, second):
        with opened_round(single_round(questions), tmp_path, encoder=encoder, tell=quiet) as index:
            passages = index.retrieve("hold", limit=1000).passages
        assert {passage.document.text for passage in passages} == {question.context for question in questions}


@pytest.mark.parametrize("context", ["half a character \ud800", "a NUL \0 character"])
def test_a_passage_that_cannot_be_indexed_stops_the_benchmark(tmp_path: Path, encoder: Encoder, context: str) -> None:
    qa = {"id": "1", "question": "Why?", "answers": [{"text": context[:4], "answer_start": 0}]}
    broken: dict[str, object] = {"title": "t", "paragraphs": [{"context": context, "qas": [qa]}]}
    questions = load_squad(write_squad(tmp_path / "broken.json", [broken]))
    with (
        pytest.raises(LoadError, match=r"not valid Unicode|cannot be indexed"),
        opened_round(single_round(questions), tmp_path, encoder=encoder, tell=quiet),
    ):
        pass
