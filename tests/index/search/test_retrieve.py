from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.text.blocks import BlockKind
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("town")
    (root / "bridge.md").write_text(
        "# The Ottersford bridge\n\n## Closure\n\nIt was shut on Monday, as cables had rusted.[1]\n\n"
        "## Engineers\n\nWarden Tsilimigras inspected the north tower, and nine divers the piers.\n\n"
        '## References\n\n1. ^ Quill, Ada (3 May 2021). "Ottersford bridge shut". The Courier. Retrieved 4 May 2021.\n'
        '2. ^ "Ottersford bridge closure". Town Archive. Retrieved 5 May 2021.\n',
        encoding="utf-8",
    )
    (root / "mill.md").write_text("# The mill\n\nThe mill closed in spring.\n\nIts owner left.\n", encoding="utf-8")
    build_index(root / "index", [root / "bridge.md", root / "mill.md"], encoder=encoder)
    index = Index(root / "index", encoder)
    yield index
    index.close()


def _best(index: Index, question: str) -> str:
    return index.retrieve(question, limit=1).passages[0].chunk.text


def test_a_chunk_is_found_by_its_title_and_headings_which_it_does_not_hold(town: Index) -> None:
    assert "shut on Monday" in _best(town, "When did the closure of the Ottersford bridge begin?")


def test_references_rank_last_unless_they_are_asked_for(town: Index) -> None:
    kinds = [passage.chunk.kind for passage in town.retrieve("Why was Ottersford bridge shut?", limit=9).passages]
    assert kinds[-1] is BlockKind.REFERENCES
    assert "Courier" in _best(
        town, "Which source is cited for Ottersford bridge being shut, and when was it retrieved?"
    )


@pytest.mark.parametrize("name", ["Tsilimigras", "Tsilimigra", "Tsilimegras", "tzilimigras Tsillimigras"])
def test_a_name_is_found_under_near_spellings(town: Index, name: str) -> None:
    passage = town.retrieve(f"What did {name} see?", limit=1).passages[0]
    assert "Tsilimigras" in passage.chunk.text
    assert passage.lexical > 0


def test_a_number_is_found_in_words_and_digits(town: Index) -> None:
    assert max(passage.lexical for passage in town.retrieve("9", limit=9).passages) > 0


def test_footnote_marks_are_not_searched(town: Index) -> None:
    marked = [passage.lexical for passage in town.retrieve("1", limit=9).passages if "[1]" in passage.chunk.text]
    assert marked == [0.0]
