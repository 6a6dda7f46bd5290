"""One conversation: what was asked, what came back, and which documents are asked. It knows no terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.contents import list_documents, read_version
from citespan.index.where import Where
from citespan.qa.conversation import Conversation, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.document import Document
    from citespan.index.database.rows import StoredDocument
    from citespan.qa.answer import Citation, Response, ResponsePart
    from citespan.qa.answerer import Answerer

_NEXT_CONDITION = re.compile(r"\s+(?=\w+=)")


@dataclass(frozen=True, slots=True)
class NumberedTurn(Turn):
    """A turn of a conversation whose citations are numbered through: `first` is the number of its first one."""

    first: int

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the response shows, in the order of their numbers: the answers' citations, or lead and passages."""
        return tuple(citation for part in self.response.parts_or_self for citation in _shown(part))


class Session:
    """A conversation with the documents of one index."""

    def __init__(self, answerer: Answerer) -> None:
        """Begin one that asks `answerer`."""
        self._answerer = answerer
        self._conversation = Conversation(answerer)
        self._listed: tuple[str, tuple[StoredDocument, ...]] = ("", ())
        self.turns: list[NumberedTurn] = []
        self.conditions: tuple[str, ...] = ()
        """What documents have to fulfil to be asked, such as `title=report`."""
        self.risk: float | None = None
        """The share of wrong answers that is accepted from now on; None for what the answerer was made with."""

    def ask(self, question: str, *, as_typed: bool = False) -> NumberedTurn:
        """The next turn, in the context of the earlier ones; nothing is added to it if asking fails.

        With `as_typed` the earlier turns do not count, and no word is corrected.

        Raises:
            CitespanError: as `citespan.qa.answerer.Answerer.answer` does.
        """
        threshold = None if self.risk is None else self._answerer.threshold_for(self.risk)
        where = Where.parse(self.conditions)
        said = self._conversation.ask(question, threshold=threshold, where=where, explained=True, as_typed=as_typed)
        turn = NumberedTurn(said.question, said.asked, said.response, self._next_number())
        self.turns.append(turn)
        return turn

    def last(self) -> NumberedTurn:
        """The last turn.

        Raises:
            UsageError: if nothing was asked yet.
        """
        if not self.turns:
            raise UsageError("nothing was asked yet; type a question first")
        return self.turns[-1]

    def forget(self) -> None:
        """Begin a new conversation, with the same documents."""
        self._conversation.clear()
        self.turns.clear()

    def cited(self, number: int) -> Citation:
        """The citation with this number.

        Raises:
            UsageError: if there is none.
        """
        for turn in self.turns:
            if turn.first <= number < turn.first + len(turn.citations):
                return turn.citations[number - turn.first]
        known = self._next_number() - 1
        there_are = f"there are 1 to {known}" if known else "nothing is cited yet; type a question first"
        raise UsageError(f"there is no citation {number}; {there_are}")

    def document(self, citation: Citation) -> Document | None:
        """The version of the document that a citation is from; None if the index has it no more.

        Raises:
            IndexMismatchError: if the text is damaged.
        """
        return read_version(self._answerer.index.folder, citation.document_id, citation.text_sha256)

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents of the index, sorted by source."""
        fingerprint = self._answerer.current_fingerprint()
        if self._listed[0] != fingerprint:
            self._listed = (fingerprint, list_documents(self._answerer.index.folder))
        return self._listed[1]

    def asked_documents(self) -> tuple[StoredDocument, ...]:
        """The documents that are asked, sorted by source: those that fulfil the conditions."""
        return self._fulfilling(Where.parse(self.conditions))

    def set_risk(self, text: str) -> float:
        """Accept this share of wrong answers from now on; the confidence from which on is answered then.

        Raises:
            UsageError: if it is no number between 0 and 1, or no threshold is certified for it; the one before stays.
        """
        try:
            risk = float(text)
        except ValueError as exc:
            raise UsageError(f"a risk is a number between 0 and 1, {text!r} is not; for example: /risk 0.2") from exc
        threshold = self._answerer.threshold_for(risk)
        self.risk = risk
        return threshold

    def set_filter(self, text: str) -> None:
        """Ask only documents that fulfil conditions such as `title=annual report after=2024-01-01` from now on.

        Raises:
            UsageError: if a condition is none, or no document fulfils all; the ones before stay.
        """
        conditions = tuple(self._conditions(text))
        if not self._fulfilling(Where.parse(conditions)):
            raise UsageError(f"no document fits {' '.join(conditions)}; /sources lists what there is")
        self.conditions = conditions

    @staticmethod
    def _conditions(text: str) -> Iterator[str]:
        """The conditions in `text`; a value goes on up to the next `key=`, and may stand in quotation marks."""
        for condition in _NEXT_CONDITION.split(text.strip()):
            key, equals, value = condition.partition("=")
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            yield f"{key}{equals}{value[1:-1] if quoted else value}"

    def _fulfilling(self, where: Where | None) -> tuple[StoredDocument, ...]:
        if where is None:
            return self.documents()
        return list_documents(self._answerer.index.folder, where=where)

    def _next_number(self) -> int:
        return self.turns[-1].first + len(self.turns[-1].citations) if self.turns else 1


def _shown(part: Response | ResponsePart) -> tuple[Citation, ...]:
    if part.answers:
        return tuple(citation for answer in part.answers for citation in answer.citations)
    return (*(part.lead.citations if part.lead else ()), *(near.citation for near in part.nearest))
