"""The wire format: what `--json`, HTTP and batch files carry, on every door the same."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from citespan.corpus.blocks import BlockKind
from citespan.qa.agreement.sides import Standing
from citespan.qa.answer import Agreement, Reason, Status
from citespan.qa.answerer import MAX_QUESTION_CHARACTERS
from citespan.qa.conversation.earlier import MAX_EARLIER_TURNS

_CONDITION = r"^((source|title)=[\s\S]+|(after|before)=[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$"
"""What `citespan.index.where.Where.parse` takes, but for days that a month lacks."""

Confidence = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0, description="code points from the start of the document's text")]


Text = Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS, "pattern": r"\S"})]
Conditions = Annotated[
    list[Annotated[str, Field(json_schema_extra={"pattern": _CONDITION})]],
    Field(description="only documents for which all hold: source=PATTERN, title=WORDS, after=DATE, before=DATE"),
]


class _Wire(BaseModel):
    """What citespan gives. Fields may be added, so readers leave those that they do not know."""

    model_config = ConfigDict(from_attributes=True)


class _Request(BaseModel):
    """What citespan takes; an unknown field is a mistake, and so is a number that is written as a string."""

    model_config = ConfigDict(extra="forbid", strict=True)


Known = Annotated[str, Field(min_length=1, max_length=10_000)]


class EarlierTurnModel(_Request):
    """An earlier turn of a conversation: its question, and what is known of its answers."""

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, pattern=r"\S")]
    resolved: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, pattern=r"\S")] | None = Field(
        None, description="the question in full, as the response gave it"
    )
    answers: Annotated[list[Known], Field(max_length=50)] = Field(
        default_factory=list, description="the texts of its answers"
    )
    evidence: Annotated[list[Known], Field(max_length=50)] = Field(
        default_factory=list, description="the sentences that its citations name as evidence"
    )


class AskRequest(_Request):
    """A question, and how sure an answer has to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "required": ["threshold", "risk"],
                "properties": {"threshold": {"type": "number"}, "risk": {"type": "number"}},
            },
            "examples": [
                {"question": "Who is named as the commander of Jaish ul-Adl?"},
                {"question": "Who visited Pakistan?", "risk": 0.1, "where": ["source=*.md"], "explain": True},
                {
                    "question": "When was that?",
                    "history": [
                        {
                            "question": "Why was the Ember lamp recalled?",
                            "answers": ["because its charging socket could overheat"],
                        }
                    ],
                },
            ],
        }
    )
    question: Text
    threshold: Confidence | None = Field(None, description="overrides the server's own; not together with a risk")
    risk: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None, description="sets the threshold so that at most this share of the answers is wrong, if that is certified"
    )
    explain: bool = Field(default=False, description="say what each stage did")
    where: Conditions = Field(default_factory=list)
    history: Annotated[list[EarlierTurnModel], Field(max_length=MAX_EARLIER_TURNS)] = Field(
        default_factory=list, description="the earlier turns of the conversation, the first of them first"
    )


class SearchRequest(_Request):
    """What to look for, and how many passages to give."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"query": "earthquake"}, {"query": "earthquake", "limit": 2, "where": ["title=a"]}]
        }
    )
    query: Text
    limit: int = Field(5, ge=1, le=100, description="how many passages at most")
    where: Conditions = Field(default_factory=list)


class QuoteModel(_Wire):
    """A stretch of a document's text."""

    start: Offset
    end: Offset
    exact: str


class CitationModel(_Wire):
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
    published: str | None = Field(None, description="ISO 8601 date, where the document names one")
    link: str | None = Field(None, description="opens the document's web page at the quote, where it names its address")


class AnswerModel(_Wire):
    """A verbatim answer with every place that gives it."""

    text: str
    confidence: Confidence
    citations: tuple[CitationModel, ...]


class NearPassageModel(_Wire):
    """A passage that is near the question, but is not an answer."""

    score: float
    citation: CitationModel


class ReceiptModel(_Wire):
    """What the response was made with."""

    citespan: str
    index: str
    encoder: str
    reader: str
    calibration: str | None
    threshold: float


class ReadSpanModel(_Wire):
    """A span that the reader found; `strength` is what spans are ranked by."""

    start: Offset
    end: Offset
    exact: str
    margin: float
    strength: float


class ReadPassageModel(_Wire):
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


class ShareModel(_Wire):
    """What one figure adds to the confidence, in log-odds."""

    name: str
    value: float
    log_odds: float


class HeardDocumentModel(_Wire):
    """What one document says by itself, how sure that is, and what it is to the answer."""

    document_id: str
    source: str
    start: Offset
    end: Offset
    exact: str
    confidence: Confidence
    standing: Standing
    side: int | None = Field(description="which of the response's answers it gives, from 0; null if none")


class ExplanationModel(_Wire):
    """What retrieval, the reader and the threshold each did."""

    verdict: str
    why: tuple[str, ...] = Field(description="the same in plain words; what stands between “ and ” is verbatim")
    confidence: Confidence | None
    threshold: float
    retrieval_weight: float
    shares: tuple[ShareModel, ...]
    documents: tuple[HeardDocumentModel, ...]
    passages: tuple[ReadPassageModel, ...]


class PartModel(_Wire):
    """What a response says to one part of its question."""

    question: str
    status: Status
    reason: Reason | None
    agreement: Agreement | None
    answers: tuple[AnswerModel, ...]
    nearest: tuple[NearPassageModel, ...]
    explanation: ExplanationModel | None = Field(None, exclude_if=lambda value: value is None)


class ResponseModel(_Wire):
    """All there is to say about one question."""

    question: str
    resolved: str | None = Field(None, description="the question in full, where a conversation had to be known")
    status: Status
    reason: Reason | None
    agreement: Agreement | None
    answers: tuple[AnswerModel, ...]
    nearest: tuple[NearPassageModel, ...]
    receipt: ReceiptModel
    took_ms: float
    parts: tuple[PartModel, ...] | None = Field(None, description="null unless the question has several")
    explanation: ExplanationModel | None = Field(None, exclude_if=lambda value: value is None)


class ProblemModel(BaseModel):
    """What went wrong and what to do about it. Source: RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class BatchErrorModel(BaseModel):
    """A line of a batch that could not be answered."""

    question: str | None
    status: Literal["error"] = "error"
    answers: tuple[()] = ()
    error: BatchErrorDetail


class BatchErrorDetail(BaseModel):
    """Which line it was, counting from 1, and what is wrong with it."""

    line: int
    detail: str


class SearchResultModel(_Wire):
    """A ranked passage. `score` ranks; `dense` is a cosine, `lexical` a BM25 score."""

    rank: int
    score: float
    dense: float
    lexical: float
    citation: CitationModel


class SearchModel(_Wire):
    """The passages for one query, best first."""

    query: str
    index: str
    results: tuple[SearchResultModel, ...]


class DocumentModel(_Wire):
    """A document of the index."""

    document_id: str
    title: str
    source: str
    sha256: str
    text_sha256: str
    extractor: str
    chunks: int
