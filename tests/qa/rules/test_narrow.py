"""Narrowing: of a numbered list only the item is read whose number the question names."""

from __future__ import annotations

import pytest

from citespan.corpus.document import Span
from citespan.corpus.text.chunk import Chunk
from citespan.qa.question.question import Question
from citespan.qa.rules.intent import Intent
from citespan.qa.rules.narrow import narrowed

LEASE = "2. Use\n2.1 The plot is for vegetables.\n2.2 Hens may be kept.\n2.20 Bees may not.\n4. Notice\n(5) The end."


def chunk_of(text: str) -> Chunk:
    return Chunk("lease", Span(100, 100 + len(text)), text, (), (Span(100, 100 + len(text)),))


@pytest.mark.parametrize(
    ("question", "read", "preamble"),
    [
        ("What does clause 2.2 say?", "Hens may be kept.", "Clause 2.2: "),
        ("What does section 2.20 say?", "Bees may not.", "Section 2.20: "),
        ("What is item 5?", "The end.", "Item 5: "),
        ("What does clause 2.3 say?", LEASE, ""),
        ("How many hens may be kept?", LEASE, ""),
        ("What does clause 2.2.1 say?", LEASE, ""),
    ],
)
def test_the_item_is_read_whose_number_the_question_names(question: str, read: str, preamble: str) -> None:
    (chunk,) = narrowed(Intent(Question.of(question)), chunk_of(LEASE))
    assert (chunk.text, chunk.preamble) == (read, preamble)
    assert LEASE[chunk.span.start - 100 : chunk.span.end - 100] == read
