"""The mixture: the same for the same seed, read back as it was written, and true to what the texts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marked import marked_texts, natural_examples

from citespan.qa.evaluation.squad import GoldAnswer, SquadQuestion
from citespan.qa.training.data.examples import Example, Source
from citespan.qa.training.data.golds import holds_answer

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("bm25s")

from citespan.qa.training.data.mixture import (
    Mixture,
    build_general,
    load_mixture,
    save_mixture,
)

SHIPS = ("Aurora", "Boreas", "Cygnus")
TOWNS = ("Gdynia", "Visby", "Kalmar")
CARGOES = ("salt", "barley", "amber")
ALL = f"Ports: {', '.join(TOWNS)}. Goods: {', '.join(CARGOES)}."


def asked_about(source: str, ship: int) -> list[SquadQuestion]:
    """Two questions on a passage about a ship, and in SQuAD 2.0 an impossible one."""
    name, town, cargo = SHIPS[ship], TOWNS[ship], CARGOES[ship]
    context = (
        f"The first ship was the {name}, says the {source} log of 18{ship}5. It was launched by Mayor Ada Falk in "
        f"{town}. Its hold was full of {cargo}. The captain never came home. {ALL if source == Source.REDDIT else ''}"
    )
    pairs = [(f"Where was the {name} launched?", town), (f"What was in the hold of the {name} in 18{ship}5?", cargo)]
    questions = [
        SquadQuestion(f"{source}{ship}{gold}", question, name, 0, context, (GoldAnswer(gold, context.index(gold)),))
        for question, gold in pairs
    ]
    if source == Source.SQUAD2:
        questions.append(SquadQuestion(f"{source}{ship}", f"Who bought the {name}?", name, 0, context, ()))
    return questions


def small_parts() -> dict[str, tuple[SquadQuestion, ...]]:
    """Passages on the same ships in each source; those of one tell the answer to every question."""
    return {source: tuple(q for ship in range(3) for q in asked_about(source, ship)) for source in Source}


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    return build_general(small_parts(), seed=1)


def test_the_same_seed_makes_the_same_mixture_and_another_another(mixture: Mixture) -> None:
    assert build_general(small_parts(), seed=1) == mixture
    assert build_general(small_parts(), seed=2) != mixture


def test_marks_stand_on_gold_answers(mixture: Mixture) -> None:
    golds = {question.question: set(question.gold_texts) for part in small_parts().values() for question in part}
    every = set().union(*golds.values())  # of questions that were reworded
    for example in mixture.examples:
        assert set(marked_texts(example)) <= golds.get(example.question, every)


def test_no_text_to_abstain_on_holds_the_answer(mixture: Mixture) -> None:
    golds = {q.question: q.gold_texts for part in small_parts().values() for q in part if q.is_answerable}
    negative = [e for e in mixture.examples if not e.marks and e.question in golds]
    assert len(negative) > 10
    assert [(e.question, e.text) for e in negative if holds_answer(e.text, golds[e.question])] == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(natural_examples(), max_size=4))
def test_a_saved_mixture_is_read_back_as_it_was(tmp_path: Path, examples: list[Example]) -> None:
    whole = Mixture((*examples, Example("Warum?", "", ())))
    save_mixture(whole, tmp_path / "mixture.json.gz")
    assert load_mixture(tmp_path / "mixture.json.gz") == whole
