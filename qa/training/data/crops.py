"""Crops: whole sentences around an answer, so that long texts cost fewer tokens and look like chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sentencex

from citespan.qa.training.data.examples import Example, Mark

if TYPE_CHECKING:
    from random import Random


def crop(example: Example, *, max_words: int, random: Random) -> Example:
    """A run of whole sentences, of about `max_words` words, that holds all marks.

    Neighbouring sentences are added at random. An example that is short enough, or has no mark to keep,
    is returned as it is.
    """
    if not example.marks or len(example.text.split()) <= max_words:
        return example
    sentences = sentencex.get_sentence_boundaries("en", example.text)
    bounds = sorted({0, *(sentence["end_index"] for sentence in sentences), len(example.text)})
    first = max(n for n, bound in enumerate(bounds[:-1]) if bound <= min(mark.start for mark in example.marks))
    last = min(n for n, bound in enumerate(bounds) if bound >= max(mark.end for mark in example.marks))
    while (first, last) != (0, len(bounds) - 1):
        backwards = first > 0 and (last == len(bounds) - 1 or random.random() < 0.5)
        wider = (first - 1, last) if backwards else (first, last + 1)
        if len(example.text[bounds[wider[0]] : bounds[wider[1]]].split()) > max_words:
            break
        first, last = wider
    start, end = bounds[first], bounds[last]
    marks = tuple(Mark(mark.start - start, mark.end - start) for mark in example.marks)
    return Example(example.question, example.text[start:end], marks)
