"""The library: documents that can be asked from Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from citespan.api.library.conversation import LibraryConversation
from citespan.api.library.response import LibraryResponse
from citespan.api.library.said import said_in
from citespan.api.wire.citations import documents_in, resolved_citations, verified_responses
from citespan.api.wire.response import DocumentModel
from citespan.api.wire.search import search_model
from citespan.corpus.errors import LoadError, UnknownDocumentError, UsageError
from citespan.index.contents import list_documents, open_contents, remove_documents
from citespan.index.database.rows import UPLOADS
from citespan.index.search import forgiving
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads
from citespan.qa.question.question import check_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from citespan.api.library.held import Held
    from citespan.api.wire.citations import ResolvedCitationModel, VerificationModel
    from citespan.api.wire.response import SearchModel
    from citespan.index.updating.report import BuildReport


class Library:
    """Documents that can be asked; `citespan.open` gives one. Several threads may use it at once.

    Conditions (`where`) are those of `citespan ask --where`, such as `"title=report"`, one or several. Close the
    library when it is done with, or use it in a `with` block; every method raises `UsageError` after that.
    """

    def __init__(self, held: Held) -> None:
        """Ask what is `held`."""
        self._held = held

    def ask(
        self,
        question: str,
        *,
        where: str | Iterable[str] = (),
        threshold: float | None = None,
        risk: float | None = None,
        explain: bool = False,
        as_typed: bool = False,
    ) -> LibraryResponse:
        """The response to one question; `threshold` or `risk` overrides the library's own for this call.

        With `as_typed` no word of the question is corrected.

        Raises:
            UsageError: if the question is blank or too long, or an option does not fit.
        """
        with self._held.used() as answerer:
            limit, among = self._held.threshold(threshold, risk), self._held.where(where)
            return LibraryResponse.of(
                answerer.answer(question, threshold=limit, where=among, explained=explain, as_typed=as_typed)
            )

    def ask_many(
        self,
        questions: Iterable[str],
        *,
        where: str | Iterable[str] = (),
        threshold: float | None = None,
        risk: float | None = None,
        as_typed: bool = False,
    ) -> tuple[LibraryResponse, ...]:
        """One response for each question, in their order. With `as_typed` no word of them is corrected.

        Raises:
            UsageError: as `ask` does, before any question is answered.
        """
        if isinstance(questions, str):
            raise UsageError("ask_many takes several questions; ask takes one")
        asked = [check_question(question) for question in questions]
        conditions = (where,) if isinstance(where, str) else tuple(where)
        return tuple(
            self.ask(question, where=conditions, threshold=threshold, risk=risk, as_typed=as_typed)
            for question in asked
        )

    def conversation(self) -> LibraryConversation:
        """A conversation, in which follow-up questions are understood from the turns before them."""
        return LibraryConversation(self._held)

    def search(
        self, query: str, *, limit: int = 5, where: str | Iterable[str] = (), as_typed: bool = False
    ) -> SearchModel:
        """The passages that fit a query best, best first, as `results`; no answer.

        With `as_typed` no word of the query is corrected.

        Raises:
            UsageError: if the query is blank or too long, or `limit` is not from 1 to 100.
        """
        if not 1 <= limit <= 100:
            raise UsageError(f"limit is {limit}; from 1 to 100 passages are given")
        with self._held.used() as answerer:
            asked, among = check_question(query), self._held.where(where)
            found = forgiving.search(answerer.index, asked, limit=limit, where=among, as_typed=as_typed)
            return search_model(asked, found)

    def documents(self, *, where: str | Iterable[str] = ()) -> tuple[DocumentModel, ...]:
        """The documents that are asked, sorted by source."""
        with self._held.used() as answerer:
            listed = list_documents(answerer.index.folder, where=self._held.where(where))
            return tuple(map(DocumentModel.model_validate, listed))

    def text(self, document_id: str, *, text_sha256: str | None = None) -> str:
        """The text that offsets count in: `text[start:end] == exact`; of a citation's version if its hash is given.

        Raises:
            UsageError: if there is no such document, or the index has not kept this version of it.
        """
        with self._held.used() as answerer, open_contents(answerer.index.folder) as contents:
            if text_sha256:
                version = contents.version(document_id, text_sha256)
            else:
                today = contents.find(document_id)
                version = contents.read(today) if today else None
            if version is None:
                missing = f"the version {text_sha256} of {document_id}" if text_sha256 else document_id
                raise UnknownDocumentError(f"not in the index: {missing}; documents() lists what there is")
            return version.text

    def add(self, *paths: str | PathLike[str]) -> BuildReport:
        """Index files and folders, or bring them up to date, and ask them, too; return what was done.

        Files that cannot be read are among the report's `failures`.

        Raises:
            UsageError: if a path does not exist, or the library was opened read-only; nothing is added then.
        """
        if not paths:
            raise UsageError("name what to add, for example: add('reports/')")
        with self._held.changed() as answerer:
            places = [Path(path) for path in paths]
            report = build_index(answerer.index.folder, places, encoder=answerer.index.encoder)
            self._held.widen(*(str(place.resolve()) for place in places))
            return report

    def add_text(self, name: str, text: str | bytes) -> tuple[DocumentModel, ...]:
        """Index a text that is no file, and ask it, too; return its documents, one unless it is a table of records.

        The suffix of `name` says how it is read, such as `notes.md`. One that was added under this name before is
        replaced.

        Raises:
            LoadError: if it cannot be read, or no such name can be.
            UsageError: if the library was opened read-only.
        """
        with self._held.changed() as answerer:
            folder = answerer.index.folder
            upload = Upload(name, text.encode() if isinstance(text, str) else text)
            taken = add_uploads(folder, [upload], encoder=answerer.index.encoder)
            for failure in taken.failures:
                raise LoadError(failure.message)
            self._held.widen(f"{UPLOADS}/{name}")
            with open_contents(folder) as contents:
                found = (contents.find(document_id) for document_id in taken.document_ids)
                return tuple(DocumentModel.model_validate(document) for document in found if document)

    def remove(self, *document_ids: str) -> tuple[DocumentModel, ...]:
        """Take documents out of every answer from now on, and return them; their files stay where they are.

        Raises:
            UsageError: if an id is not in the index, or the library was opened read-only; nothing is removed then.
        """
        with self._held.changed() as answerer:
            return tuple(map(DocumentModel.model_validate, remove_documents(answerer.index.folder, document_ids)))

    def verify(self, response: LibraryResponse | Mapping[str, object] | str) -> VerificationModel:
        """Whether what a response cites stands in the documents, character by character: `ok`, and `findings` if not.

        `response` is one of this library, or what any door of citespan gave, as JSON or read from it.

        Raises:
            LoadError: if it is no response.
        """
        with self._held.used() as answerer, open_contents(answerer.index.folder) as contents:
            return verified_responses([said_in(response)], documents_in(contents), place="in the index")

    def resolve(self, response: LibraryResponse | Mapping[str, object] | str) -> tuple[ResolvedCitationModel, ...]:
        """Where each citation of a response stands today: `standing` is exact, moved, changed, gone or ambiguous.

        Raises:
            LoadError: if it is no response, or one that was edited.
        """
        with self._held.used() as answerer:
            return resolved_citations([said_in(response)], answerer.index.folder)

    def close(self) -> None:
        """End it, as soon as what other threads asked is answered; once more does no harm."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<citespan library: {self._held!r}>"
