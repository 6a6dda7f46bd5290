"""Kills of processes that write an index, one after another, and what is found after each."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from changing_folder import change, edit, fill
from loaded_encoder import ENCODER
from writing_process import start_writing

from citespan.corpus.errors import CitespanError, MissingIndexError
from citespan.corpus.load import load_file
from citespan.corpus.selection import files_below
from citespan.index.contents import list_documents, read_documents
from citespan.index.search.retrieve import Index

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from citespan.corpus.document import Document


class Work(StrEnum):
    """What a process does when it is killed."""

    INDEXING = "indexing"
    UPDATING = "updating"
    REMOVING = "removing"


class Moment(StrEnum):
    """When it is killed."""

    ANY = "any moment"
    PUBLISHING = "publishing"


@dataclass(slots=True)
class Tally:
    """What was found after the kills of one kind; the last three are to be 0."""

    kills: int = 0
    before: int = 0
    after: int = 0
    lost: int = 0
    wrong: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class Trial:
    """A folder, its index, and what the index must hold: the texts of documents by source."""

    root: Path
    index: Path
    random: Random
    held: Mapping[str, str] = field(default_factory=dict)
    seconds: dict[Work, list[float]] = field(default_factory=lambda: {work: [] for work in Work})
    publishing_seconds: dict[Work, list[float]] = field(default_factory=lambda: {work: [] for work in Work})


def tallies(
    folder: Path, *, kills: int, records: int, seconds: float = float("inf"), seed: int = 0
) -> Mapping[tuple[Work, Moment], Tally]:
    """What was found after `kills` kills, or as many as there were after `seconds`.

    It works below the empty `folder`, with a table of `records` records in it.
    """
    started = time.perf_counter()
    trial = Trial(folder / "root", folder / "index", Random(seed))
    fill(trial.root, records=records, random=trial.random)
    found = {(work, moment): Tally() for work in Work for moment in Moment}
    _finish(trial, Tally())
    edit(trial.root, trial.random)
    _finish(trial, Tally())
    done = Counter[tuple[Work, Moment]]()
    while sum(done.values()) < kills and time.perf_counter() - started < seconds:
        kind = min(found, key=lambda kind: (done[kind], trial.random.random()))
        done[kind] += _round(trial, *kind, found[kind])
        print(f"{sum(done.values())} kills", end="\r", file=sys.stderr, flush=True)
    return found


def _round(trial: Trial, work: Work, moment: Moment, tally: Tally) -> bool:
    """Change the folder, kill a process that follows the change, and look; true if it was killed in time."""
    removed: tuple[str, ...] = ()
    if work is Work.INDEXING:
        shutil.rmtree(trial.index)
        trial.held = {}
    elif not trial.held:
        _finish(trial, tally)
    change(trial.root, trial.random)
    wanted = _documents(trial.root)
    if work is Work.REMOVING:
        listed = list_documents(trial.index)
        chosen = trial.random.sample(listed, min(len(listed), trial.random.randint(1, 3)))
        removed = tuple(document.document_id for document in chosen)
        wanted = {s: t for s, t in trial.held.items() if s not in {document.source for document in chosen}}
    server = Index(trial.index, ENCODER) if trial.held and trial.random.random() < 0.5 else None
    killed = _killed(trial, work, moment, removed)
    tally.kills += killed
    _look(trial, wanted, tally, server=server, is_finished=not killed)
    if trial.random.random() < 0.75:
        _finish(trial, tally)
    return killed


def _killed(trial: Trial, work: Work, moment: Moment, removed: tuple[str, ...]) -> bool:
    """Start the process and kill it; false if it had ended before."""
    like = Work.INDEXING if work is Work.INDEXING else Work.UPDATING  # how long a removal takes is not measured
    known = set(_generations(trial.index))
    process = start_writing(trial.index, trial.root, removed=removed)
    if moment is Moment.PUBLISHING:
        while process.is_alive() and set(_generations(trial.index)) <= known:
            time.sleep(0.001)
        time.sleep(trial.random.uniform(0, 2 * median(trial.publishing_seconds[like])))
    else:
        time.sleep(trial.random.uniform(0, median(trial.seconds[like])))
    process.kill()
    process.join()
    return process.exitcode is not None and process.exitcode < 0


def _finish(trial: Trial, tally: Tally) -> None:
    """Let a process that indexes run to its end, and look."""
    work = Work.UPDATING if trial.held else Work.INDEXING
    known, before = set(_generations(trial.index)), _manifests(trial.index)
    process = start_writing(trial.index, trial.root, removed=())
    started = time.perf_counter()
    while process.is_alive() and set(_generations(trial.index)) <= known:
        time.sleep(0.001)
    writing = time.perf_counter()
    while process.is_alive() and _manifests(trial.index) & before:
        time.sleep(0.001)
    published = time.perf_counter()
    process.join()
    trial.seconds[work].append(time.perf_counter() - started)
    trial.publishing_seconds[work].append((published if known else time.perf_counter()) - writing)
    tally.unreadable += process.exitcode != 0
    _look(trial, _documents(trial.root), tally, server=None, is_finished=True)


def _look(trial: Trial, wanted: Mapping[str, str], tally: Tally, *, server: Index | None, is_finished: bool) -> None:
    """Compare what the index holds and gives back with what it held and with what was wanted."""
    try:
        holds = {document.source: document.text for document in _held(trial.index)}
        may = [wanted] if is_finished else [trial.held, wanted]
        if holds not in may:
            lost = min((_missing(holds, expected) for expected in may), key=len)
            print(f"lost: {lost or 'neither the state before nor the one after'}", file=sys.stderr)
            tally.lost += len(lost) or 1
        elif not is_finished:
            tally.before += holds == trial.held
            tally.after += holds != trial.held
        trial.held = holds
        if holds:
            opened = Index(trial.index, ENCODER)
            try:
                tally.wrong += _wrong_answers(trial, opened, holds)
            finally:
                opened.close()
            if server is not None:
                tally.wrong += _wrong_answers(trial, server, holds)
    except CitespanError as exc:
        print(f"unreadable: {exc}", file=sys.stderr)
        tally.unreadable += 1
        trial.held = {}
    finally:
        if server is not None:
            server.close()


def _held(index: Path) -> Iterator[Document]:
    """The documents of an index; none where no process came so far as to begin one."""
    with contextlib.suppress(MissingIndexError):
        yield from read_documents(index)


def _missing(holds: Mapping[str, str], expected: Mapping[str, str]) -> list[str]:
    return [source for source, text in expected.items() if holds.get(source) != text]


def _wrong_answers(trial: Trial, index: Index, holds: Mapping[str, str]) -> int:
    """How many of some questions bring up a text that the index does not hold, or not the one they are about."""
    wrong = 0
    for source in trial.random.sample(sorted(holds), min(3, len(holds))):
        passages = index.retrieve(f"Who keeps this? {holds[source]}", limit=10).passages
        wrong += not all(
            holds.get(p.document.source) == p.document.text and p.chunk.text in p.document.text for p in passages
        ) or holds[source] not in {p.document.text for p in passages}
    return wrong


def _generations(index: Path) -> Collection[str]:
    try:
        return os.listdir(index / "generations")
    except FileNotFoundError:
        return ()


def _manifests(index: Path) -> frozenset[Path]:
    return frozenset(index.glob("generations/*/manifest.json"))


def _documents(root: Path) -> Mapping[str, str]:
    """What an index of the folder is to hold: texts by source."""
    return {document.source: document.text for file in files_below(root) for document in load_file(file, root=root)}
