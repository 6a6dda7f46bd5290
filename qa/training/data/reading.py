"""Everyday questions as the product reads them: its own chunks, stretches and retrieval, and its own near misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.index.where import Where
from citespan.qa.reader.stretches import stretches
from citespan.qa.training.data.examples import Example, Mark
from citespan.qa.training.data.golds import holds_answer

if TYPE_CHECKING:
    from random import Random

    from citespan.corpus.text.chunk import Chunk
    from citespan.index.search.retrieve import Index
    from citespan.qa.evaluation.everyday import EverydayQuestion

NEAR = 8
"""How many of the best passages negatives are drawn from."""

DEEP = 32
"""How deep the passages that hold an answer are looked for, in the question's own document."""

NEAREST = 6
"""From how many of the nearest stretches without an answer negatives are drawn."""


def read_as_product(index: Index, question: EverydayQuestion, *, random: Random, negatives: int) -> list[Example]:
    """The examples that one question gives: each stretch that holds an answer, and some that the product would read.

    The negatives are drawn from what retrieval ranks high in the same document and in all of them, two of three from
    the former, and hold no accepted answer.
    """
    own = index.retrieve(question.question, limit=DEEP, where=Where(sources=(question.document,)))
    every = index.retrieve(question.question, limit=NEAR)
    found: list[Example] = []
    near: list[Example] = []
    for rank, passage in enumerate(own.passages):
        for example in _read(passage.chunk, question):
            if example.marks:
                found.append(example)
            elif rank < NEAR and not holds_answer(example.text, question.accept):
                near.append(example)
    far = [
        Example(question.question, stretch.text, ())
        for passage in every.passages
        if passage.document.source != question.document
        for stretch in stretches(passage.chunk)
        if not holds_answer(stretch.text, question.accept)
    ]
    near, far = (random.sample(some, min(len(some), NEAREST)) for some in (near, far))
    return [*found, *near[: -(-2 * negatives // 3)], *far[: negatives // 3]]


def _read(chunk: Chunk, question: EverydayQuestion) -> list[Example]:
    """What is read of a chunk, and where in it the answers stand, if half of one does; the best one counts double."""
    examples = []
    for stretch in stretches(chunk):
        marks: list[Mark] = []
        for rank, gold in enumerate(question.golds):
            if gold.span is None:
                continue
            start, end = max(gold.span.start, chunk.span.start), min(gold.span.end, chunk.span.end)
            if 2 * (end - start) < len(gold.span):
                continue
            place = stretch.from_document(Span(start, end))
            if place is not None:
                marks += [Mark(place.start, place.end)] * (2 if rank == 0 else 1)
        examples.append(Example(question.question, stretch.text, tuple(marks)))
    return examples
