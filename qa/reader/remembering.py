"""A reader that reads nothing twice, for what asks the same question again: with another threshold, or to see why."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.qa.reader.protocol import Reader, Reading


class RememberingReader:
    """Gives for the same question and chunks what `reader` gave for them before. Several threads may use it at once."""

    def __init__(self, reader: Reader, *, questions: int = 1000) -> None:
        """Remember what `reader` made of the last `questions` questions, each with its chunks."""
        self._reader = reader
        self._questions = questions
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, tuple[Chunk, ...]], tuple[Reading, ...]] = OrderedDict()

    @property
    def name(self) -> str:
        """The reader's."""
        return self._reader.name

    def read(self, question: str, chunks: Sequence[Chunk]) -> tuple[Reading, ...]:
        """Return one reading for each chunk, in the order of `chunks`."""
        key = question, tuple(chunks)
        with self._lock:
            readings = self._known.pop(key, None)
        if readings is None:
            readings = self._reader.read(question, chunks)
        with self._lock:
            self._known[key] = readings  # the last one
            if len(self._known) > self._questions:
                self._known.popitem(last=False)
        return readings
