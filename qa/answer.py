"""What a question gets back: citations, answers and the response that holds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.qa.explanation import Explanation
    from citespan.qa.rules.verdict import Refusal


class Status(StrEnum):
    """Whether there is an answer."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Reason(StrEnum):
    """Why there is none: nothing in the documents is about the question, or what is about it is not sure enough."""

    NO_RELEVANT_PASSAGE = "no_relevant_passage"
    LOW_CONFIDENCE = "low_confidence"


class Agreement(StrEnum):
    """How the answers of a response, and the places that give them, relate to each other."""

    SINGLE = "single"
    CORROBORATED = "corroborated"
    CONFLICTING = "conflicting"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document's text: code-point offsets `[start, end)` and what stands there."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, and what is needed to check it. Made by `citespan.qa.cite.cite` alone.

    `start` and `end` are code-point offsets into the text whose SHA-256 in UTF-8 is `text_sha256`; `sha256` is of the
    original bytes. `prefix` and `suffix` are up to 32 code points before and after. `evidence` is the sentence or
    sentences that hold the quote; of a passage that is shown for itself, its best sentence. `section` is the path of
    headings above it, `page` counts from 1 where there are pages. `row` is the cell that tells the row of a table that
    a cell stands in from others. `published` is the document's date of publication (ISO 8601) and `link` opens its web
    page at the quote, where the document names them. `ocr` is the confidence of text recognition, in [0, 1], in the
    least sure of the lines that hold the quote; None where the text is the file's own.

    Source: W3C Web Annotation Data Model, TextQuoteSelector and TextPositionSelector.
    """

    document_id: str
    title: str
    source: str
    sha256: str
    text_sha256: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    evidence: Quote
    section: tuple[str, ...]
    page: int | None
    published: str | None = None
    link: str | None = None
    row: Quote | None = None
    ocr: float | None = None

    @property
    def has_row_elsewhere(self) -> bool:
        """True if the cell that tells its row from others is not in the evidence."""
        return self.row is not None and not self.evidence.start <= self.row.start < self.evidence.end

    @property
    def is_passage(self) -> bool:
        """True of a passage that is shown for itself: its evidence is a part of it."""
        return self.start <= self.evidence.start and self.evidence.end <= self.end


@dataclass(frozen=True, slots=True)
class Answer:
    """A verbatim answer with every place that gives it; `confidence` is in [0, 1]."""

    text: str
    confidence: float
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage that is near the question, but is not an answer.

    `score` is the strength of the best span that the reader found in it: it ranks the passages of one question. The
    `evidence` of its citation is its best sentence, a part of the quote.
    """

    score: float
    citation: Citation


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a response was made with: versions and settings, so that it can be checked and repeated."""

    citespan: str
    index: str
    encoder: str
    reader: str
    calibration: str | None
    threshold: float
    silence_threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question, or to a part of one."""

    question: str
    status: Status
    reason: Reason | None
    agreement: Agreement | None
    answers: tuple[Answer, ...]
    nearest: tuple[NearPassage, ...]


@dataclass(frozen=True, slots=True)
class ResponsePart(Reply):
    """What a response says to one part of its question; the fields are those of `Response`."""

    explanation: Explanation | None = None
    lead: Answer | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Response(Reply):
    """All there is to say about one question.

    The first answer is the answer; further ones are other sides of a conflict or items of a list, as `agreement` says.
    `lead` is the most likely span where there is a candidate, but none is sure enough to be an answer. `nearest` is
    filled when abstaining. `took_ms` is in milliseconds. `explanation` is there if it was asked for.
    `corrected` maps words as they were typed to the words of the index that were asked instead; None if none was.
    `resolved` is the question as it was resolved from a conversation; None if it was answered as typed.
    `refused` says which rule refused the question as a whole; None if none did.
    `parts` are there if the question has several: `answers` are then those of all parts, in their order.
    """

    receipt: Receipt
    took_ms: float
    explanation: Explanation | None = None
    resolved: str | None = None
    parts: tuple[ResponsePart, ...] | None = None
    lead: Answer | None = None
    corrected: Mapping[str, str] | None = None
    refused: Refusal | None = None

    @property
    def parts_or_self(self) -> tuple[Response | ResponsePart, ...]:
        """What is shown one after the other: the parts, or the response itself if it has none."""
        return self.parts or (self,)

    def unexplained(self) -> Response:
        """The response without explanations."""
        parts = self.parts and tuple(replace(part, explanation=None) for part in self.parts)
        return replace(self, explanation=None, parts=parts)

    @property
    def whole(self) -> Answer | None:
        """The answer in one piece: the first, or of a list in one sentence all from its first item to its last."""
        if self.agreement is not Agreement.LIST or not self.answers or self.parts:
            return self.answers[0] if self.answers else None
        first = self.answers[0].citations[0]
        cited = [c for answer in self.answers for c in answer.citations if c.document_id == first.document_id]
        evidence, end = first.evidence, max(c.end for c in cited)
        if end > evidence.end or any(c.evidence != evidence for c in cited):
            return self.answers[0]
        text = evidence.exact[first.start - evidence.start : end - evidence.start]
        return Answer(text, self.answers[0].confidence, tuple(cited))
