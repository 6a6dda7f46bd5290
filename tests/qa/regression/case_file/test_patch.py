"""Replacing cases in a file's own text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.case_file.patch import patched
from citespan.qa.regression.cases import Side

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.regression.cases import RegressionCase

TEXT = """\
# The ferries.
corpus: sample  # the bundled ones
cases:
  # Times.
  - question: When does it leave?
    answers: [noon]
    # asked every spring
    tags: [ships]

  # People.
  - question: Who founded it?
    unanswerable: true
# the end
"""


def _changed(path: Path, text: str) -> tuple[tuple[RegressionCase, ...], tuple[RegressionCase, ...]]:
    path.write_text(text, encoding="utf-8")
    first, *others = read_case_file(path).cases
    question = replace(first.questions[0], expected=Side(("midnight",)))
    return (first, *others), (replace(first, questions=(question,), review=True), *others)


def test_comments_and_other_cases_stay_where_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.qa.yaml"
    before, after = _changed(path, TEXT)
    made = patched(TEXT, before, after, path=path)
    assert made is not None
    for line in (
        "# The ferries.",
        "corpus: sample  # the bundled ones",
        "  # Times.",
        "# asked every spring",
        "# the end",
    ):
        assert line in made
    assert "\n\n  # People.\n  - question: Who founded it?\n    unanswerable: true\n# the end\n" in made
    path.write_text(made, encoding="utf-8")
    assert read_case_file(path).cases[0].questions == after[0].questions
    assert read_case_file(path).cases[0].review


def test_cases_that_share_a_line_are_not_patched(tmp_path: Path) -> None:
    text = "cases: [{question: a, answers: [x]}, {question: b, unanswerable: true}]\n"
    before, after = _changed(tmp_path / "a.qa.yaml", text)
    assert patched(text, before, after, path=tmp_path / "a.qa.yaml") is None
