"""Over the real data files, where they lie beside this checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from citespan.qa.evaluation.benchmark import Kind
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.training.confidence import _rounds
from citespan.qa.training.data.examples import SOURCES
from citespan.qa.training.data.split import Part

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.parametrize("part", [Part.FIT, Part.THRESHOLD, Part.TEST])
def test_nothing_of_a_foreign_questions_article_is_in_the_index(part: Part) -> None:
    if not DATA.is_dir():
        pytest.skip("the data files are not beside this checkout")
    questions = {source: load_squad(DATA / f"{source}.json.gz") for source in SOURCES}
    article = {question.context: question.title for source in SOURCES for question in questions[source]}
    for asked in _rounds(questions, part, once=part is Part.THRESHOLD, limit=50):
        foreign = {case.question.title for case in asked.cases if case.kind is Kind.FOREIGN}
        assert foreign
        assert {article[context] for context in asked.contexts}.isdisjoint(foreign)
