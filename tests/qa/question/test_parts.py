"""Questions in two parts: which are, and what comes of them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from citespan.api.terminal.render import print_response
from citespan.api.wire.citations import citations_of
from citespan.api.wire.reading import parse_responses
from citespan.api.wire.response import ResponseModel
from citespan.corpus.load import SAMPLE_ROOT, load_file
from citespan.qa.answer import Agreement, Status
from citespan.qa.question.parts import parts_of
from citespan.qa.verify import Discrepancy, verify

if TYPE_CHECKING:
    from citespan.qa.answer import Response
    from citespan.qa.answerer import Answerer

IN_PARTS = [
    ("When does the HRSC open and when does it close?", ["When does the HRSC open?", "When does the HRSC close?"]),
    (
        "How many days of annual leave are there and when do they expire?",
        ["How many days of annual leave are there?", "When do the days of annual leave expire?"],
    ),
    (
        "What is the daily allowance in Norway and Finland?",
        ["What is the daily allowance in Norway?", "What is the daily allowance in Finland?"],
    ),
    (
        "What is the daily allowance in Norway and what is it in Denmark?",
        ["What is the daily allowance in Norway?", "What is the daily allowance in Denmark?"],
    ),
    (
        "How much does the ticket cost in Oslo, Bergen and Vadum?",
        [f"How much does the ticket cost in {town}?" for town in ("Oslo", "Bergen", "Vadum")],
    ),
    (
        "When does the ferry to Lindsay leave and how much does it cost?",
        ["When does the ferry to Lindsay leave?", "How much does the ferry to Lindsay cost?"],
    ),
    ("Who visited Pakistan and when?", ["Who visited Pakistan?", "When was Pakistan visited?"]),
    (
        "Which border barrier was built, and since when?",
        ["Which border barrier was built?", "Since when was the border barrier built?"],
    ),
    ("When and where did Keller meet Brandt?", ["When did Keller meet Brandt?", "Where did Keller meet Brandt?"]),
    (
        "When, where and why was it signed?",
        ["When was it signed?", "Where was it signed?", "Why was it signed?"],
    ),
    ("When was the treaty signed, and where?", ["When was the treaty signed?", "Where was the treaty signed?"]),
    (
        "Who wrote the songs of Ulmby and when?",
        ["Who wrote the songs of Ulmby?", "When were the songs of Ulmby written?"],
    ),
    (
        "Which armed group attacked the port, and in which year?",
        ["Which armed group attacked the port?", "In which year was the port attacked?"],
    ),
    ("How many people were killed and where?", ["How many people were killed?", "Where were the people killed?"]),
    (
        "Who wrote the song of Ulmby and when was it sung?",
        ["Who wrote the song of Ulmby?", "When was the song of Ulmby sung?"],
    ),
    (
        "Which company founded the mill and when was it sold?",
        ["Which company founded the mill?", "When was the mill sold?"],
    ),
    ("Who was Maria Keller and when was she born?", ["Who was Maria Keller?", "When was Maria Keller born?"]),
    ("Which ship sank and how many people died?", ["Which ship sank?", "How many people died?"]),
]
ORDINARY = [
    "What do Iran and Pakistan share?",
    "Who founded Marks and Spencer?",
    "When was Trinidad and Tobago founded?",
    "When did Iran and Pakistan sign the treaty?",
    "Which towns and villages were flooded?",
    "What happened and why?",
    "Who wrote the song of Ulmby and when was she born?",
    "Who said when and where it happened?",
    "What did he say about who came and what they did?",
    "Who and where?",
    "and when?",
    "",
]
QUESTION = "Who is named as the commander of Jaish ul-Adl, and what did the harbour master of Valparaiso eat?"


def verified(response: Response) -> tuple[Discrepancy, ...]:
    return verify(response, lambda citation: load_file(SAMPLE_ROOT / citation.source, root=SAMPLE_ROOT))


@pytest.mark.parametrize(("question", "parts"), IN_PARTS)
def test_a_question_in_parts_is_taken_apart(question: str, parts: list[str]) -> None:
    assert list(parts_of(question)) == parts


@pytest.mark.parametrize("question", ORDINARY)
def test_an_ordinary_question_is_left_whole(question: str) -> None:
    assert parts_of(question) == ()


@given(st.lists(st.sampled_from("who when where and , what was did it the Iran built how many".split())).map(" ".join))
def test_no_part_has_parts(question: str) -> None:
    for part in parts_of(question):
        assert parts_of(part) == ()


def test_parts_are_answered_each_by_itself(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(QUESTION, explained=True)
    assert response.parts is not None
    known, unknown = response.parts
    assert "Farooqui" in known.answers[0].text
    assert (unknown.status, unknown.answers) == (Status.ABSTAINED, ())
    assert unknown.nearest
    assert (response.status, response.answers, response.nearest) == (Status.ANSWERED, known.answers, ())
    assert response.agreement is known.agreement
    assert [part.explanation is not None for part in response.parts] == [True, True]

    out = io.StringIO()
    print_response(Console(file=out, width=200), response)
    assert [line for line in out.getvalue().split("\n") if line.endswith("?")] == [known.question, unknown.question]
    said = "Not sure enough to answer." if unknown.lead else "These documents do not say."
    assert said in out.getvalue().split(unknown.question)[1]


def test_a_question_of_which_no_part_is_answered_is_abstained(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer("When and where did the harbour master of Valparaiso have breakfast?")
    assert response.parts is not None
    assert {part.status for part in response.parts} == {response.status} == {Status.ABSTAINED}
    assert (response.answers, response.agreement) == ((), None)
    assert response.reason is not None
    assert response.nearest
    leads = [part.lead for part in response.parts if part.lead]
    assert response.lead == max(leads, key=lambda lead: lead.confidence, default=None)


def test_the_lead_of_a_response_is_the_most_confident_of_its_parts(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(
        "Who is named as the commander of Jaish ul-Adl, and when did the war between Iran and Iraq come to an end?",
        threshold=1,
    )
    assert response.parts is not None
    leads = [part.lead for part in response.parts if part.lead]
    assert len(leads) == 2
    assert response.lead == max(leads, key=lambda lead: lead.confidence)
    (read,) = parse_responses(ResponseModel.model_validate(response).model_dump_json().encode(), name="here")
    assert read == response
    assert verified(read) == ()
    assert set(response.lead.citations) <= set(citations_of([read]))


def test_an_ordinary_question_has_no_parts(sample_answerer: Answerer) -> None:
    assert sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?").parts is None


def test_parts_can_be_read_back_and_verified(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(QUESTION)
    wire = ResponseModel.model_validate(response).model_dump_json()
    (read,) = parse_responses(wire.encode(), name="here")
    assert read == response
    assert verified(read) == ()
    assert response.parts is not None
    nearest = [near.citation for part in response.parts for near in part.nearest]
    assert set(nearest) <= set(citations_of([read]))

    tree = json.loads(wire)
    tree["parts"][0]["answers"][0]["citations"][0]["start"] += 1
    (edited,) = parse_responses(json.dumps(tree).encode(), name="here")
    assert {finding.where for finding in verified(edited)} == {"parts", "parts[0].answers[0].citations[0]"}
    assert len(citations_of([edited])) == len(citations_of([read])) + 1


def test_one_place_does_not_answer_two_parts(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(
        "Who is named as the commander of Jaish ul-Adl, and who is named as the commander of Jaish ul-Adl?"
    )
    assert response.parts is not None
    assert [part.status for part in response.parts] == [Status.ANSWERED, Status.ABSTAINED]
    assert response.parts[1].nearest


def test_answers_to_several_parts_are_listed(sample_answerer: Answerer) -> None:
    response = sample_answerer.answer(
        "Who is named as the commander of Jaish ul-Adl, and when did the war between Iran and Iraq come to an end?",
        threshold=0,
    )
    assert response.parts is not None
    assert response.agreement is Agreement.LIST
    assert response.whole == response.answers[0]
    assert response.answers == tuple(answer for part in response.parts for answer in part.answers)
