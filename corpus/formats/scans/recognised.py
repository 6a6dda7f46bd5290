"""What text recognition found on a page: lines of words, where they stand, and how sure the engine is of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from citespan.corpus.document import Box

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word, and where it stands on the upright page, in points from its lower left."""

    text: str = field(repr=False)
    box: Box


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of words; `confidence` is the engine's, in [0, 1]; `height` that of its letters' box in points."""

    words: tuple[RecognisedWord, ...]
    confidence: float
    height: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The rectangle around its words."""
        return Box.around([word.box for word in self.words])


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of a page; `number` counts from 1.

    `quarters` are the clockwise quarter turns after which the page, as it is seen, stands upright. `unclear` counts the
    lines that are left out, since the engine is not sure enough of them. `failure` says why nothing was recognised.
    """

    number: int
    quarters: int = 0
    lines: tuple[RecognisedLine, ...] = field(default=(), repr=False)
    unclear: int = 0
    failure: str = ""


def tree_of(page: RecognisedPage) -> dict[str, object]:
    """A page as JSON holds it: of each word its text and the four edges of its box, to a hundredth of a point."""
    return {
        "number": page.number,
        "quarters": page.quarters,
        "lines": [
            {
                "confidence": round(line.confidence, 4),
                "height": round(line.height, 2),
                "words": [
                    [word.text, *(round(edge, 2) for edge in (box.left, box.bottom, box.right, box.top))]
                    for word in line.words
                    for box in (word.box,)
                ],
            }
            for line in page.lines
        ],
        "unclear": page.unclear,
        "failure": page.failure,
    }


def page_from(tree: Mapping[str, Any]) -> RecognisedPage:
    """The page that a tree stands for."""
    lines = (
        RecognisedLine(
            tuple(RecognisedWord(text, Box(*edges)) for text, *edges in line["words"]),
            line["confidence"],
            line["height"],
        )
        for line in tree["lines"]
    )
    return RecognisedPage(tree["number"], tree["quarters"], tuple(lines), tree["unclear"], tree["failure"])
