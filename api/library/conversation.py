"""A conversation from Python: one question after the other, each in the context of the earlier ones."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from citespan.api.library.response import LibraryResponse
from citespan.qa.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citespan.api.library.held import Held


class LibraryConversation:
    """Asks one question after the other; `Library.conversation` gives one.

    Several threads may use it; their questions are then answered one after the other.
    """

    def __init__(self, held: Held) -> None:
        """Begin a conversation with what is `held`."""
        self._held = held
        self._lock = Lock()
        with held.used() as answerer:
            self._turns = Conversation(answerer)

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
        """The response to the next question; `resolved` is the question in full if it was a follow-up.

        With `as_typed` no word is corrected, and the turns before do not count.

        Raises:
            UsageError: as `Library.ask` does; the question is forgotten then.
        """
        with self._lock, self._held.used():
            limit, among = self._held.threshold(threshold, risk), self._held.where(where)
            return LibraryResponse.of(
                self._turns.ask(question, threshold=limit, where=among, explained=explain, as_typed=as_typed).response
            )

    def clear(self) -> None:
        """Forget all turns: the next question is asked alone."""
        with self._lock:
            self._turns.clear()
