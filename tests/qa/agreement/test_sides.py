"""Whole answers over documents made here: the real index, the real reader."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from citespan.api.http.app import build_app
from citespan.api.terminal.render import print_response
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.agreement.sides import Stance
from citespan.qa.answer import Agreement
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.regression.cases import Corpus, KnownQuestion, Match, RegressionCase, Side
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import Subject
from citespan.qa.regression.run import run_case
from citespan.qa.regression.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader

QUESTION = "How many people died in the Tarnsee mine fire?"
NINE = """The Tarnsee Gazette

The road to Oskelby was closed for a week after a landslide, and the mayor asked drivers to be patient.

The fire in the Tarnsee mine killed nine people. The brass band cancelled its concert.
"""
FOURTEEN = """Letter from the lake

A choir meets every Thursday in the old customs house, and the bakery sells a new kind of bread.

Inspectors wrote that 14 people died in the Tarnsee mine fire. Storks have returned to the dairy's chimney.
"""
NINE_IN_FIGURES = FOURTEEN.replace("14 people", "9 people")


@pytest.fixture
def subject_over(tmp_path: Path, encoder: Encoder, reader: Reader) -> Iterator[Callable[..., Subject]]:
    """Makes what answers from texts, each in a file that is called as its keyword, `a_txt` as a.txt."""
    opened: list[Index] = []

    def make(**texts: str) -> Subject:
        documents = tmp_path / "documents"
        documents.mkdir()
        for name, text in texts.items():
            (documents / ".".join(name.rsplit("_", 1))).write_text(text, encoding="utf-8")
        build_index(tmp_path / "index", [documents], encoder=encoder)
        opened.append(Index(tmp_path / "index", encoder))
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        return Subject(Answerer(opened[-1], reader, calibration=calibration, threshold=0.5), opened[-1], reader)

    yield make
    for index in opened:
        index.close()


def said(response: Response) -> list[list[tuple[str, str]]]:
    """For each answer, the words and the source of each of its citations."""
    return [[(citation.exact, citation.source) for citation in answer.citations] for answer in response.answers]


def page(text: str, date: str) -> str:
    title, *paragraphs = text.strip().split("\n\n")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f'<meta charset="utf-8"><title>{title}</title><meta property="article:published_time" content="{date}">'
    return f"<!doctype html><html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


def test_sides_of_a_conflict_are_shown_with_source_and_date(subject_over: Callable[..., Subject]) -> None:
    answerer = subject_over(nine_html=page(NINE, "2011-03-04"), fourteen_html=page(FOURTEEN, "2011-03-09")).answerer
    response = answerer.answer(QUESTION, explained=True)
    assert response.agreement is Agreement.CONFLICTING
    sides = {side[0][1]: side[0][0] for side in said(response)}
    assert "nine" in sides["nine.html"]
    assert "14" in sides["fourteen.html"]
    assert {answer.citations[0].published for answer in response.answers} == {"2011-03-04", "2011-03-09"}
    assert all(answer.text == answer.citations[0].exact for answer in response.answers)
    assert all(answer.confidence >= response.receipt.threshold for answer in response.answers)

    out = io.StringIO()
    print_response(Console(file=out, width=100), response)
    shown = out.getvalue()
    assert shown.startswith("These documents disagree.")
    for number, answer in enumerate(response.answers, start=1):
        block = shown.split(f"\n{answer.text}\n")[1].split("\n\n", maxsplit=2)[1]
        assert block.startswith(f"[{number}] {answer.citations[0].source}")
        assert str(answer.citations[0].published) in block

    assert response.explanation is not None
    assert [heard.standing for heard in response.explanation.documents] == [Stance.ANSWER, Stance.OTHER]
    assert "1 saying otherwise" in response.explanation.verdict


def test_the_same_in_other_words_is_one_answer_with_two_citations(subject_over: Callable[..., Subject]) -> None:
    response = subject_over(one_txt=NINE, other_txt=NINE_IN_FIGURES).answerer.answer(QUESTION)
    assert response.agreement is Agreement.CORROBORATED
    (citations,) = said(response)
    assert {source for _, source in citations} == {"one.txt", "other.txt"}


def test_copies_of_one_text_are_one_source(subject_over: Callable[..., Subject]) -> None:
    copy = NINE.replace("The Tarnsee Gazette", "The Oskelby Courier").replace("a week", "seven days")
    response = subject_over(one_txt=NINE, copy_txt=copy).answerer.answer(QUESTION, explained=True)
    assert response.agreement is Agreement.SINGLE
    assert [len(answer.citations) for answer in response.answers] == [1]
    assert response.explanation is not None
    assert [heard.standing for heard in response.explanation.documents] == [Stance.ANSWER, Stance.COPY]


def test_copies_corroborate_no_more_than_one_of_them(subject_over: Callable[..., Subject]) -> None:
    copy = NINE_IN_FIGURES.replace("Letter", "Another letter")
    response = subject_over(one_txt=NINE, two_txt=NINE_IN_FIGURES, copy_txt=copy).answerer.answer(QUESTION)
    assert response.agreement is Agreement.CORROBORATED
    assert [len(answer.citations) for answer in response.answers] == [2]


def test_a_copy_with_another_figure_is_another_side(subject_over: Callable[..., Subject]) -> None:
    response = subject_over(one_txt=NINE, copy_txt=NINE.replace("nine", "twelve")).answerer.answer(QUESTION)
    assert response.agreement is Agreement.CONFLICTING
    assert len(response.answers) == 2


def test_people_are_counted_whole(subject_over: Callable[..., Subject]) -> None:
    """Whatever count of an enumeration the reader prefers, the sides are the enumeration and the other figure."""
    enumerated = FOURTEEN.replace("14 people", "three women and four men")
    response = subject_over(one_txt=NINE, other_txt=enumerated).answerer.answer(QUESTION)
    assert response.agreement is Agreement.CONFLICTING
    assert [("three women and four men", "other.txt")] in said(response)


def test_one_document_does_not_contradict_itself(subject_over: Callable[..., Subject]) -> None:
    response = subject_over(one_txt=f"{NINE}\n{FOURTEEN}").answerer.answer(QUESTION)
    assert response.agreement is Agreement.SINGLE


@pytest.mark.parametrize(
    "other",
    [
        FOURTEEN.replace("Tarnsee", "Oskelby"),  # another fire
        FOURTEEN.replace("14 people", "Nine people, 5 of them miners,").replace("died", "died, not 14,"),
        FOURTEEN.replace("14 people", "four children"),  # may be four of the nine
    ],
)
def test_in_doubt_nothing_is_called_a_conflict(subject_over: Callable[..., Subject], other: str) -> None:
    response = subject_over(one_txt=NINE, other_txt=other).answerer.answer(QUESTION)
    assert response.agreement in {Agreement.SINGLE, Agreement.CORROBORATED}
    assert len(response.answers) == 1


def test_figures_for_different_years_do_not_conflict(subject_over: Callable[..., Subject]) -> None:
    one = "In 2017, 48,205 people visited the Selvik Museum. The road to Oskelby is closed."
    other = "The Selvik Museum was visited by 31,772 people in 2019. Storks have returned to the dairy."
    response = subject_over(one_txt=one, other_txt=other).answerer.answer("How many people visited the Selvik Museum?")
    assert response.agreement is Agreement.SINGLE


def test_a_threshold_that_nobody_reaches_silences_all_sides(subject_over: Callable[..., Subject]) -> None:
    response = subject_over(one_txt=NINE, other_txt=FOURTEEN).answerer.answer(QUESTION, threshold=1)
    assert (response.agreement, response.answers) == (None, ())


def test_http_carries_the_sides(subject_over: Callable[..., Subject]) -> None:
    with TestClient(build_app(subject_over(one_txt=NINE, other_txt=FOURTEEN).answerer)) as client:
        reply = client.post("/v1/ask", json={"question": QUESTION, "explain": True}).json()
    assert reply["agreement"] == "conflicting"
    assert len(reply["answers"]) == 2
    assert [heard["side"] for heard in reply["explanation"]["documents"]] == [0, 1]


def test_a_known_conflict_passes_if_all_its_sides_are_shown(subject_over: Callable[..., Subject]) -> None:
    subject = subject_over(one_txt=NINE, other_txt=FOURTEEN)
    for figures, stage in ((("9", "14"), Stage.PASSED), (("9", "15"), Stage.CONFLICT_NOT_SHOWN)):
        sides = tuple(Side((figure,)) for figure in figures)
        case = RegressionCase("toll", 1, (KnownQuestion(QUESTION, None, conflict=sides, match=Match.NUMBER),))
        outcome = run_case(case, find=CitedDocuments(Corpus(sample=True)), subject=lambda: subject)
        assert outcome.stage is stage


def test_both_figures_of_two_shared_documents_are_shown(shared_answerer: Answerer) -> None:
    question = "How many people were killed in Pakistan's strikes on Iran?"
    response = shared_answerer.answer(question, threshold=shared_answerer.threshold_for(0.3))
    assert response.agreement is Agreement.CONFLICTING
    assert len({answer.citations[0].source for answer in response.answers}) == 2
