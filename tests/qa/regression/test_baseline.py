"""Measures, thresholds and baselines over runs that are put together by hand: nothing is asked here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_bytes
from citespan.qa.answer import Agreement, Answer, Receipt, Response, Status
from citespan.qa.cite import cite
from citespan.qa.regression.baseline import Change, compared
from citespan.qa.regression.cases import CaseFile, KnownQuestion, RegressionCase, Side, Thresholds
from citespan.qa.regression.measures import UNTAGGED, gates, is_tolerated, measured, measured_by_tag
from citespan.qa.regression.propose import drafted, questions_in, updated
from citespan.qa.regression.run import FileRun
from citespan.qa.regression.run_record import read_record, recorded
from citespan.qa.regression.stages import CaseOutcome, Finding, Stage

DOCUMENT = load_bytes(b"The ferry leaves at noon, not at midnight.", source="ships.txt", document_id="ships")
NOON, MIDNIGHT = Span(20, 24), Span(33, 41)
NO_THRESHOLDS = Thresholds()
RECEIPT = Receipt("0", "index", "encoder", "reader", None, 0.5)


def answer(span: Span) -> Answer:
    citation = cite(DOCUMENT, span)
    return Answer(citation.exact, 0.9, (citation,))


def outcome(
    name: str,
    stage: Stage,
    *,
    answerable: bool = True,
    span: Span | None = None,
    took_ms: float = 10.0,
    tags: tuple[str, ...] = (),
) -> CaseOutcome:
    question = KnownQuestion(f"{name}?", Side(("noon",)) if answerable else None)
    given = () if span is None else (answer(span),)
    status = Status.ANSWERED if given else Status.ABSTAINED
    agreement = Agreement.SINGLE if given else None
    response = Response(question.text, status, None, agreement, given, (), RECEIPT, took_ms)
    asked = None if stage is Stage.PLACE_MISSING else response
    return CaseOutcome(RegressionCase(name, 1, (question,), tags), (Finding(question, stage, "because", (), asked),))


def run(*outcomes: CaseOutcome, thresholds: Thresholds = NO_THRESHOLDS) -> FileRun:
    return FileRun(CaseFile(Path("a.qa.yaml"), tuple(o.case for o in outcomes), thresholds=thresholds), tuple(outcomes))


GOOD = outcome("good", Stage.PASSED, span=NOON, tags=("ships", "times"))
BAD = outcome("bad", Stage.WRONG_ANSWER, span=MIDNIGHT, took_ms=40, tags=("ships",))
SILENT = outcome("silent", Stage.PASSED, answerable=False)
FALSE = outcome("false", Stage.ANSWERED_UNANSWERABLE, answerable=False, span=NOON)
MISSING = outcome("missing", Stage.PLACE_MISSING)


def test_answerable_and_unanswerable_questions_are_measured_apart() -> None:
    measures = measured(run(GOOD, BAD, SILENT, FALSE, MISSING).findings)
    assert (measures.answerable, measures.answerable_passed, measures.accuracy) == (3, 1, 1 / 3)
    assert (measures.unanswerable, measures.false_answers, measures.false_answer_rate) == (2, 1, 0.5)
    assert measures.median_ms == 10, "what was not asked took no time"
    nothing = measured(())
    assert (nothing.accuracy, nothing.false_answer_rate, nothing.median_ms) == (None, None, None)


def test_a_case_counts_for_each_of_its_tags() -> None:
    found = measured_by_tag(run(GOOD, BAD, SILENT).outcomes)
    assert {tag: (m.answerable, m.unanswerable) for tag, m in found.items()} == {
        "ships": (2, 0),
        "times": (1, 0),
        UNTAGGED: (0, 1),
    }


@pytest.mark.parametrize(
    ("thresholds", "expected"),
    [
        (Thresholds(accuracy=0.5), [True]),
        (Thresholds(accuracy=0.6), [False]),
        (Thresholds(false_answers=0.5), [True]),
        (Thresholds(false_answers=0.4), [False]),
        (Thresholds(median_ms=10), [True]),
        (Thresholds(median_ms=9), [False]),
        (Thresholds(), []),
    ],
)
def test_thresholds_are_gates(thresholds: Thresholds, expected: list[bool]) -> None:
    assert [gate.passed for gate in gates(run(GOOD, BAD, SILENT, FALSE, thresholds=thresholds))] == expected


def test_what_cannot_be_measured_does_not_pass() -> None:
    found = gates(run(MISSING, thresholds=Thresholds(0.0, 1.0, 1000.0)))
    assert [gate.passed for gate in found] == [True, False, False]


def test_a_threshold_tolerates_failures_of_its_kind_alone() -> None:
    lenient = run(GOOD, BAD, FALSE, MISSING, thresholds=Thresholds(accuracy=0.1))
    assert [is_tolerated(one, lenient) for one in lenient.outcomes] == [False, True, False, False]
    strict = run(GOOD, BAD, FALSE, MISSING)
    assert not any(is_tolerated(one, strict) for one in strict.outcomes)


def changes(now: FileRun, then: FileRun) -> tuple[list[tuple[str, Change]], list[str]]:
    comparison = compared(recorded([now], version="0"), recorded([then], version="0"))
    broken = [gate.rule for gate in comparison.gates if not gate.passed]
    return [(one.case, one.change) for one in comparison.differences], broken


def test_nothing_changes_against_oneself() -> None:
    same = run(GOOD, BAD, SILENT, FALSE)
    assert changes(same, same) == ([], [])


def test_what_passed_may_not_fail() -> None:
    worse = outcome("good", Stage.NOT_RETRIEVED)
    assert changes(run(worse), run(GOOD)) == ([("good", Change.WORSE)], ["no question that passed fails"])
    assert changes(run(GOOD), run(worse)) == ([("good", Change.BETTER)], [])


def test_false_answers_may_not_rise() -> None:
    found, broken = changes(run(SILENT, FALSE), run(SILENT))
    assert found == [("false", Change.NEW)]
    assert broken == ["false answers do not rise", "new questions pass"]


def test_what_moved_or_became_slower_is_told_but_allowed() -> None:
    moved = outcome("good", Stage.PASSED, span=MIDNIGHT, tags=("ships",))
    slow = outcome("good", Stage.PASSED, span=NOON, took_ms=70)
    assert changes(run(moved), run(GOOD)) == ([("good", Change.MOVED)], [])
    assert changes(run(slow), run(GOOD)) == ([("good", Change.SLOWER)], [])
    assert changes(run(SILENT), run(SILENT, GOOD)) == ([("good", Change.GONE)], [])


def test_no_baseline_makes_up_for_a_case_that_cannot_be_asked() -> None:
    assert changes(run(MISSING), run(MISSING)) == ([], ["every case can be asked"])


def test_a_record_is_read_as_it_was_written_and_damage_is_told(tmp_path: Path) -> None:
    record = recorded([run(GOOD, BAD, SILENT, FALSE, MISSING)], version="0")
    path = tmp_path / "baseline.json"
    path.write_text(record.model_dump_json())
    assert read_record(path) == record
    path.write_text('{"format": 2}')
    with pytest.raises(LoadError, match=r"no baseline of citespan: format: .*; save a new one"):
        read_record(path)
    with pytest.raises(LoadError, match="cannot be read: No such file or directory; --save-baseline writes one"):
        read_record(tmp_path / "nowhere.json")


def test_an_update_proposes_todays_spans_for_failures_alone_and_marks_them() -> None:
    cases = updated(run(GOOD, BAD, SILENT, MISSING), lambda _: answer(NOON))
    assert [(case.case_id, case.review) for case in cases] == [
        ("good", False),
        ("bad", True),
        ("silent", False),
        ("missing", True),
    ]
    place = cases[1].questions[0].expected.cited[0]
    assert (place.document, place.start, place.end, place.quote) == ("ships.txt", 33, 41, "midnight")
    assert cases[3].questions[0].expected.answers == ("noon",)


def test_silence_is_never_proposed_and_a_proposal_never_replaced() -> None:
    mute = outcome("bad", Stage.NOT_RETRIEVED)
    assert updated(run(mute), lambda _: None) == (mute.case,)
    proposal = replace(BAD, case=replace(BAD.case, review=True))
    assert updated(run(proposal), lambda _: answer(NOON)) == (proposal.case,)


def test_a_draft_is_made_of_questions_and_of_responses() -> None:
    lines = [
        "When does it leave?",
        "",
        '{"question": "Who sails?"}',
        '{"question": "When?", "status": "answered", "answers": [{"text": "noon", "confidence": 0.9, "citations":'
        ' [{"source": "ships.txt", "start": 20, "end": 24, "exact": "noon"}]}]}',
        '{"question": "Why?", "status": "abstained", "answers": []}',
        "When does it leave?",
    ]
    asked: list[str] = []

    def ask(question: str) -> Answer | None:
        asked.append(question)
        return answer(MIDNIGHT) if question.startswith("When") else None

    cases = drafted(questions_in(lines, name="chat"), ask)
    assert asked == ["When does it leave?", "Who sails?"]
    expected = [case.questions[0].expected for case in cases]
    assert [case.case_id for case in cases] == ["when-does-it-leave", "who-sails", "when", "why"]
    assert all(case.review for case in cases)
    assert [side and side.answers for side in expected] == [("midnight",), None, ("noon",), None]
    assert expected[2].cited[0].start == 20


@pytest.mark.parametrize("line", ['{"query": "x"}', '{"question": 7}', "{", '{"question": "A", "answers": [{}]}'])
def test_a_line_that_is_no_question_is_named(line: str) -> None:
    with pytest.raises(LoadError, match="chat:2: neither a question nor a response"):
        list(questions_in(["A question?", line], name="chat"))


def test_a_renamed_file_is_compared_with_what_it_was() -> None:
    now = run(outcome("good", Stage.WRONG_ANSWER, span=MIDNIGHT), BAD)
    renamed = replace(now, file=replace(now.file, path=Path("b.qa.yaml")))
    comparison = compared(recorded([renamed], version="1"), recorded([run(GOOD, BAD)], version="1"))
    assert [one.case for one in comparison.of(Change.WORSE)] == ["good"]
    assert comparison.of(Change.NEW) == comparison.of(Change.GONE) == ()
    other = run(outcome("something else", Stage.PASSED, span=NOON))
    other = replace(other, file=replace(other.file, path=Path("c.qa.yaml")))
    comparison = compared(recorded([other], version="1"), recorded([run(GOOD, BAD)], version="1"))
    assert [one.change for one in comparison.differences] == [Change.NEW]


def test_a_baseline_that_calls_a_stage_by_its_older_name_is_read() -> None:
    assert Stage("wrong answer") is Stage.WRONG_ANSWER
