from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.index.where import Where

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index

QUERIES = (
    "Who is named as the commander of Jaish ul-Adl?",
    "How often should a sourdough starter be fed?",
    "Within how many days can an order be returned?",
    "What do I do so that my levain stays alive?",
    "Lanternfish",
    "references to the 2024 strikes",
    "Which comander was killed in Saravan?",
)


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_passages_come_in_the_same_order_with_the_same_scores(
    cluster_index: Index, sample_index: Index, query: str
) -> None:
    here, there = (index.retrieve(query, limit=30) for index in (cluster_index, sample_index))
    assert here.fingerprint == there.fingerprint
    assert here.unknown == there.unknown
    assert [(p.document, p.chunk) for p in here.passages] == [(p.document, p.chunk) for p in there.passages]
    for one, other in zip(here.passages, there.passages, strict=True):
        assert one.lexical == pytest.approx(other.lexical, abs=1e-9)
        assert one.dense == pytest.approx(other.dense, abs=1e-6)
        assert one.score == pytest.approx(other.score, abs=1e-5)


@pytest.mark.parametrize(
    "where",
    [Where(sources=("*.md",)), Where(titles=("border",)), Where(sources=("[a-i]*",)), Where(words=("iran", "md"))],
)
def test_a_filter_leaves_the_same_passages(cluster_index: Index, sample_index: Index, where: Where) -> None:
    here, there = (
        index.retrieve("When was it founded?", limit=10, where=where) for index in (cluster_index, sample_index)
    )
    assert [p.chunk for p in here.passages] == [p.chunk for p in there.passages]


def test_words_are_corrected_alike(cluster_index: Index, sample_index: Index) -> None:
    for question in ("Who is the comander of Jaish ul-Adl?", "How is sourdogh fed?"):
        assert cluster_index.correct(question) == sample_index.correct(question)
