"""Who is fitted on, who certifies, and which articles are left out when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from labelled import article, write_squad

from citespan.corpus.errors import UsageError
from citespan.qa.evaluation.benchmark import Kind, drawn, single_round
from citespan.qa.evaluation.partition import halves, swapped_rounds
from citespan.qa.evaluation.squad import load_squad

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.evaluation.benchmark import Round
    from citespan.qa.evaluation.squad import SquadQuestion


@pytest.fixture
def questions(tmp_path: Path) -> tuple[SquadQuestion, ...]:
    return load_squad(write_squad(tmp_path / "a.json", [article(n, impossible=3) for n in range(8)]))


def kinds(*rounds: Round) -> list[Kind]:
    return [case.kind for one in rounds for case in one.cases]


def assert_kinds_are_true(one: Round) -> None:
    for case in one.cases:
        assert (case.question.context in one.contexts) == (case.kind is not Kind.FOREIGN)
        assert case.kind is Kind.FOREIGN or case.question.is_answerable == (case.kind is Kind.ANSWERABLE)


def test_asked_once_every_question_has_one_part_and_the_kinds_balance(questions: tuple[SquadQuestion, ...]) -> None:
    rounds = swapped_rounds(questions, others=["elsewhere"], once=True)
    ids = [case.question.question_id for one in rounds for case in one.cases]
    assert len(ids) == len(set(ids)) == len(questions) == 104
    assert kinds(*rounds).count(Kind.ANSWERABLE) == kinds(*rounds).count(Kind.FOREIGN) == 52
    for one in rounds:
        assert_kinds_are_true(one)
        assert "elsewhere" in one.contexts


def test_asked_twice_every_answerable_question_has_both_parts(questions: tuple[SquadQuestion, ...]) -> None:
    rounds = swapped_rounds(questions, once=False, adversarial=True)
    found = kinds(*rounds)
    assert [found.count(kind) for kind in (Kind.ANSWERABLE, Kind.FOREIGN, Kind.ADVERSARIAL)] == [80, 80, 24]
    for one in rounds:
        assert_kinds_are_true(one)
    first, second = (set(one.contexts) for one in rounds)
    assert not first & second
    assert first | second == {question.context for question in questions}


def test_the_halves_share_no_context_in_what_they_ask(questions: tuple[SquadQuestion, ...], tmp_path: Path) -> None:
    foreign = load_squad(write_squad(tmp_path / "f.json", [article(n) for n in range(20, 26)]))
    for parts in (halves(questions), halves(questions, foreign=foreign)):
        fitting, certifying = (
            {case.question.context for one in rounds for case in one.cases}
            for rounds in (parts.fitting, parts.certifying)
        )
        assert fitting
        assert certifying
        assert not fitting & certifying
        for one in (*parts.fitting, *parts.certifying):
            assert_kinds_are_true(one)


def test_the_same_questions_are_halved_and_drawn_in_the_same_way(questions: tuple[SquadQuestion, ...]) -> None:
    assert halves(questions) == halves(questions)
    cases = single_round(questions).cases
    some = drawn(cases, 5)
    assert some == drawn(cases, 5)
    assert [case.kind for case in some].count(Kind.ANSWERABLE) == 5
    assert [case.kind for case in some].count(Kind.ADVERSARIAL) == 5


def test_too_few_articles_ask_for_foreign_questions(questions: tuple[SquadQuestion, ...]) -> None:
    few = [question for question in questions if question.title in sorted({q.title for q in questions})[:3]]
    with pytest.raises(UsageError, match=r"fewer than 4 articles.*--foreign"):
        halves(few)


def test_a_foreign_question_on_an_indexed_passage_is_refused(questions: tuple[SquadQuestion, ...]) -> None:
    with pytest.raises(UsageError, match="foreign question's context is also one of the questions' own"):
        single_round(questions, foreign=questions[:1])


def test_distractors_on_what_foreign_questions_ask_are_left_out(
    questions: tuple[SquadQuestion, ...], tmp_path: Path
) -> None:
    file = write_squad(tmp_path / "d.json", [article(30), article(31)])
    one = single_round(questions, foreign=load_squad(file)[:10], distractors=[file, tmp_path / "folder"])
    assert len(one.contexts) == len({question.context for question in questions}) + 10
    assert one.paths == (tmp_path / "folder",)
