"""Orders in which documents are listed, and their places in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from citespan.corpus.text.look_alikes import folded

if TYPE_CHECKING:
    from citespan.index.database.rows import StoredDocument

_FIRST, _LAST = "", "~"
"""What stands for a date that is missing: before and behind every date."""


class Order(StrEnum):
    """What documents are sorted by; a minus turns it round. Those without a date of publication are always last."""

    SOURCE = "source"
    SOURCE_DOWN = "-source"
    TITLE = "title"
    TITLE_DOWN = "-title"
    PUBLISHED = "published"
    PUBLISHED_DOWN = "-published"

    @property
    def is_down(self) -> bool:
        """True if the last comes first."""
        return self.startswith("-")

    @property
    def expression(self) -> str:
        """What is compared of a row of `documents`, in SQL."""
        field = self.removeprefix("-")
        if field == "published":
            return f"coalesce(published, '{self._undated}')"
        return "casefold(title)" if field == "title" else field

    def key_of(self, document: StoredDocument) -> str:
        """What is compared of a document: the same as `expression` gives."""
        match self.removeprefix("-"):
            case "published":
                return document.published or self._undated
            case "title":
                return folded(document.title).casefold()
            case _:
                return document.source

    @property
    def _undated(self) -> str:
        return _FIRST if self.is_down else _LAST


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A document's place in a list: what it is sorted by, what of the document is compared, and the document."""

    order: Order
    key: str
    document_id: str
