"""Removal: a text without the sentences that hold the answer, as a text on the subject that does not say."""

from __future__ import annotations

import sentencex

from citespan.qa.answer_text import normalize_answer
from citespan.qa.training.data.examples import Example
from citespan.qa.training.data.golds import holds_answer


def without_answer(example: Example) -> Example | None:
    """The example with every sentence that a mark touches taken out of its text, to abstain on.

    None if nothing would be left, if a mark spans most of the text, or if the rest still has an answer's words.
    """
    kept = [
        example.text[sentence["start_index"] : sentence["end_index"]]
        for sentence in sentencex.get_sentence_boundaries("en", example.text)
        if not any(mark.start < sentence["end_index"] and sentence["start_index"] < mark.end for mark in example.marks)
    ]
    rest = "".join(kept).strip()
    golds = [example.text[mark.start : mark.end] for mark in example.marks]
    if not any(map(normalize_answer, golds)) or 2 * len(rest) < len(example.text) or holds_answer(rest, golds):
        return None
    return Example(example.question, rest, ())
