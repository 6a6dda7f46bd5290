"""The cache of answers: what is found in it, by whom, and for how long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.index.contents import list_documents, remove_documents
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.index.where import Where
from citespan.index.writers import writing_at
from citespan.qa.answerer import Answerer
from citespan.qa.caching.answer_cache import AnswerCache, RecalledStage
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answer import Response

QUESTION = "When does the ferry Aurora leave Port Lindholm?"


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    (tmp_path / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon.")
    (tmp_path / "pay.txt").write_text("The captain of the ferry earns 7000 euros.")
    build_index(tmp_path / ".index", [tmp_path], encoder=encoder)
    return tmp_path / ".index"


@pytest.fixture
def answerer(folder: Path, encoder: Encoder) -> Iterator[Answerer]:
    index = Index(folder, encoder)
    yield Answerer(index, SentenceReader(encoder), threshold=0)
    index.close()


def _told(response: Response) -> Response:
    return replace(response, took_ms=0)


def test_what_is_asked_again_is_answered_from_memory_to_the_letter(answerer: Answerer) -> None:
    lookups: list[bool] = []
    caching = answerer.caching(AnswerCache(1_000_000, looked_up=lookups.append))
    plain = answerer.answer(QUESTION, explained=True)
    first, second = (caching.answer(QUESTION, explained=True) for _ in range(2))
    assert _told(first) == _told(second) == _told(plain)
    assert lookups == [False, True]
    retrieved, read, answered = caching.stages(QUESTION, explained=True)
    assert isinstance(retrieved, RecalledStage)
    assert isinstance(read, RecalledStage)
    assert (retrieved.passages, retrieved.spans, read.passages) == (2, None, None)
    assert _told(answered) == _told(plain)  # type: ignore[arg-type]


def test_other_options_and_other_sights_are_other_entries(answerer: Answerer) -> None:
    lookups: list[bool] = []
    cache = AnswerCache(1_000_000, looked_up=lookups.append)
    everything = answerer.caching(cache)
    answerers = [everything, *(everything.over(answerer.index, sight=frozenset(one)) for one in ((), ("a",), ("b",)))]
    for one in answerers:
        one.answer(QUESTION)
        one.answer(QUESTION, threshold=1)
        one.answer(QUESTION, where=Where.parse(["source=ships.txt"]))
        one.answer(QUESTION, explained=True)
        one.answer(QUESTION, as_typed=True)
        one.answer(QUESTION.lower())
    assert not any(lookups)
    assert cache.answers == len(lookups) == 24
    for one in answerers:
        one.answer(QUESTION)
    assert lookups[24:] == [True] * 4


def test_nothing_is_kept_of_an_index_that_changed(answerer: Answerer, folder: Path) -> None:
    lookups: list[bool] = []
    cache = AnswerCache(1_000_000, looked_up=lookups.append)
    caching = answerer.caching(cache)
    assert "noon" in caching.answer(QUESTION).answers[0].text
    caching.answer("What does the captain earn?")
    (ships,) = (one.document_id for one in list_documents(folder) if one.source == "ships.txt")
    remove_documents(folder, [ships])
    assert all("noon" not in answer.text for answer in caching.answer(QUESTION).answers)
    assert lookups == [False] * 3
    assert cache.answers == 1


def test_a_removal_counts_before_it_is_published(answerer: Answerer, folder: Path) -> None:
    """As after a process that was killed while it removed a document."""
    caching = answerer.caching(AnswerCache(1_000_000))
    assert "noon" in caching.answer(QUESTION).answers[0].text
    with writing_at(folder, wait_seconds=1) as writer:
        pointer = writer.store.pointer()
        (ships,) = (one for one in writer.store.documents(pointer.generation) if one.source == "ships.txt")
        with writer.store.transaction():
            writer.store.expire([ships.version_id], died=pointer.generation)
    assert all("noon" not in answer.text for answer in caching.answer(QUESTION).answers)


def test_an_answer_of_which_the_index_changed_meanwhile_is_not_kept(answerer: Answerer, folder: Path) -> None:
    cache = AnswerCache(1_000_000)
    stages = answerer.caching(cache).stages(QUESTION)
    next(stages)
    (pay,) = (one.document_id for one in list_documents(folder) if one.source == "pay.txt")
    remove_documents(folder, [pay])
    assert list(stages)
    assert cache.answers == 0


def test_memory_is_bounded_and_what_was_not_asked_for_longest_goes(answerer: Answerer) -> None:
    probe = AnswerCache(1_000_000)
    answerer.caching(probe).answer(QUESTION)
    lookups: list[bool] = []
    cache = AnswerCache(5 * probe.size // 2, looked_up=lookups.append)
    caching = answerer.caching(cache)
    first, second, third = QUESTION, QUESTION.upper(), QUESTION.lower()
    for question in (first, second, first, third, first, second):
        caching.answer(question)
        assert cache.size <= 5 * probe.size // 2
    assert lookups == [False, False, True, False, True, False]
    tiny = AnswerCache(100)
    answerer.caching(tiny).answer(QUESTION)
    assert (tiny.answers, tiny.size) == (0, 0)


def test_a_question_that_fails_is_not_kept(answerer: Answerer) -> None:
    cache = AnswerCache(1_000_000)
    for _ in range(2):
        with pytest.raises(UsageError, match="no document fits"):
            answerer.caching(cache).answer(QUESTION, where=Where.parse(["source=none.txt"]))
    assert cache.answers == 0


def test_sights_that_nobody_has_any_more_are_forgotten(answerer: Answerer) -> None:
    cache = AnswerCache(100_000_000)
    caching = answerer.caching(cache)
    for number in range(70):
        caching.over(answerer.index, sight=frozenset([str(number)])).answer(QUESTION)
    assert cache.answers == 64
