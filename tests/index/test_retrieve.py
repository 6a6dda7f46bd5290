from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from citespan.index.retrieve import Index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

QUESTIONS = (
    "Who is named as the commander of Jaish ul-Adl?",
    "How often should a sourdough starter be fed?",
    "Within how many days can an order be returned?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_passages_are_ranked_and_slice_back_to_their_documents(sample_index: Index, question: str) -> None:
    passages = sample_index.retrieve(question, limit=10).passages
    assert len(passages) == 10
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    for passage in passages:
        assert passage.document.text[passage.chunk.span.start : passage.chunk.span.end] == passage.chunk.text
        assert -1 <= passage.dense <= 1
        assert passage.lexical >= 0


def test_a_rare_word_is_found_by_words_and_a_paraphrase_by_meaning(sample_index: Index) -> None:
    assert "Lanternfish" in sample_index.retrieve("Lanternfish", limit=1).passages[0].document.text
    best = sample_index.retrieve("What do I do so that my levain stays alive?", limit=3).passages
    assert any("sourdough" in passage.document.source for passage in best)


def test_all_passages_can_be_asked_for(sample_index: Index) -> None:
    found = sample_index.retrieve("Iran", limit=10_000).passages
    assert len({(p.document.document_id, p.chunk.span) for p in found}) == len(found)


def test_an_index_answers_the_same_after_it_is_opened_again(
    sample_index: Index, sample_folder: Path, encoder: Encoder
) -> None:

    again = Index(sample_folder, encoder)
    for question in QUESTIONS:
        assert again.retrieve(question, limit=8) == sample_index.retrieve(question, limit=8)
    again.close()


def test_several_threads_get_what_one_gets(sample_index: Index) -> None:
    expected = {question: sample_index.retrieve(question, limit=5) for question in QUESTIONS}
    wrong: list[str] = []

    def ask(question: str) -> None:
        for _ in range(5):
            if sample_index.retrieve(question, limit=5) != expected[question]:
                wrong.append(question)

    threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
