"""The cache of a server: what was answered to a question, for those who see the same and ask it again.

An entry is found only with the same question, the same options, the same state of the index (its fingerprint
among it), and the same sight: the labels that limit what is seen. Keys with other labels share none, even where they
see the same documents.
"""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from citespan.index.search.retrieve import Retrieval
from citespan.qa.outcome import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citespan.index.search.caches import IndexState
    from citespan.index.search.retrieve import Index
    from citespan.index.where import Where
    from citespan.qa.candidates import Found

Sight = frozenset[str] | None
"""What limits what is seen: the labels that a document needs one of; None if nothing does."""

_MOST_SIGHTS = 64


@dataclass(frozen=True, slots=True)
class RecalledStage:
    """A stage of a question that was answered before: how many `passages` were retrieved, or how many `spans` read.

    The other one is None. `fingerprint` is of the index.
    """

    fingerprint: str
    passages: int | None = None
    spans: int | None = None


@dataclass(frozen=True, slots=True)
class PosedQuestion:
    """A question as it was typed, and all that was said with it."""

    text: str
    threshold: float
    where: Where | None
    explained: bool
    as_typed: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    stages: tuple[RecalledStage, ...]
    decision: Decision
    size: int


class AnswerCache:
    """Keeps decisions, those that were asked for last, in so many bytes. All methods may be called from any thread."""

    def __init__(self, most_bytes: int, *, looked_up: Callable[[bool], None] = lambda _: None) -> None:
        """Keep at most `most_bytes`; `looked_up` is told of each question whether it was there."""
        self._most_bytes = most_bytes
        self._looked_up = looked_up
        self._lock = Lock()
        self._states: OrderedDict[Sight, IndexState] = OrderedDict()
        self._entries: OrderedDict[tuple[Sight, PosedQuestion], _Entry] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """How many bytes the entries take."""
        return self._bytes

    @property
    def answers(self) -> int:
        """How many decisions are kept."""
        return len(self._entries)

    def decide(
        self, asked: PosedQuestion, deciding: Iterator[Retrieval | Found | Decision], *, index: Index, sight: Sight
    ) -> Iterator[Retrieval | Found | RecalledStage | Decision]:
        """The stages of `deciding`, which asks `index`; from memory where they were decided before.

        When `index` has changed, all that was kept for this sight is forgotten, so that no text stays that was removed.

        Raises:
            IndexMismatchError: if the index is damaged.
            UsageError: as `deciding` does; nothing is kept then.
        """
        started = time.perf_counter()
        state = index.state()
        entry = self._find(sight, state, asked)
        self._looked_up(entry is not None)
        if entry is not None:
            yield from entry.stages
            took_ms = round((time.perf_counter() - started) * 1000, 1)
            yield replace(entry.decision, response=replace(entry.decision.response, took_ms=took_ms))
            return
        stages: list[RecalledStage] = []
        for stage in deciding:
            if isinstance(stage, Decision):
                if index.state() == state:  # all stages were of this generation
                    self._keep(sight, state, asked, stages, stage)
            elif isinstance(stage, Retrieval):
                stages.append(RecalledStage(stage.fingerprint, passages=len(stage.passages)))
            else:
                stages.append(RecalledStage(stage.retrieval.fingerprint, spans=len(stage.candidates)))
            yield stage

    def _find(self, sight: Sight, state: IndexState, asked: PosedQuestion) -> _Entry | None:
        with self._lock:
            if self._states.get(sight) != state:
                self._forget(sight)
                self._states[sight] = state
            self._states.move_to_end(sight)
            if len(self._states) > _MOST_SIGHTS:
                oldest = next(iter(self._states))
                self._forget(oldest)
                del self._states[oldest]
            entry = self._entries.get((sight, asked))
            if entry is not None:
                self._entries.move_to_end((sight, asked))
            return entry

    def _keep(
        self, sight: Sight, state: IndexState, asked: PosedQuestion, stages: list[RecalledStage], decision: Decision
    ) -> None:
        kept = tuple(stages)
        entry = _Entry(kept, decision, _memory_of((sight, asked)) + _memory_of(kept) + _memory_of(decision))
        with self._lock:
            if self._states.get(sight) != state or entry.size > self._most_bytes:
                return
            self._drop((sight, asked))
            self._entries[sight, asked] = entry
            self._bytes += entry.size
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._entries)))

    def _forget(self, sight: Sight) -> None:
        for key in [key for key in self._entries if key[0] == sight]:
            self._drop(key)

    def _drop(self, key: tuple[Sight, PosedQuestion]) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.size


def _memory_of(value: object) -> int:
    """How many bytes a value of dataclasses, tuples, mappings and plain values takes; what is shared counts twice."""
    own = sys.getsizeof(value)
    if is_dataclass(value) and not isinstance(value, type):
        return own + sum(_memory_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return own + sum(_memory_of(key) + _memory_of(one) for key, one in value.items())
    if isinstance(value, (tuple, frozenset)):
        return own + sum(map(_memory_of, value))
    return own
