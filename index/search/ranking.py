"""Ranking: one score from a chunk's cosine, its BM25 score and what kind of text it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import regex

from citespan.corpus.text.blocks import BlockKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

_DEMOTION = {
    BlockKind.PROSE: 0.0,
    BlockKind.LISTING: 0.5,
    BlockKind.CAPTION: 0.5,
    BlockKind.REFERENCES: 8.0,
    BlockKind.NAVIGATION: 8.0,
}
_APPARATUS = regex.compile(
    r"\b(?:references?|footnotes?|endnotes?|sources?|cit(?:ed|es?|ations?)|bibliograph(?:y|ies)|captions?|photo(?:graph)?s?"
    r"|pictures?|images?|figures?|bylines?|authors?|headlines?|titles?|articles?|archived|retrieved|accessed|links?|urls?"
    r"|websites?|web ?pages?|menus?|navigation|table of contents|see also|further reading|doi|isbn|issn)\b",
    regex.IGNORECASE,
)


def wants_apparatus(question: str) -> bool:
    """True if a question asks for what stands around the prose: references, captions, titles, navigation."""
    return _APPARATUS.search(question) is not None


def ranking_scores(
    kinds: Mapping[int, BlockKind], dense: Mapping[int, float], lexical: Mapping[int, float], *, demote: bool
) -> dict[int, float]:
    """What the chunks in `kinds` are ranked by; higher is better, comparable within one question.

    The sum of cosine and BM25 score, each z-normalised over the chunks (a chunk without a match scores 0 in
    BM25), less, if `demote`, what a chunk loses that is not prose.
    """
    columns = (
        np.array([dense[chunk_id] for chunk_id in kinds]),
        np.array([lexical.get(chunk_id, 0.0) for chunk_id in kinds]),
    )
    demotion = np.array([_DEMOTION[kind] if demote else 0.0 for kind in kinds.values()])
    total = _z_normalised(columns[0]) + _z_normalised(columns[1]) - demotion
    return dict(zip(kinds, total.tolist(), strict=True))


def _z_normalised(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    spread = scores.std() if scores.size else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
