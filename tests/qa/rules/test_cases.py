"""Whole answers to questions that a rule has a say in, over small documents: at the default threshold none is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

CASES = Path(__file__).parent / "cases"

# The question, the words of which every answer must hold one, and whether several answers may stand beside each other.
ASKED: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "answer-torn-markup": [("How often is the queue emptied?", ("every `2 hours`", "`2 hours`", "2 hours"))],
    "author-and-date-of-page": [
        ("Who wrote the article about the tram line?", ("Lena Ortiz",)),
        ("When was the article about the tram line published?", ("30 June 2024",)),
    ],
    "exceptions-left-out": [
        ("When is the library open?", ("days except Monday",)),
        ("Where are dogs not allowed?", ("library",)),
        ("Where is smoking forbidden?", ("rooms except the terrace",)),
    ],
    "heading-as-answer": [("What is the highest mountain on the Isle of Tarn?", ("Ostrin",))],
    "identifiers-not-matched": [
        ("In which firmware was CVE-2024-31337 fixed?", ("4.9.7",)),
        ("Which town does platform 9a serve?", ("Norfold",)),
        ("how much does AB1234/5 weigh", ("2.1 kg",)),
    ],
    "list-heads-as-answers": [
        ("Which trees does the Beech garden contain?", ("Aspen", "Birch", "Cedar")),
        ("Which trees does the Lime garden contain?", ("Maple", "Rowan")),
        ("Which schools does the society support?", ("Elmby", "Norfold", "Skeld", "Tarn")),
        ("How many trees does the Lime garden contain?", ("Maple", "Rowan")),
    ],
    "role-lists": [
        ("Who is the engineer of the Alcyone?", ("Jonas Aske",)),
        ("Who is the bosun?", ("Elin Berg",)),
        ("Who is the treasurer of the club?", ("Ola Ek",)),
    ],
    "rows-of-one-table-conflict": [
        ("What is the size of build 1.2.3?", ("14 MB",)),
        ("What is the price of AB-1234/6?", ("4.10",)),
    ],
    "sentence-after-may": [
        ("When was invoice 20471 paid?", ("9 June",)),
        ("What is the password policy called?", ("strict-9",)),
        ("When does the ferry to Lindsay leave?", ("7:45",)),
    ],
    "two-people-one-name": [
        ("When was John Carter appointed headteacher?", ("1 September 2022",)),
        ("Who is the engineer of the Corvina?", ("Tom Ashby",)),
    ],
}
UNKNOWN = [
    ("identifiers-not-matched", "In which firmware was CVE-2024-31773 fixed?", "CVE-2024-31773"),
    ("identifiers-not-matched", "What is the access point in room A-21 called?", "A-21"),
    ("rows-of-one-table-conflict", "What is the size of build 1.2.1?", "1.2.1"),
    ("rows-of-one-table-conflict", "What is the phone number of Jane Carter?", "Jane Carter"),
]
DISPUTED = [
    ("codes-that-differ-agree", "What is the postcode of the depot?", {"60310", "60313"}),
    ("codes-that-differ-agree", "What is the model number of the boiler?", {"7200", "7205"}),
    ("codes-that-differ-agree", "How much is the invoice of Halden?", {"1,000", "1,045"}),
    ("hidden-contradiction", "What is the daily dose of Lenarol for adults?", {"100", "105"}),
    ("range-conflict-called-agreement", "From when to when is the quarry pond closed to bathers?", {"April", "May"}),
    ("range-conflict-called-agreement", "How much does the bell of Nyby chapel weigh?", {"240", "420"}),
    ("range-conflict-called-agreement", "When is the Strand cafe open?", {"18:00", "22:00"}),
    ("range-conflict-called-agreement", "On which days is the sauna of Hammar heated?", {"Thursday", "Saturday"}),
    ("range-conflict-called-agreement", "How much does a ticket for the Ekholm museum cost?", {"euros", "dollars"}),
]


@pytest.fixture(scope="module")
def answerer_over(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, reader: Reader
) -> Iterator[Callable[[str], Answerer]]:
    """Makes what answers from the documents of a case, once."""
    made: dict[str, Answerer] = {}

    def make(case: str) -> Answerer:
        if case not in made:
            folder = tmp_path_factory.mktemp("case") / "index"
            build_index(folder, [CASES / case], encoder=encoder)
            calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
            made[case] = Answerer(Index(folder, encoder), reader, calibration=calibration)
        return made[case]

    yield make
    for answerer in made.values():
        answerer.index.close()


@pytest.mark.parametrize(("case", "question", "held"), [(case, *row) for case, rows in ASKED.items() for row in rows])
def test_no_answer_is_wrong(
    answerer_over: Callable[[str], Answerer], case: str, question: str, held: tuple[str, ...]
) -> None:
    response = answerer_over(case).answer(question)
    assert [answer.text for answer in response.answers if not any(one in answer.text for one in held)] == []


@pytest.mark.parametrize(("case", "question", "name"), UNKNOWN)
def test_what_stands_nowhere_is_named(
    answerer_over: Callable[[str], Answerer], case: str, question: str, name: str
) -> None:
    response = answerer_over(case).answer(question, threshold=0.0)
    assert response.answers == ()
    assert response.refused is not None
    assert name in response.refused.detail


@pytest.mark.parametrize(("case", "question", "sides"), DISPUTED)
def test_what_differs_is_never_called_the_same(
    answerer_over: Callable[[str], Answerer], case: str, question: str, sides: set[str]
) -> None:
    for answer in answerer_over(case).answer(question).answers:
        cited = " ".join(citation.evidence.exact for citation in answer.citations)
        assert sum(side in cited for side in sides) <= 1 or len(answer.citations) == 1


def test_a_cell_is_cited_with_the_key_of_its_row(answerer_over: Callable[[str], Answerer]) -> None:
    response = answerer_over("rows-of-one-table-conflict").answer("What is the size of build 1.2.3?", threshold=0.0)
    citation = response.answers[0].citations[0]
    assert citation.row is not None
    assert citation.row.exact == "1.2.3"


def test_both_parts_are_asked(answerer_over: Callable[[str], Answerer]) -> None:
    response = answerer_over("one-part-of-two").answer("What is the daily allowance in Norway and Finland?")
    assert response.parts is not None
    assert [part.question for part in response.parts] == [
        "What is the daily allowance in Norway?",
        "What is the daily allowance in Finland?",
    ]
