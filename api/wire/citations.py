"""Old responses, held against documents and against today's index: what every door says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from citespan.api.wire.response import Offset, Wire
from citespan.corpus.errors import LoadError
from citespan.index.contents import open_contents
from citespan.qa.resolve import CitationStanding, edited, resolve_all
from citespan.qa.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace
    from citespan.index.contents import Contents
    from citespan.qa.answer import Citation, Response, ResponsePart
    from citespan.qa.resolve import Resolution


class FindingModel(Wire):
    """Something that does not hold: in which response, counting from 1, where in it, and what is wrong."""

    response: int
    where: str
    detail: str


class VerificationModel(Wire):
    """Whether all that was checked holds, how much was checked, and what does not hold."""

    ok: bool
    responses: int
    citations: int
    findings: tuple[FindingModel, ...]


class CitedModel(Wire):
    """A quote at a place: `text[start:end] == exact` in the text whose SHA-256 is `text_sha256`."""

    document_id: str
    source: str
    start: Offset
    end: Offset
    exact: str
    text_sha256: str


class ResolvedCitationModel(Wire):
    """What has become of a citation; `now` is null where its quote stands nowhere."""

    standing: CitationStanding
    was: CitedModel
    now: CitedModel | None
    kept: bool = Field(description="the index still has the version that it was made from")


class ResolutionsModel(Wire):
    """What has become of each citation, in the order in which they stand."""

    citations: tuple[ResolvedCitationModel, ...]


def citations_of(responses: Sequence[Response]) -> tuple[Citation, ...]:
    """All citations of answers, leads and nearest passages in order; of parts those that are not given before."""
    found: list[Citation] = []
    for response in responses:
        known = _cited(response)
        found += known
        found += [citation for part in response.parts or () for citation in _cited(part) if citation not in known]
    return tuple(found)


def _cited(said: Response | ResponsePart) -> tuple[Citation, ...]:
    return (
        *(citation for answer in said.answers for citation in answer.citations),
        *(said.lead.citations if said.lead else ()),
        *(near.citation for near in said.nearest),
    )


def verified_responses(
    responses: Sequence[Response],
    documents: Callable[[Citation], Sequence[Document]],
    *,
    place: str = "below the given paths",
) -> VerificationModel:
    """Whether what `responses` cite stands in `documents`, as `citespan.qa.verify.verify` says."""
    findings = tuple(
        FindingModel(response=number, where=finding.where, detail=finding.detail)
        for number, response in enumerate(responses, start=1)
        for finding in verify(response, documents, place=place)
    )
    return VerificationModel(
        ok=not findings, responses=len(responses), citations=len(citations_of(responses)), findings=findings
    )


def documents_in(contents: Contents) -> Callable[[Citation], Sequence[Document]]:
    """What `verified_responses` holds citations against: the documents of an index."""

    def documents(citation: Citation) -> Sequence[Document]:
        stored = contents.find(citation.document_id)
        return (contents.read(stored),) if stored and stored.source == citation.source else ()

    return documents


def resolved_citations(responses: Sequence[Response], index: IndexPlace) -> tuple[ResolvedCitationModel, ...]:
    """What has become of the citations of `responses` in today's index.

    Raises:
        LoadError: if a citation was edited: it does not fit itself, or the version that it was made from.
        MissingIndexError: if there is no index.
        IndexMismatchError: if it is damaged.
    """
    citations = citations_of(responses)
    with open_contents(index) as contents:
        today = {one: contents.find(one) for one in {citation.document_id for citation in citations}}
        current = {one: contents.read(stored) for one, stored in today.items() if stored}
        others = map(contents.read, contents.documents())
        resolutions = resolve_all(citations, current=current, others=others)
        return tuple(
            _resolved(citation, resolution, contents)
            for citation, resolution in zip(citations, resolutions, strict=True)
        )


def _resolved(citation: Citation, resolution: Resolution, contents: Contents) -> ResolvedCitationModel:
    quote = resolution.quote
    return ResolvedCitationModel(
        standing=resolution.standing,
        was=CitedModel.model_validate(citation),
        now=quote
        and CitedModel.model_validate(
            {"document_id": resolution.document_id, "source": resolution.source, "text_sha256": resolution.text_sha256}
            | {"start": quote.start, "end": quote.end, "exact": quote.exact}
        ),
        kept=_is_kept(citation, contents),
    )


def _is_kept(citation: Citation, contents: Contents) -> bool:
    version = contents.version(citation.document_id, citation.text_sha256)
    if version is not None and version.text[citation.start : citation.end] != citation.exact:
        raise LoadError(edited(citation))
    return version is not None
