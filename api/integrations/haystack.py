"""Haystack: components that retrieve passages and answer. Needs `pip install haystack-ai`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haystack import Document, component
from haystack.dataclasses import ExtractedAnswer

from citespan.integrations.metadata import metadata_of

if TYPE_CHECKING:
    from citespan.api.library.library import Library
    from citespan.api.wire.response import CitationModel


@component
class CitespanRetriever:
    """Retrieves passages of a library; their meta is their citation."""

    def __init__(self, library: Library, limit: int = 5) -> None:
        """Retrieve `limit` passages of `library`, unless a run says otherwise."""
        self._library = library
        self._limit = limit

    @component.output_types(documents=list[Document])
    def run(self, query: str, limit: int | None = None, where: list[str] | None = None) -> dict[str, list[Document]]:
        """The passages that fit the query best, best first."""
        found = self._library.search(query, limit=limit or self._limit, where=where or ())
        return {"documents": [_document(result.citation, result.score) for result in found.results]}


@component
class CitespanAnswerer:
    """Answers from a library; an answer's document is the place that it is cited from."""

    def __init__(self, library: Library) -> None:
        """Ask `library`."""
        self._library = library

    @component.output_types(answers=list[ExtractedAnswer])
    def run(self, query: str, where: list[str] | None = None) -> dict[str, list[ExtractedAnswer]]:
        """The answers to a question, one for each place that says it; none if the library abstains."""
        response = self._library.ask(query, where=where or ())
        return {
            "answers": [
                _answer(query, citation, answer.confidence)
                for answer in response.answers
                for citation in answer.citations
            ]
        }


def _document(citation: CitationModel, score: float) -> Document:
    place = f"{citation.document_id}#char={citation.start},{citation.end}"
    return Document(id=place, content=citation.exact, meta=metadata_of(citation), score=score)


def _answer(query: str, citation: CitationModel, confidence: float) -> ExtractedAnswer:
    evidence = citation.evidence
    start = citation.start - evidence.start
    return ExtractedAnswer(
        query=query,
        score=confidence,
        data=citation.exact,
        document=_document(citation, confidence),
        context=evidence.exact,
        document_offset=ExtractedAnswer.Span(citation.start, citation.end),
        context_offset=ExtractedAnswer.Span(start, start + len(citation.exact)),
        meta=metadata_of(citation),
    )
