"""Sight: what a request sees. Every route that reads documents asks here, and there is no other way to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.http.guard.access import grant_of
from citespan.corpus.errors import UsageError
from citespan.index.labels.shelf import Shelf

if TYPE_CHECKING:
    from starlette.requests import Request

    from citespan.qa.answerer import Answerer


class Sight:
    """Gives each request an answerer over the documents that its key sees, and over nothing else.

    For a key with labels that is one over an excerpt of the index, which holds only those documents, and which stays
    the same until the request has ended. It may be made here, which takes time: ask from a worker thread.
    """

    def __init__(self, answerer: Answerer) -> None:
        """See what `answerer` answers from."""
        self._answerer = answerer
        place = answerer.index.folder
        self._shelf = Shelf(place, answerer.index.encoder) if isinstance(place, Path) else None

    def of(self, request: Request) -> Answerer:
        """What answers this request.

        Raises:
            IndexMismatchError: if the index, or the file of its labels, is damaged.
            CitespanError: if an excerpt cannot be written.
        """
        grant = grant_of(request)
        if grant.labels is None:
            return self._answerer
        if grant.seen is None:
            shelf = self._shelf
            if shelf is None:
                raise UsageError("an index in PostgreSQL has no labels yet; use a key without labels")
            excerpt = shelf.take(grant.labels)
            grant.when_done.append(lambda: shelf.give_back(excerpt))
            grant.seen = self._answerer.over(excerpt.index, sight=grant.labels)
        return grant.seen

    def fingerprint(self, request: Request) -> str | None:
        """The fingerprint of what this request sees, its files checked; None for those who have to send a key first.

        Raises:
            IndexMismatchError: if the index is damaged.
        """
        grant = grant_of(request)
        if grant.principal is None and grant.is_demanded:
            self._answerer.current_fingerprint()
            return None
        return self.of(request).current_fingerprint()

    def close(self) -> None:
        """Delete what was made for keys with labels."""
        if self._shelf is not None:
            self._shelf.close()
