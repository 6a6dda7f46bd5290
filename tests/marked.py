"""Training examples for tests: answers marked where they stand, and texts in which words repeat, for Hypothesis."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from citespan.qa.training.data.examples import Example, Mark

SENTENCES = (
    "The ferry Aurora crosses the strait twice a day. ",
    "Dr. Lindqvist paid $3.50 for a ticket in 1974. ",
    "🚢 It was painted white!\n\n",
    "Who else would go to Sandhamn in winter? ",
    "Zoe\u0308 kept the log; nobody read it.\r\n\r\n",
    "La Überfahrt takes an hour. ",
    "A gull sat on the roof",
    "\u200b… ",
    "The cook, who came from Gdynia, baked bread before dawn and sold it on deck. ",
)
WORDS = (
    "the", "a", "Aurora", "Gdynia", "1974", "ferry", "ferries", "white", "gull", "Ames", "went", "saw", "north",
    "bread", "captain", "Visby", "three", "never", "quay", "spring", "old", "storm",
)  # fmt: skip
JOINTS = (" ", " ", " ", " ", " ", ", ", "-", "–", "/", " “", "” ", "’s ", "'s ", "... ", ". ", "! ", ".\n\n")


def marked(question: str, text: str, *answers: str) -> Example:
    """An example whose marks are where each answer first stands in the text."""
    return Example(question, text, tuple(Mark(text.index(a), text.index(a) + len(a)) for a in answers))


def marked_texts(example: Example) -> tuple[str, ...]:
    return tuple(example.text[mark.start : mark.end] for mark in example.marks)


@st.composite
def natural_examples(draw: st.DrawFn) -> Example:
    """A text of whole sentences with one to three marks anywhere in it."""
    text = "".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=25)))
    marks = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text) - 1))
        marks.append(Mark(start, draw(st.integers(start + 1, min(start + 40, len(text))))))
    return Example("What is it?", text, tuple(marks))


@st.composite
def repetitive_examples(draw: st.DrawFn) -> Example:
    """A text of few words, in any case and punctuation, with one or two marks on whole words of its first part."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), min_size=8, max_size=60))
    text = "".join(word + joint for word, joint in pairs)
    words = list(re.finditer(r"\w+", text))
    marks = []
    for _ in range(draw(st.integers(1, 2))):
        first = draw(st.integers(0, len(words) // 3))
        last = draw(st.integers(first, min(first + 2, len(words) - 1)))
        marks.append(Mark(words[first].start(), words[last].end()))
    return Example("What is it?", text, tuple(marks))
