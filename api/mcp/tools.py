"""The tools: what each takes, does and gives. Search and fetch have the shape that ChatGPT's connectors expect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from citespan.api.wire.document import LONGEST_RANGE
from citespan.api.wire.requests import Conditions
from citespan.api.wire.response import Confidence, ResponseModel, Wire
from citespan.corpus.errors import UnknownDocumentError, UsageError
from citespan.index.contents import open_contents
from citespan.index.search import forgiving
from citespan.index.where import Where
from citespan.qa.answer import Response
from citespan.qa.cite import cite
from citespan.qa.question.question import check_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace
    from citespan.qa.answerer import Answerer, Stage

SCHEME = "citespan://documents/"
"""What the address of a document begins with."""

_ID = re.compile(r"(?P<document>[^#]+)(#char=(?P<start>\d{1,12}),(?P<end>\d{1,12}))?")
"""A document, or a span of it. Source: RFC 5147."""


class _Arguments(BaseModel):
    """What a tool takes; an unknown argument is a mistake that the model should see."""

    model_config = ConfigDict(extra="forbid")


class AskArguments(_Arguments):
    """A question."""

    question: str = Field(description="one question, in English, in full")
    where: Conditions = Field(default_factory=list)
    threshold: Confidence | None = Field(None, description="answer only from this confidence on; leave out normally")
    as_typed: bool = Field(default=False, description="correct no word of the question; leave out normally")


class SearchArguments(_Arguments):
    """What to look for."""

    query: str = Field(description="what to look for, in words or as a question")
    limit: Annotated[int, Field(ge=1, le=100, description="how many passages at most")] = 10
    where: Conditions = Field(default_factory=list)
    as_typed: bool = Field(default=False, description="correct no word of the query; leave out normally")


class FetchArguments(_Arguments):
    """What to read."""

    id: str = Field(description="a document_id, or the id of a search result: a span of a document")


class FoundModel(Wire):
    """A passage: `id` can be fetched, `text` is what it says, word for word."""

    id: str
    title: str
    url: str
    text: str
    source: str
    score: float


class FoundListModel(Wire):
    """Passages, best first, and the misspelt words that were searched for as others, as typed."""

    results: tuple[FoundModel, ...]
    corrected: dict[str, str] | None


class FetchedMetadata(Wire):
    """Where a text stands: code points `[start, end)` of the `characters` whose SHA-256 is `text_sha256`."""

    document_id: str
    source: str
    sha256: str
    text_sha256: str
    start: int
    end: int
    characters: int


class FetchedModel(Wire):
    """A document's text, or a span of it; of a long text only the first part, as `metadata` says."""

    id: str
    title: str
    text: str
    url: str
    metadata: FetchedMetadata


class Tools:
    """What the tools do, with one answerer."""

    def __init__(
        self,
        answerer: Answerer,
        *,
        limited: Callable[[Iterator[Stage]], Iterator[Stage]] = iter,
    ) -> None:
        """Use `answerer`; `limited` passes a question's stages on, and may refuse to."""
        self._answerer = answerer
        self._limited = limited

    @property
    def folder(self) -> IndexPlace:
        """Where the index that is asked is."""
        return self._answerer.index.folder

    def ask(self, arguments: AskArguments) -> ResponseModel:
        """The response to a question."""
        where = Where.parse(arguments.where)
        stages = self._answerer.stages(
            arguments.question, threshold=arguments.threshold, where=where, as_typed=arguments.as_typed
        )
        *_, said = self._limited(stages)
        if not isinstance(said, Response):
            raise TypeError("the last stage is a response")
        return ResponseModel.model_validate(said)

    def search(self, arguments: SearchArguments) -> FoundListModel:
        """The passages that fit a query best."""
        query, where = check_question(arguments.query), Where.parse(arguments.where)
        found = forgiving.search(
            self._answerer.index, query, limit=arguments.limit, where=where, as_typed=arguments.as_typed
        )
        cited = [(passage, cite(passage.document, passage.chunk.span)) for passage in found.passages]
        return FoundListModel(
            results=tuple(
                FoundModel(
                    id=f"{citation.document_id}#char={citation.start},{citation.end}",
                    title=citation.title,
                    url=citation.link or f"{SCHEME}{citation.document_id}#char={citation.start},{citation.end}",
                    text=citation.exact,
                    source=citation.source,
                    score=passage.score,
                )
                for passage, citation in cited
            ),
            corrected=dict(found.corrected) or None,
        )

    def fetch(self, arguments: FetchArguments) -> FetchedModel:
        """The text that an id names.

        Raises:
            UnknownDocumentError: if there is no such document.
            UsageError: if the span is not in it.
        """
        wanted = _ID.fullmatch(arguments.id.removeprefix(SCHEME))
        document = self.document(wanted["document"] if wanted else arguments.id)
        length = len(document.text)
        start, end = 0, min(length, LONGEST_RANGE)
        if wanted and wanted["start"]:
            start, end = int(wanted["start"]), int(wanted["end"])
            if not 0 <= start < end <= length or end - start > LONGEST_RANGE:
                raise UsageError(
                    f"[{start}, {end}) is no span of {document.document_id}, which has {length} characters, or is"
                    f" longer than {LONGEST_RANGE}"
                )
        return FetchedModel(
            id=arguments.id,
            title=document.title,
            text=document.text[start:end],
            url=document.url or f"{SCHEME}{document.document_id}",
            metadata=FetchedMetadata(
                document_id=document.document_id,
                source=document.source,
                sha256=document.sha256,
                text_sha256=document.text_sha256,
                start=start,
                end=end,
                characters=length,
            ),
        )

    def document(self, document_id: str) -> Document:
        """The document with this id, as it is now.

        Raises:
            UnknownDocumentError: if there is none.
        """
        with open_contents(self.folder) as contents:
            if stored := contents.find(document_id):
                return contents.read(stored)
        raise UnknownDocumentError(f"there is no document {document_id}; search gives the ids of those there are")
