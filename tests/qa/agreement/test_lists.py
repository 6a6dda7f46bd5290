"""Lists over documents made here: the real index, the real reader."""

from __future__ import annotations

import io
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest
from list_cases import list_cases
from list_topics import HELD_OUT_TOPICS, Wanted
from lists import REPORTED_SEED, Asking, Outcome, judged
from rich.console import Console

from citespan.api.terminal.render import print_response
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.agreement.sides import Stance
from citespan.qa.answer import Agreement
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader

QUESTION = "Who were the founders of the Tarnsee choir?"
THREE = """The Tarnsee Gazette

The brass band cancelled its concert, and the mayor asked drivers to be patient.

The Tarnsee choir was founded by Maria Keller, Thomas Brandt and Ingrid Novak. The bakery sells a new kind of bread.
"""
BULLETED = """The Tarnsee Gazette

These were the founders of the Tarnsee choir:

- Maria Keller
- Thomas Brandt
- Ingrid Novak

Storks have returned to the chimney of the dairy.
"""
TWO = """Letter from the lake

Storks have returned to the chimney of the dairy.

The founders of the Tarnsee choir were Thomas Brandt and Pavel Moreau. A bus ticket costs four crowns.
"""


@pytest.fixture
def ask(tmp_path: Path, encoder: Encoder, reader: Reader) -> Iterator[Callable[..., Response]]:
    """Asks a question over texts."""
    opened: list[Index] = []

    def answer(question: str, *texts: str) -> Response:
        documents = tmp_path / "documents"
        documents.mkdir()
        for number, text in enumerate(texts):
            (documents / f"{number}.txt").write_text(text, encoding="utf-8")
        build_index(tmp_path / "index", [documents], encoder=encoder)
        opened.append(Index(tmp_path / "index", encoder))
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        answerer = Answerer(opened[-1], reader, calibration=calibration, threshold=0.4)
        return answerer.answer(question, explained=True)

    yield answer
    for index in opened:
        index.close()


def test_each_item_is_an_answer_with_its_own_place(ask: Callable[..., Response]) -> None:
    response = ask(QUESTION, THREE)
    assert response.agreement is Agreement.LIST
    assert [answer.text for answer in response.answers] == ["Maria Keller", "Thomas Brandt", "Ingrid Novak"]
    for answer in response.answers:
        (citation,) = answer.citations
        assert THREE[citation.start : citation.end] == citation.exact == answer.text
        assert answer.confidence >= response.receipt.threshold
    assert response.whole is not None
    assert response.whole.text == "Maria Keller, Thomas Brandt and Ingrid Novak"

    out = io.StringIO()
    print_response(Console(file=out, width=100), response)
    assert out.getvalue().startswith("3 answers.")
    assert [f"\n[{number}] 0.txt" in out.getvalue() for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_each_line_of_a_list_is_an_answer_with_its_own_place(ask: Callable[..., Response]) -> None:
    response = ask(QUESTION, BULLETED)
    assert response.agreement is Agreement.LIST
    assert [answer.text for answer in response.answers] == ["Maria Keller", "Thomas Brandt", "Ingrid Novak"]
    for answer in response.answers:
        (citation,) = answer.citations
        assert BULLETED[citation.start : citation.end] == citation.exact == answer.text


def test_a_list_of_something_else_is_no_answer(ask: Callable[..., Response]) -> None:
    response = ask("Which founders of the Tarnsee choir died at sea?", BULLETED)
    assert response.agreement is not Agreement.LIST


def test_documents_are_cited_with_the_items_that_they_share(ask: Callable[..., Response]) -> None:
    response = ask(QUESTION, THREE, TWO)
    cited = {answer.text: sorted(citation.source for citation in answer.citations) for answer in response.answers}
    assert response.agreement is Agreement.LIST
    assert cited == {
        "Maria Keller": ["0.txt"],
        "Thomas Brandt": ["0.txt", "1.txt"],
        "Ingrid Novak": ["0.txt"],
        "Pavel Moreau": ["1.txt"],
    }
    assert response.explanation is not None
    assert [heard.standing for heard in response.explanation.documents] == [Stance.ANSWER, Stance.ITEM]


def test_a_copy_adds_nothing_to_a_list(ask: Callable[..., Response]) -> None:
    response = ask(QUESTION, THREE, THREE.replace("The Tarnsee Gazette", "The Oskelby Courier"))
    assert response.agreement is Agreement.LIST
    assert [len(answer.citations) for answer in response.answers] == [1, 1, 1]


def test_a_question_in_the_singular_gets_no_list(ask: Callable[..., Response]) -> None:
    response = ask("Who founded the Tarnsee choir?", THREE, TWO)
    assert response.answers
    assert response.agreement is not Agreement.LIST


def test_one_name_that_holds_and_stays_whole(ask: Callable[..., Response]) -> None:
    response = ask("Which provinces border Tarnsee?", "Tarnsee borders Sarn and Belluk Province in the west.\n")
    (answer,) = response.answers
    assert answer.text.startswith("Sarn and Belluk")
    assert response.agreement is Agreement.SINGLE


def test_a_small_count_of_the_benchmark_holds(encoder: Encoder, reader: Reader) -> None:
    asking = Asking(encoder, reader)
    cases = list_cases(len(HELD_OUT_TOPICS), random=Random(REPORTED_SEED), topics=HELD_OUT_TOPICS)
    responses = [(case, asking.response(case)) for case in cases]
    outcomes = Counter((case.wanted, judged(case, response)) for case, response in responses)
    assert outcomes[Wanted.ITEMS, Outcome.RIGHT] >= 4
    assert outcomes[Wanted.ITEMS, Outcome.WRONG] == 0
    assert outcomes[Wanted.PARTS, Outcome.RIGHT] >= 2
    listed = [case.wanted for case, response in responses if response.agreement is Agreement.LIST]
    assert not {Wanted.ONE, Wanted.UNIT} & set(listed)
