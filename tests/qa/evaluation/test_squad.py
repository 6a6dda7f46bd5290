"""Question files in SQuAD format: what is read, and what is refused with its place."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import LoadError
from citespan.qa.evaluation.squad import load_squad

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = "The 🚂 left Lyon at 9.15 and reached Turin by noon."


def tree(**changes: object) -> dict[str, object]:
    question = {
        "id": "q1",
        "question": "Where did the train start?",
        "answers": [{"text": "Lyon", "answer_start": CONTEXT.index("Lyon")}],
        "is_impossible": False,
    } | changes
    return {
        "version": "test",
        "data": [{"title": "Rail", "paragraphs": [{"context": CONTEXT, "qas": [question]}]}],
    }


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_answers_stand_at_their_code_point_offsets(tmp_path: Path) -> None:
    (question,) = load_squad(write(tmp_path / "a.json", tree()))
    (answer,) = question.answers
    assert question.context[answer.start : answer.end] == "Lyon"
    assert (question.question_id, question.title, question.paragraph) == ("q1", "Rail", 0)
    assert question.is_answerable


def test_a_gzipped_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.json", tree())
    zipped = tmp_path / "a.json.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    assert load_squad(zipped) == load_squad(plain)


def test_an_impossible_question_has_no_answers(tmp_path: Path) -> None:
    changed = tree(answers=[], is_impossible=True, plausible_answers=[{"text": "noon", "answer_start": 0}])
    (question,) = load_squad(write(tmp_path / "a.json", changed))
    assert not question.is_answerable
    assert question.gold_texts == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"answers": [{"text": "Lyon", "answer_start": 3}]},
            "answers[0]: the answer 'Lyon' does not stand at offset 3",
        ),
        ({"answers": [{"text": "Lyon", "answer_start": -4}]}, "answer_start is -4"),
        ({"answers": [{"text": "Lyon", "answer_start": "4"}]}, "answer_start is '4'"),
        ({"answers": [{"text": "", "answer_start": 4}]}, "the answer's text is empty"),
        ({"answers": []}, "there is no answer"),
        ({"is_impossible": True}, "is_impossible is true but there are 1 answers"),
        ({"is_impossible": "no"}, "is_impossible is 'no'"),
        ({"answers": "Lyon"}, "has no list 'answers'"),
        ({"question": None}, "question is None"),
    ],
)
def test_a_bad_question_is_refused_with_file_and_place(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    path = write(tmp_path / "bad.json", tree(**changes))
    with pytest.raises(LoadError) as caught:
        load_squad(path)
    assert str(caught.value).startswith(f"{path}: data[0].paragraphs[0].qas[0]")
    assert told in str(caught.value)


@pytest.mark.parametrize("value", [[], {"data": {}}, {"data": [3]}, {"data": [{"title": "x"}]}])
def test_another_shape_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(LoadError, match="not in SQuAD format"):
        load_squad(write(tmp_path / "other.json", value))


@pytest.mark.parametrize("content", [b"{", b"\x1f\x8b\x08\x00truncated", b"\xff\xfe\x00"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "damaged.json"
    path.write_bytes(content)
    with pytest.raises(LoadError, match=r"damaged\.json"):
        load_squad(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"nowhere\.json"):
        load_squad(tmp_path / "nowhere.json")
