"""The span search: from a start and an end logit for each token to the best answers in a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from citespan.qa.reader.windows import Window

MAX_ANSWER_TOKENS = 160
TOP_SPANS = 5
LENGTH_PENALTY = 0.03
"""What each token after the first takes from a span's margin: of two places for a start or an end, the nearer is more
often right. Found on the split's fit and threshold articles."""

# Unicode's default word boundaries (UAX #29), where "1.5" and "can't" are one word; and the place before an
# apostrophe, so that "Warsaw" can be answered from "Warsaw's".
_WORD_BOUNDARY = regex.compile(r"(?w)\b|(?=['’])")
# A number or name with its exponent or index, and a word with invisible characters inside.
_JOINED = regex.compile(
    r"[\p{L}\p{N}]+(?:[⁺⁻⁼⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ₀-₎]+[\p{L}\p{N}]*|\^\(?[\p{L}\p{N}+−-]+\)?)+"
    r"|[\p{L}\p{N}]+(?:[\u00ad\u200b\u2060]+[\p{L}\p{N}]+)+"
)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class WindowSpan:
    """A span `[start, end)` in code points of the text, and by how much it beats having no answer."""

    start: int
    end: int
    margin: float


def word_edges(text: str) -> tuple[int, ...]:
    """The offsets where an answer may begin or end, ascending, with 0 and the text's length.

    They are word boundaries that do not cut a grapheme: no half number, no base letter without its accent.

    Source: Unicode Standard Annex #29.
    """
    words = {match.start() for match in _WORD_BOUNDARY.finditer(text)}
    graphemes = {match.start() for match in _GRAPHEME.finditer(text)}
    inside = {offset for match in _JOINED.finditer(text) for offset in range(match.start() + 1, match.end())}
    return tuple(sorted(((words & graphemes) - inside) | {0, len(text)}))


def find_spans(
    window: Window,
    start_logits: npt.NDArray[np.float32],
    end_logits: npt.NDArray[np.float32],
    *,
    edges: Sequence[int],
    characters: Sequence[int],
    breaks: Sequence[int] = (),
    max_answer_tokens: int = MAX_ANSWER_TOKENS,
    top: int = TOP_SPANS,
) -> tuple[WindowSpan, ...]:
    """Return the `top` best spans of the window's text, best first, no two of them sharing a code point.

    The logits are `[n_tokens]`. A span goes from a token that begins a word to one that ends a word, at most
    `max_answer_tokens` tokens long. Its margin is its start and end logit less those of the first token, which stands
    for no answer, and less `LENGTH_PENALTY` for each token after its first. Of equal margins the earlier and then the
    shorter span comes first. A span begins and ends at `edges`, holds one of the `characters` and goes across none of
    the `breaks`; all of these are offsets in ascending order.
    """
    places = np.flatnonzero(window.in_text & (window.offsets[:, 0] < window.offsets[:, 1]))
    if not len(places):
        return ()
    starts = np.array([edges[bisect_right(edges, offset) - 1] for offset in window.offsets[places, 0]])
    ends = np.array([edges[bisect_left(edges, offset)] for offset in window.offsets[places, 1]])
    may_start = np.append(True, starts[1:] != starts[:-1])
    may_end = np.append(ends[1:] != ends[:-1], True)
    null = float(start_logits[0]) + float(end_logits[0])
    lengths = min(max_answer_tokens, len(places))
    # margins[i, n]: from the i-th token of the text to the n-th after it
    end_scores = np.where(may_end, end_logits[places].astype(np.float64), -np.inf)
    end_scores = np.append(end_scores, np.full(lengths - 1, -np.inf))
    start_scores = np.where(may_start, start_logits[places].astype(np.float64), -np.inf)
    margins = start_scores[:, None] + np.lib.stride_tricks.sliding_window_view(end_scores, lengths) - null
    margins = margins - LENGTH_PENALTY * np.arange(lengths)
    last = np.minimum(np.arange(len(places))[:, None] + np.arange(lengths)[None, :], len(places) - 1)
    in_one = np.searchsorted(breaks, starts, side="right")[:, None] == np.searchsorted(breaks, ends, side="left")[last]
    says = np.searchsorted(characters, starts)[:, None] < np.searchsorted(characters, ends)[last]
    margins = np.where(in_one & says, margins, -np.inf)
    return _best_apart(margins, starts, ends, top)


def _best_apart(
    margins: npt.NDArray[np.float64], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], top: int
) -> tuple[WindowSpan, ...]:
    """Greedy choice: the best span, then the best that does not touch it, and so on."""
    chosen: list[WindowSpan] = []
    margins = margins.copy()
    n_tokens, n_lengths = len(margins), margins.shape[-1]
    row, column = np.arange(n_tokens)[:, None], np.arange(n_lengths)[None, :]
    while len(chosen) < top:
        flat = int(np.argmax(margins))
        first, length = divmod(flat, n_lengths)
        margin = float(margins[first, length])
        if not np.isfinite(margin):
            break
        start, end = int(starts[first]), int(ends[first + length])
        chosen.append(WindowSpan(start, end, margin))
        # Tokens may snap to the same edges, so overlap is judged by code points.
        last = np.minimum(row + column, n_tokens - 1)
        margins[(starts[row] < end) & (ends[last] > start)] = -np.inf
    return tuple(chosen)
