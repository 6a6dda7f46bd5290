"""The paragraphs of a PDF page, and its lines made one text, each of which is still known to be where it stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from citespan.corpus.english.lexicon import words
from citespan.corpus.formats.extract import LINE_END
from citespan.corpus.formats.pdf.layout import LABEL
from citespan.corpus.formats.pdf.lines import Line, Margins, meant, meant_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from citespan.corpus.formats.pdf.layout import ReadRow
    from citespan.corpus.formats.pdf.lines import ReadTable

_PARAGRAPH_STEP = 1.35
_WIDEST_STEP = 2.5
_SOLID_STEP = 1.5
_LONGEST_WORD = 80
_LAST_WORD = re.compile(r"(\w+)[-\u00ad\u2010]$")
_FIRST_WORD = re.compile(r"\w+")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_WHOLE = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])")
_OF_NAMES = re.compile(r"\d|[^\W\d_a-z].*[A-Z]|[a-z][A-Z]")
_SUSPENDED = frozenset(("and", "or", "to", "nor"))
_SENTENCE_END = re.compile(r"[.!?:;]['\"’”)\]]*$")
_BULLET = re.compile(r"(?:[•‣▪◦*–-]|\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|[a-z][.)])\s")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line whose first character stands at `start` in some text, and of which `length` characters stand there."""

    line: Line = field(repr=False)
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph or heading: its text, the lines it was made of, and where these stand in the text.

    Lines that their author ended are parted by `LINE_END`.
    """

    text: str
    lines: tuple[PlacedLine, ...]

    @property
    def is_filled(self) -> bool:
        """True if it is a line of a form that was filled in."""
        return self.lines[0].line.is_filled

    @property
    def size(self) -> float:
        """The font size of its first letter in points."""
        return self.lines[0].line.size


@dataclass(frozen=True, slots=True)
class WholeWords:
    """The words of a document in lower case: those with a hyphen inside a line, and those without."""

    hyphenated: frozenset[str] = field(repr=False)
    words: frozenset[str] = field(repr=False)


def whole_words_of(lines: Iterable[Line]) -> WholeWords:
    """The words that stand whole on a line: they tell which words keep a hyphen at the end of one."""
    hyphenated: set[str] = set()
    whole: set[str] = set()
    for line in lines:
        text = line.text.casefold()
        hyphenated.update(_HYPHENATED.findall(text))
        whole.update(_WHOLE.findall(text))
    return WholeWords(frozenset(hyphenated), frozenset(whole))


def paragraphs(
    flow: Sequence[Line | ReadRow | ReadTable], *, hyphenated: WholeWords, is_heading: Callable[[Line], bool]
) -> list[PageBlock | ReadRow | ReadTable]:
    """The lines in paragraphs, rows as they are.

    A new one begins after a gap, at a change of size, at a bullet, behind a last line that is shorter than the margin
    asks, and around a line that is known to be a heading. One that is in the middle of a sentence at the foot of a
    column goes on at the head of the next.
    """
    pitch = _pitch(flow)
    margins = Margins([line for line in flow if isinstance(line, Line)])
    groups: list[list[Line] | ReadRow | ReadTable] = []
    for before, line in zip((None, *flow), flow, strict=False):
        if not isinstance(line, Line):
            groups.append(line)
        elif (
            isinstance(before, Line)
            and isinstance(groups[-1], list)
            and _goes_on(before, line, pitch)
            and not (meant(before, line, margins) and not is_unfinished(before.text))
            and not (is_heading(before) or is_heading(line))
            and not (before.is_filled or line.is_filled)
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        joined(group, hyphenated, ends=meant_ends(group, margins)) if isinstance(group, list) else group
        for group in groups
    ]


def goes_on_beyond(before: PageBlock, block: PageBlock) -> bool:
    """True if a paragraph is in the middle of a sentence where its page or column ends, and `block` continues it."""
    return _is_one_size(before.size, block.size) and is_unfinished(before.text) and block.text[:1].islower()


def is_unfinished(text: str) -> bool:
    """True if the text does not end as a sentence does."""
    return not _SENTENCE_END.search(text[-20:])


def joined(lines: Sequence[Line], hyphenated: WholeWords, *, ends: Collection[int] = ()) -> PageBlock:
    """The lines as one text; a word that a line end divided is made whole where its other half begins in lower case.

    `ends` are the places of lines that their author ended.
    """
    text = ""
    placed: list[PlacedLine] = []
    for place, line in enumerate(lines):
        if place - 1 in ends:
            text += LINE_END
        elif divides := divided_word(text, line.text, hyphenated):
            if divides == "without":
                last = placed.pop()
                placed.append(PlacedLine(last.line, last.start, last.length - 1))
                text = text[:-1]
        elif text:
            text += " "
        placed.append(PlacedLine(line, len(text), len(line.text)))
        text += line.text
    return PageBlock(text, tuple(placed))


def divided_word(text: str, following: str, hyphenated: WholeWords) -> str:
    """How a word that the end of `text` divides is made whole: "with" its hyphen, "without" it; empty if none is."""
    last, first = _LAST_WORD.search(text, max(0, len(text) - _LONGEST_WORD)), _FIRST_WORD.match(following)
    if last is None or first is None or first[0] in _SUSPENDED:
        return ""
    keeps = (
        not first[0][0].islower()
        or len(last[1]) == 1
        or _OF_NAMES.search(last[0] + first[0]) is not None
        or text[: last.start()].endswith(("-", "/"))
        or (last[1][0].isupper() and following[first.end() : first.end() + 1] == "-")
        or _is_compound(last[1].casefold(), first[0].casefold(), hyphenated)
    )
    return "with" if keeps else "without"


def _is_compound(last: str, first: str, vocabulary: WholeWords) -> bool:
    """True if a word has a hyphen of its own: the document has it so elsewhere, or both halves but not the whole."""
    if f"{last}-{first}" in vocabulary.hyphenated:
        return True
    if last + first in vocabulary.words:
        return False
    ends = first in vocabulary.words or first in words("compounds", "ends")
    return ends and (last in vocabulary.words or last in words("compounds", "beginnings"))


def _goes_on(before: Line, line: Line, pitch: float) -> bool:
    step = before.top - line.top
    below = 0 <= step <= min(_PARAGRAPH_STEP * pitch, _WIDEST_STEP * line.size)
    beyond = step < -line.pieces[0].size and is_unfinished(before.text) and line.text[:1].islower()
    is_item = _BULLET.match(line.text) or (len(line.pieces) > 1 and LABEL.match(line.pieces[0].text))
    return _is_one_size(before.size, line.size) and (below or beyond) and not is_item


def _is_one_size(size: float, other: float) -> bool:
    return abs(size - other) < 0.1 * max(size, other)


def _pitch(flow: Sequence[Line | ReadRow | ReadTable]) -> float:
    """The usual distance from one line to the next, in points; of lines that stand close if every fourth does."""
    steps = [
        (before.top - line.top, line.size)
        for before, line in pairwise(flow)
        if isinstance(before, Line) and isinstance(line, Line) and before.top > line.top
    ]
    close = [step for step, size in steps if step <= _SOLID_STEP * size]
    return median(close if 4 * len(close) >= len(steps) > 0 else [step for step, _ in steps] or [0.0])
