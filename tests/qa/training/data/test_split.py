"""The committed split: every context is in one part, and the articles that test are never trained on."""

from __future__ import annotations

import pytest

from citespan.corpus.errors import UsageError
from citespan.qa.evaluation.squad import GoldAnswer, SquadQuestion
from citespan.qa.training.data.split import Part, part_of, select


def question(title: str, context: str = "It rained.", question_id: str = "1") -> SquadQuestion:
    return SquadQuestion(question_id, "What fell?", title, 0, context, (GoldAnswer("rained", 3),))


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Warsaw", Part.TEST),
        ("Harvard_University", Part.THRESHOLD),
        ("Packet_switching", Part.FIT),
        ("Normans", Part.TRAIN),
    ],
)
def test_listed_articles_are_held_out_and_the_others_train(title: str, part: Part) -> None:
    assert part_of("squad2_dev_16_articles", question(title)) is part


@pytest.mark.parametrize("source", ["squadshifts_reddit", "squadshifts_amazon", "qamr", "qed_dev"])
def test_hashed_files_hold_out_about_the_stated_share(source: str) -> None:
    questions = [question(f"title {n}", f"context {n}") for n in range(2000)]
    test = select(source, questions, Part.TEST)
    expected = 0.5 if source == "qed_dev" else 0.06
    assert len(test) / 2000 == pytest.approx(expected, abs=0.03)


def test_all_questions_of_a_context_are_in_one_part() -> None:
    for n in range(50):
        parts = {part_of("squadshifts_reddit", question("one", f"context {n}", str(m))) for m in range(3)}
        assert len(parts) == 1


def test_a_file_that_the_split_does_not_know_is_refused() -> None:
    with pytest.raises(UsageError, match="no data file 'triviaqa'"):
        part_of("triviaqa", question("Warsaw"))
