"""Mined negatives: passages that share a question's words but do not hold its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bm25s

from citespan.qa.training.data.examples import Example
from citespan.qa.training.data.golds import holds_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from citespan.qa.evaluation.squad import SquadQuestion

DEPTH = 12
HARDEST = 5


def mine(asked: Sequence[SquadQuestion], texts: Sequence[str], random: Random) -> list[Example]:
    """For each question one of the texts that BM25 ranks highest and that hold none of its answers, to abstain on.

    The question's own passage is never among them.
    """
    lexical = bm25s.BM25()
    lexical.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)
    tokens = bm25s.tokenize([question.question for question in asked], stopwords="en", show_progress=False)
    best = lexical.retrieve(tokens, k=DEPTH, show_progress=False, return_as="documents")
    found = []
    for question, row in zip(asked, best.tolist(), strict=True):
        candidates = [
            texts[index]
            for index in row
            if texts[index] != question.context and not holds_answer(texts[index], question.gold_texts)
        ]
        if candidates:
            # The best-ranked are the hardest; one of the first few, so that they differ.
            found.append(Example(question.question, random.choice(candidates[:HARDEST]), ()))
    return found
