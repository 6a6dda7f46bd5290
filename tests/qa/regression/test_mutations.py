"""Parts that are broken on purpose: each is caught, and named by the stage that it broke.

Every mutation is an object around a real part; nothing is patched.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.document import Span
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents, remove_documents
from citespan.index.search.retrieve import Index, Retrieval
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.protocol import Reading, ScoredSpan
from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.cases import Corpus, KnownQuestion, RegressionCase, Side
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.diagnosis import explained
from citespan.qa.regression.judge import Subject
from citespan.qa.regression.run import run_case, run_file
from citespan.qa.regression.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.index.encoder import Encoder
    from citespan.index.where import Where
    from citespan.qa.reader.protocol import Reader

STEADY = read_case_file(Path(__file__).parents[2] / "known" / "steady.qa.yaml")
ANSWERABLE = {"commander", "recall", "waiting-list", "pancakes"}
QUOTES = tuple(
    place.quote for case in STEADY.cases for side in case.questions[0].sides for place in side.cited if place.quote
)
UNANSWERABLE = {"enzyme", "chapel"}
SAMPLE = CitedDocuments(Corpus(sample=True))


class MutatedReader:
    """A real reader whose spans are changed after it has read."""

    def __init__(self, reader: Reader, change: Callable[[ScoredSpan, Chunk], Iterator[ScoredSpan]]) -> None:
        self._reader = reader
        self._change = change
        self.name = reader.name

    def read(self, question: str, chunks: Sequence[Chunk]) -> tuple[Reading, ...]:
        readings = self._reader.read(question, chunks)
        return tuple(
            replace(reading, spans=tuple(new for old in reading.spans for new in self._change(old, chunk)))
            for reading, chunk in zip(readings, chunks, strict=True)
        )


class BlindIndex:
    """A real index that never finds passages of some documents, but those of others instead."""

    def __init__(self, index: Index, *, hidden: set[str]) -> None:
        self._index = index
        self._hidden = hidden
        self.encoder_name = index.encoder_name
        self.correct = index.correct
        self.holds = index.holds

    def retrieve(self, question: str, *, limit: int, where: Where | None = None) -> Retrieval:
        found = self._index.retrieve(question, limit=1000, where=where)
        passages = [passage for passage in found.passages if passage.document.source not in self._hidden]
        return replace(found, passages=tuple(passages[:limit]))


def shifted(scored: ScoredSpan, chunk: Chunk) -> Iterator[ScoredSpan]:
    span = scored.span
    if span.end < chunk.span.end:
        yield replace(scored, span=Span(span.start + 1, span.end + 1))


def at_first_occurrence(scored: ScoredSpan, chunk: Chunk) -> Iterator[ScoredSpan]:
    text = next(d.text for d in _documents() if d.text[chunk.span.start : chunk.span.end] == chunk.text)
    words = scored.span.slice(text)
    words = next((quote for quote in QUOTES if quote in words), words)
    start = text.find(words)
    yield replace(scored, span=Span(start, start + len(words)))


def nothing(scored: ScoredSpan, chunk: Chunk) -> Iterator[ScoredSpan]:
    yield from ()


def _documents() -> list:
    return [document for file in SAMPLE_ROOT.iterdir() for document in SAMPLE(file.name)]


@pytest.fixture
def subject(sample_index: Index, encoder: Encoder, reader: Reader) -> Callable[..., Subject]:
    def make(*, index: object = sample_index, reader: object = reader, threshold: float | None = None) -> Subject:
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        return Subject(Answerer(index, reader, calibration=calibration, threshold=threshold), index, reader)

    return make


def stages(subject: Subject, *, find: CitedDocuments = SAMPLE) -> dict[str, Stage]:
    run = run_file(STEADY, find=find, subject=lambda: subject)
    return {outcome.case.case_id: outcome.stage for outcome in run.outcomes}


def only(stage: Stage, failed: set[str]) -> dict[str, Stage]:
    return {case.case_id: stage if case.case_id in failed else Stage.PASSED for case in STEADY.cases}


def test_without_a_mutation_every_case_passes(subject: Callable[..., Subject]) -> None:
    assert stages(subject()) == only(Stage.PASSED, set())


def test_answers_shifted_by_one_character_are_wrong_answers(subject: Callable[..., Subject], reader: Reader) -> None:
    mutated = subject(reader=MutatedReader(reader, shifted))
    found = stages(mutated)
    assert {name: found[name] for name in UNANSWERABLE} == dict.fromkeys(UNANSWERABLE, Stage.PASSED)
    assert {name: found[name] for name in ANSWERABLE} == dict.fromkeys(ANSWERABLE, Stage.WRONG_ANSWER)
    (commander,) = (case for case in STEADY.cases if case.case_id == "commander")
    report = explained(run_case(commander, find=SAMPLE, subject=lambda: mutated))
    assert "expected  iran-pakistan-border.md [1051, 1070) 'Salahuddin Farooqui'" in report
    assert "got       iran-pakistan-border.md [1052, 1070) 'alahuddin Farooqui'" in report
    assert "differs   starts 1 later" in report


def test_the_first_occurrence_instead_of_the_right_one_is_the_wrong_place(
    subject: Callable[..., Subject], reader: Reader
) -> None:
    mutated = subject(reader=MutatedReader(reader, at_first_occurrence))
    assert stages(mutated) == only(Stage.WRONG_PLACE, {"waiting-list", "pancakes"})


def test_a_threshold_of_0_answers_what_it_should_not(subject: Callable[..., Subject]) -> None:
    assert stages(subject(threshold=0.0)) == only(Stage.ANSWERED_UNANSWERABLE, UNANSWERABLE)


def test_a_threshold_of_1_withholds_what_was_read(subject: Callable[..., Subject]) -> None:
    assert stages(subject(threshold=1.0)) == only(Stage.BELOW_THRESHOLD, ANSWERABLE)


def test_retrieving_the_wrong_document_is_not_retrieved(subject: Callable[..., Subject], sample_index: Index) -> None:
    cited = {place.document for case in STEADY.cases for side in case.questions[0].sides for place in side.cited}
    found = stages(subject(index=BlindIndex(sample_index, hidden=cited)))
    assert {name: found[name] for name in ANSWERABLE} == dict.fromkeys(ANSWERABLE, Stage.NOT_RETRIEVED)


def test_a_deleted_document_is_missing_before_anything_is_asked(
    subject: Callable[..., Subject], encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    remove_documents(folder, [d.document_id for d in list_documents(folder) if d.source == "tool-library.md"])
    index = Index(folder, encoder)
    deleted = subject(index=index)
    assert stages(deleted, find=CitedDocuments(Corpus(index=folder))) == only(Stage.PLACE_MISSING, {"waiting-list"})
    assert stages(deleted) == only(Stage.NOT_RETRIEVED, {"waiting-list"})
    index.close()


def test_a_reader_that_finds_nothing_has_not_read(subject: Callable[..., Subject], reader: Reader) -> None:
    assert stages(subject(reader=MutatedReader(reader, nothing))) == only(Stage.NOT_READ, ANSWERABLE)


def test_a_right_span_that_another_outranks_is_silence_where_nothing_is_sure(
    subject: Callable[..., Subject], reader: Reader
) -> None:
    def beaten(scored: ScoredSpan, chunk: Chunk) -> Iterator[ScoredSpan]:
        yield scored
        last = chunk.text.rstrip(" .\n").rindex(" ") + 1  # a word that no rule refuses
        yield ScoredSpan(
            Span(chunk.span.start + last, chunk.span.start + len(chunk.text.rstrip(" .\n"))), scored.score + 1
        )

    mutated = subject(reader=MutatedReader(reader, beaten), threshold=1.0)
    assert stages(mutated) == only(Stage.SILENT, ANSWERABLE)


def test_a_conflict_of_which_one_side_is_shown_is_not_shown(subject: Callable[..., Subject]) -> None:
    sides = tuple(Side((number, f"{number} missiles")) for number in ("15", "24"))
    question = KnownQuestion("How many missiles did Iran fire at Iraq and Syria altogether?", None, conflict=sides)
    outcome = run_case(RegressionCase("conflict", 1, (question,)), find=SAMPLE, subject=lambda: subject(threshold=0.0))
    assert outcome.stage is Stage.CONFLICT_NOT_SHOWN
    assert outcome.findings[0].detail == "1 of 2 sides; missing: '24'"


def test_every_stage_of_an_asked_question_is_shown_here() -> None:
    named = Path(__file__).read_text(encoding="utf-8")
    other = {Stage.PASSED, Stage.NOT_REVIEWED, Stage.NOT_ASKABLE, Stage.NOWHERE, Stage.ITEMS_MISSING}
    assert [stage.name for stage in Stage if stage not in other and f"Stage.{stage.name}" not in named] == []
