"""Everyday questions: read from their file, and judged as a person would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.qa.evaluation.everyday import LONGEST_WORDS, load_everyday, says

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "id": "1", "question": "When does the pool open?", "document": "pool.md", "kind": "short", "style": "natural",
    "answerable": True, "answers": [{"text": "at 7", "start": 10, "end": 14}], "accept": ["7 in the morning"],
}  # fmt: skip


def test_questions_are_read_with_their_spans(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(
        json.dumps(ROW) + "\n\n" + json.dumps({**ROW, "answers": [], "accept": []})
    )
    answered, silent = load_everyday(tmp_path)
    assert answered.golds[0].span == Span(10, 14)
    assert answered.accept == ("at 7", "7 in the morning")
    assert (answered.is_answerable, silent.is_answerable) == (True, False)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1"}', json.dumps({**ROW, "answers": [{"start": 1}]})])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(ROW) + "\n" + line)
    with pytest.raises(LoadError, match=r"questions\.jsonl:2"):
        load_everyday(tmp_path)


def test_a_folder_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="name a folder with docs/ and questions"):
        load_everyday(tmp_path)


@pytest.mark.parametrize(
    ("answer", "accepted", "kind"),
    [
        ("The pool opens at 7 on weekdays", "at 7", "short"),
        ("**45 days**", "45 days", "short"),
        ("within 3 days", "3 days of the notice", "short"),
        ("[the form](https://example.org/f)", "the form", "short"),
        ("Dogs aren’t allowed on the terrace", "dogs are not allowed on the terrace", "yes-no"),
        ("unscrew the lid, rinse the filter and dry it", "Unscrew the lid, then rinse the filter and dry it.", "steps"),
    ],
)
def test_what_says_the_same_is_right(answer: str, accepted: str, kind: str) -> None:
    assert says(answer, [accepted], kind=kind)


@pytest.mark.parametrize(
    ("answer", "accepted", "kind"),
    [
        ("within 60 days", "within 3 days", "short"),
        ("of the", "the end of the month", "short"),
        ("Dogs are allowed on the terrace", "Dogs are not allowed on the terrace", "yes-no"),
        ("lid", "Unscrew the lid, then rinse the filter under the tap and let it dry for a day.", "steps"),
        ("at 7 " + "word " * LONGEST_WORDS, "at 7", "short"),
        ("", "at 7", "short"),
    ],
)
def test_what_says_something_else_is_wrong(answer: str, accepted: str, kind: str) -> None:
    assert not says(answer, [accepted], kind=kind)


def test_steps_may_be_longer() -> None:
    long = "turn the key " + "and wait " * 40
    assert says(long, ["turn the key"], kind="steps")
    assert not says(long, ["turn the key"], kind="clause")
