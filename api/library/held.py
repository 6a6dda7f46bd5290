"""What a library holds while it is open: what answers, which documents are asked, and who uses it just now."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.where import Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import ExitStack

    from citespan.qa.answerer import Answerer


class Held:
    """An answerer that several threads use, and that is closed when none does any more."""

    def __init__(
        self, answerer: Answerer, *, closing: ExitStack, below: tuple[str, ...] | None, read_only: bool
    ) -> None:
        """Hold `answerer`, of the documents at the paths `below` alone if any are given; `closing` ends it."""
        self._answerer = answerer
        self._closing = closing
        self._below = below
        self._read_only = read_only
        self._state = Condition()
        self._uses = 0
        self._closed = False

    @contextmanager
    def used(self) -> Iterator[Answerer]:
        """The answerer, which is not closed while the block lasts.

        Raises:
            UsageError: if it is closed.
        """
        with self._state:
            if self._closed:
                raise UsageError("this library is closed; open it again with citespan.open")
            self._uses += 1
        try:
            yield self._answerer
        finally:
            with self._state:
                self._uses -= 1
                self._state.notify_all()

    @contextmanager
    def changed(self) -> Iterator[Answerer]:
        """The same, for a change of the documents.

        Raises:
            UsageError: if it is closed, or read-only.
        """
        with self.used() as answerer:
            if self._read_only:
                raise UsageError("this library was opened read-only; open it without read_only to change its documents")
            yield answerer

    def widen(self, *paths: str) -> None:
        """Ask the documents at these paths, too."""
        with self._state:
            if self._below is not None:
                self._below = tuple(dict.fromkeys((*self._below, *paths)))

    def where(self, conditions: str | Iterable[str]) -> Where | None:
        """The filter of these conditions, and of the paths that alone are asked.

        Raises:
            UsageError: if one is no condition.
        """
        parsed = Where.parse([conditions] if isinstance(conditions, str) else conditions)
        return parsed if self._below is None else replace(parsed or Where(), below=self._below)

    def threshold(self, threshold: float | None, risk: float | None) -> float | None:
        """The threshold that these mean; None for the answerer's own.

        Raises:
            UsageError: if both are given, or none is certified for the risk.
        """
        if threshold is not None and risk is not None:
            raise UsageError("a threshold and a risk exclude each other; leave one out")
        return threshold if risk is None else self._answerer.threshold_for(risk)

    def close(self) -> None:
        """End it as soon as it is no longer used; a second call does nothing."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            self._state.wait_for(lambda: not self._uses)
        self._closing.close()

    def __repr__(self) -> str:
        asked = ", ".join(self._below) if self._below else "all documents"
        return f"{asked} in {self._answerer.index.folder}{', closed' if self._closed else ''}"
