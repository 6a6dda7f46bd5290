"""The wire format of what citespan gives: what `--json`, HTTP and batch files carry, on every door the same."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue

from citespan.corpus.text.blocks import BlockKind
from citespan.qa.agreement.sides import Stance
from citespan.qa.answer import Agreement, Reason, Status
from citespan.qa.rules.verdict import Rule

Confidence = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0, description="code points from the start of the document's text")]
_REFUSED = "why no document can answer the question; null unless a rule says so"


class Wire(BaseModel):
    """What citespan gives. Fields may be added, so readers leave those that they do not know."""

    model_config = ConfigDict(from_attributes=True)


class QuoteModel(Wire):
    """A stretch of a document's text."""

    start: Offset
    end: Offset
    exact: str


class CitationModel(Wire):
    """Where a quote stands: `text[start:end] == exact`, in the text whose SHA-256 is `text_sha256`."""

    document_id: str
    title: str
    source: str
    sha256: str
    text_sha256: str
    start: Offset
    end: Offset
    exact: str
    prefix: str
    suffix: str
    evidence: QuoteModel
    section: tuple[str, ...]
    page: int | None
    ocr: Confidence | None = Field(
        None,
        description="how sure text recognition (OCR) is of the least sure line quoted; null if the text is the file's",
    )
    row: QuoteModel | None = Field(None, description="the cell that tells its row of a table from others")
    published: str | None = Field(None, description="ISO 8601 date, where the document names one")
    link: str | None = Field(None, description="opens the document's web page at the quote, where it names its address")


class AnswerModel(Wire):
    """A verbatim answer with every place that gives it."""

    text: str
    confidence: Confidence
    citations: tuple[CitationModel, ...]


class LeadModel(AnswerModel):
    """The most likely span, where nothing is sure enough to be an answer. It is none."""


class NearPassageModel(Wire):
    """A passage that is near the question, but is not an answer; its citation's evidence is its best sentence."""

    score: float = Field(description="the strength of the reader's best span in it; ranks the passages of one question")
    citation: CitationModel


class ReceiptModel(Wire):
    """What the response was made with."""

    citespan: str
    index: str
    encoder: str
    reader: str
    calibration: str | None
    threshold: float
    silence_threshold: float = Field(0.0, description="the confidence from which on a lead is shown")


class ReadSpanModel(Wire):
    """A span that the reader found; `strength` is what spans are ranked by."""

    start: Offset
    end: Offset
    exact: str
    margin: float
    strength: float
    refused: str | None = Field(None, description="why a rule refused the span; null if none did")


class ReadPassageModel(Wire):
    """A passage that was read, as retrieval ranked it, with the reader's best spans in it."""

    rank: int
    document_id: str
    source: str
    section: tuple[str, ...]
    kind: BlockKind
    start: Offset
    end: Offset
    dense: float
    lexical: float
    score: float
    spans: tuple[ReadSpanModel, ...]


class ShareModel(Wire):
    """What one figure adds to the confidence, in log-odds."""

    name: str
    value: float
    log_odds: float


class HeardDocumentModel(Wire):
    """What one document says by itself, how sure that is, and what it is to the answer."""

    document_id: str
    source: str
    start: Offset
    end: Offset
    exact: str
    confidence: Confidence
    standing: Stance
    side: int | None = Field(description="which of the response's answers it gives, from 0; null if none")


class ExplanationModel(Wire):
    """What retrieval, the reader and the threshold each did."""

    verdict: str
    why: tuple[str, ...] = Field(description="the same in plain words; what stands between “ and ” is verbatim")
    confidence: Confidence | None
    threshold: float
    retrieval_weight: float
    shares: tuple[ShareModel, ...]
    documents: tuple[HeardDocumentModel, ...]
    passages: tuple[ReadPassageModel, ...]


_LEAD = "**not an answer**: the most likely span, if the reason is low_confidence; else null"


class RefusalModel(Wire):
    """Why there can be no answer to a question: which rule says so, and what it says of this one."""

    rule: Rule
    detail: str


class PartModel(Wire):
    """What a response says to one part of its question."""

    question: str
    status: Status
    reason: Reason | None
    agreement: Agreement | None
    answers: tuple[AnswerModel, ...]
    lead: LeadModel | None = Field(None, description=_LEAD)
    nearest: tuple[NearPassageModel, ...]
    refused: RefusalModel | None = Field(None, description=_REFUSED)
    explanation: ExplanationModel | None = Field(None, exclude_if=lambda value: value is None)


class ResponseModel(Wire):
    """All there is to say about one question."""

    question: str
    resolved: str | None = Field(None, description="the question in full, where a conversation had to be known")
    status: Status
    reason: Reason | None
    agreement: Agreement | None
    answers: tuple[AnswerModel, ...] = Field(description="empty unless answered")
    lead: LeadModel | None = Field(None, description=_LEAD)
    corrected: dict[str, str] | None = Field(
        None, description="words as typed, and the words of the index that were asked instead; null if none was"
    )
    nearest: tuple[NearPassageModel, ...]
    refused: RefusalModel | None = Field(None, description=_REFUSED)
    receipt: ReceiptModel
    took_ms: float
    parts: tuple[PartModel, ...] | None = Field(None, description="null unless the question has several")
    explanation: ExplanationModel | None = Field(None, exclude_if=lambda value: value is None)


class BatchResponseModel(ResponseModel):
    """The response to one question of a batch, with its `id` if it had one."""

    id: JsonValue = Field(None, exclude_if=lambda value: value is None)


class ResponsesModel(Wire):
    """The responses to several questions, in their order; an error stands in the place of one that has none."""

    responses: tuple[BatchResponseModel | BatchErrorModel, ...]


class ProblemModel(BaseModel):
    """What went wrong and what to do about it. Source: RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class BatchErrorModel(BaseModel):
    """A question of a batch that could not be answered."""

    id: JsonValue = Field(None, exclude_if=lambda value: value is None)
    question: str | None
    status: Literal["error"] = "error"
    answers: Annotated[tuple[AnswerModel, ...], Field(max_length=0)] = ()
    error: BatchErrorDetail


class BatchErrorDetail(BaseModel):
    """Which line or question it was, counting from 1, and what is wrong with it."""

    line: int
    detail: str


class SearchResultModel(Wire):
    """A ranked passage. `score` ranks; `dense` is a cosine, `lexical` a BM25 score."""

    rank: int
    score: float
    dense: float
    lexical: float
    citation: CitationModel


class SearchModel(Wire):
    """The passages for one query, best first."""

    query: str
    index: str
    corrected: dict[str, str] | None = Field(
        None, description="words as they were typed, and the words that were searched for instead; null if none was"
    )
    results: tuple[SearchResultModel, ...]


class WarningModel(Wire):
    """What of a file could not be read, and the pages or rows that it is about, counted from 1."""

    message: str
    pages: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


class DocumentModel(Wire):
    """A document of the index."""

    document_id: str
    title: str
    source: str
    sha256: str
    text_sha256: str
    extractor: str
    encoding: str | None = Field(default=None, description="the encoding that a text file was read in")
    warnings: tuple[WarningModel, ...] = Field(
        default=(),
        validation_alias=AliasChoices("losses", "warnings"),
        description="what of the file is not in the text",
    )
    chunks: int
