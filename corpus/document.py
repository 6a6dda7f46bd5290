"""Documents and the one coordinate system: code-point offsets into a text that never changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Ranged(Protocol):
    """Whatever stands at `[start, end)` in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of Unicode code points in one document's text.

    Raises:
        ValueError: if the range is empty, reversed or starts before 0.

    Source: W3C Web Annotation Data Model, TextPositionSelector.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """True if every code point of `other` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Ranged) -> bool:
        """True if this span and `other` have a code point in common."""
        return self.start < other.end and other.start < self.end

    def slice(self, text: str) -> str:
        """The code points of `text` that the span covers.

        Raises:
            ValueError: if the span reaches past the end of `text`: a shorter slice would be a wrong quote.
        """
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) reaches past the text's end at {len(text)}")
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document below one heading.

    `headings` is the path from the outermost heading to the section's own; it is empty before the first heading.
    `span` begins with the heading itself, so that a heading can be cited like any other text.
    """

    headings: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RecognisedSpan:
    """A stretch of a document's text that was recognised in a picture (OCR).

    `confidence` is the engine's in the least sure line of it, in [0, 1]; nothing is fitted on it.
    """

    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a document's text that stands on one page; `number` counts from 1.

    `recognised` are the stretches of it, line by line, that were recognised in a picture; none where the page has text.
    """

    number: int
    span: Span
    recognised: tuple[RecognisedSpan, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, its edges in points from the page's lower left."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """The smallest that holds all of these, of which there must be one."""
        return cls(
            min(box.left for box in boxes),
            min(box.bottom for box in boxes),
            max(box.right for box in boxes),
            max(box.top for box in boxes),
        )


@dataclass(frozen=True, slots=True)
class PageArea:
    """A rectangle on the page with this number."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large a page is, as it is looked at, in points; `number` counts from 1."""

    number: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SeenArea:
    """A rectangle on the picture of a page: shares of its width and height, in [0, 1], from its upper left."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Loss:
    """What of a file could not be read: a message, and the pages or rows that it is about, counted from 1."""

    message: str
    pages: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was frozen when it was loaded, with what is needed to find and check it again.

    `source` is the path relative to the root it was indexed from, or a URL. `sha256` is of the original bytes,
    `text_sha256` of `text` in UTF-8. `encoding` is that of a text file; `losses` say what of the file is not in the
    text. `sections` cover the text without gap or overlap, in order; `pages` are empty where the format has none.
    `extractor` names what turned bytes into text, with its version. `published` is an ISO 8601 date, `url` an address,
    where the document itself names them.
    """

    document_id: str
    source: str
    title: str
    text: str = field(repr=False)
    sha256: str
    text_sha256: str
    extractor: str
    sections: tuple[Section, ...] = field(repr=False)
    pages: tuple[Page, ...] = field(default=(), repr=False)
    published: str | None = None
    url: str | None = None
    encoding: str | None = None
    losses: tuple[Loss, ...] = ()
