"""Cited places: found in the documents, or said to be missing, before any model is loaded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.document import Document, Page, Span
from citespan.corpus.load import load_bytes, text_sha256
from citespan.qa.regression.cases import CaseFile, KnownQuestion, Place, RegressionCase, Side
from citespan.qa.regression.places import PlaceError, goals_of
from citespan.qa.regression.run import run_file
from citespan.qa.regression.stages import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.regression.judge import Subject

TEXT = "The ferry leaves at noon. 🚢 Nobody sails after noon."
SHIPS = load_bytes(TEXT.encode(), source="ships.txt", document_id="ships")
PAGED = Document(
    "paged", "paged.pdf", "Paged", TEXT, "0" * 64, text_sha256(TEXT), "test", SHIPS.sections,
    pages=(Page(1, Span(0, 26)), Page(2, Span(26, len(TEXT)))),
)  # fmt: skip


def find(source: str) -> tuple[Document, ...]:
    return {"ships.txt": (SHIPS,), "paged.pdf": (PAGED,)}.get(source, ())


def spans(place: Place, *, answers: tuple[str, ...] = ()) -> list[tuple[int, int] | None]:
    (goal,) = goals_of(KnownQuestion("When?", Side(answers, (place,))), find)
    return [(target.span.start, target.span.end) if target.span else None for target in goal.targets]


def accepted(place: Place) -> tuple[str, ...]:
    (goal,) = goals_of(KnownQuestion("When?", Side((), (place,))), find)
    return goal.accepted


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("ships.txt"), [None]),
        (Place("ships.txt", quote="noon"), [(20, 24), (47, 51)]),
        (Place("ships.txt", quote="noon", start=20, end=24), [(20, 24)]),
        (Place("ships.txt", start=20, end=24, quote_sha256=hashlib.sha256(b"noon").hexdigest()), [(20, 24)]),
        (Place("ships.txt", quote="noon", document_sha256=SHIPS.sha256), [(20, 24), (47, 51)]),
        (Place("paged.pdf", page=1), [(0, 26)]),
        (Place("paged.pdf", page=2, quote="noon"), [(47, 51)]),
    ],
)
def test_a_place_is_found(place: Place, expected: list[tuple[int, int] | None]) -> None:
    assert spans(place) == expected


def test_without_accepted_answers_the_words_at_the_place_are_accepted() -> None:
    assert accepted(Place("ships.txt", start=20, end=24)) == ("noon",)
    assert accepted(Place("ships.txt", quote="noon")) == ("noon",)
    assert accepted(Place("paged.pdf", page=2)) == (), "any words of the page"
    assert accepted(Place("ships.txt")) == ()


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (Place("boats.txt"), "boats.txt: no such document here"),
        (Place("ships.txt", quote="midnight"), "ships.txt: the quote 'midnight' is nowhere in it; copy it from there"),
        (
            Place("ships.txt", quote="noon", start=19, end=23),
            "ships.txt: at [19, 23) stands 'noo', not 'noon'; it stands at 20, 47",
        ),
        (Place("ships.txt", quote="x", start=19, end=20), "not 'x'; it is nowhere in this document"),
        (Place("ships.txt", start=40, end=99), "[40, 99) reaches past the text's end at 52"),
        (Place("ships.txt", start=20, end=24, quote_sha256="0" * 64), "which has another SHA-256 than quote_sha256"),
        (Place("ships.txt", document_sha256="0" * 64), "the document has changed: its SHA-256 is"),
        (Place("ships.txt", page=1), "has no pages, there is no page 1"),
        (Place("paged.pdf", page=3), "has pages 1 to 2, there is no page 3"),
        (Place("paged.pdf", page=1, start=47, end=51), "[47, 51) is not on page 1"),
        (Place("paged.pdf", page=1, quote="Nobody"), "the quote 'Nobody' is nowhere on page 1"),
    ],
)
def test_a_place_that_is_not_there_is_told(place: Place, message: str) -> None:
    with pytest.raises(PlaceError) as caught:
        spans(place)
    assert message in str(caught.value)


def test_a_missing_place_fails_before_anything_is_opened(tmp_path: Path) -> None:
    def never() -> Subject:
        raise AssertionError("models were loaded")

    question = KnownQuestion("When?", Side(("midnight",), (Place("ships.txt", quote="midnight"),)))
    proposal = RegressionCase("proposal", 2, (question,), review=True)
    file = CaseFile(tmp_path / "a.qa.yaml", (RegressionCase("midnight", 1, (question,)), proposal))
    run = run_file(file, find=find, subject=never)
    assert [outcome.stage for outcome in run.outcomes] == [Stage.PLACE_MISSING, Stage.NOT_REVIEWED]
    assert "the quote 'midnight' is nowhere in it" in run.findings[0].detail
