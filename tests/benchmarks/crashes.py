"""Kills citespan while it writes an index, and looks at what is left: `python crashes.py [--kills 200] [--write]`.

A folder changes from round to round. Each time a process that indexes it anew, updates the index or removes documents
from it, as the command line does, is killed with SIGKILL: at any moment of its run, or just as it publishes. Then the
index must hold all documents that it held before or all that it was to hold, to the letter, and give them back when
asked. Most times the process is then started again and must end well. The processes are forked from one that has loaded
the encoder: all of their time is spent on the index. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import torch
from loaded_encoder import ENCODER
from measurements import write
from rich.console import Console

from citespan.api.indexing import index_paths
from citespan.api.settings import Settings
from citespan.corpus.errors import CitespanError, MissingIndexError
from citespan.corpus.load import files_below, load_file
from citespan.index.contents import list_documents, read_documents, remove_documents
from citespan.index.retrieve import Index

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from citespan.corpus.document import Document

NAMES = "Marta Tomas Ilse Anselm Oda Mira Henrik Salome Bruno Edda".split()
SURNAMES = "Valdemar Lindqvist Marquardt Rasmussen Okonjo Petrossian Ashdown Ferreira".split()
THINGS = "lamp buoy ferry crane bell lock gate mill weir beacon".split()


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
    trial.root.mkdir()
    for _ in range(20):
        _create(trial)
    rows = "".join(f"{number},{_keeper(trial.random)}\n" for number in range(records))
    (trial.root / "table.csv").write_text(f"number,keeper\n{rows}")
    found = {(work, moment): Tally() for work in Work for moment in Moment}
    _finish(trial, Tally())
    _edit(trial)
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
    for _ in range(trial.random.randint(1, 4)):
        trial.random.choice((_create, _edit, _rename, _delete))(trial)
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
    process = _started(trial, removed)
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
    known = set(_generations(trial.index))
    process = _started(trial, ())
    started = time.perf_counter()
    while process.is_alive() and set(_generations(trial.index)) <= known:
        time.sleep(0.001)
    writing = time.perf_counter()
    while process.is_alive() and set(_generations(trial.index)) & known:
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


def _started(trial: Trial, removed: tuple[str, ...]) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["loaded_encoder", "__main__"])
    ready, ours = context.Pipe(duplex=False)[::-1]
    process = context.Process(target=_write_index, args=(trial.index, trial.root, removed, ready))
    process.start()
    ready.close()
    ours.recv()
    ours.close()
    return process


def _write_index(index: Path, root: Path, removed: tuple[str, ...], ready: Connection) -> None:
    torch.set_num_threads(1)  # threads do not survive a fork
    ready.send(None)
    if removed:
        remove_documents(index, removed)
    else:
        with Path(os.devnull).open("w") as nowhere:
            index_paths(Settings(index=index), [root], encoder=ENCODER, json=False, console=Console(file=nowhere))


def _generations(index: Path) -> Collection[str]:
    try:
        return os.listdir(index / "generations")
    except FileNotFoundError:
        return ()


def _documents(root: Path) -> Mapping[str, str]:
    """What an index of the folder is to hold: texts by source."""
    return {document.source: document.text for file in files_below(root) for document in load_file(file, root=root)}


def _keeper(random: Random) -> str:
    return f"{random.choice(NAMES)} {random.choice(SURNAMES)}"


def _sentences(random: Random) -> str:
    return " ".join(
        f"The {random.choice(THINGS)} number {random.randrange(10**6)} is kept by {_keeper(random)}."
        for _ in range(random.randint(1, 5))
    )


def _files(trial: Trial) -> list[Path]:
    return [file for file in files_below(trial.root) if file.suffix != ".csv"]


def _create(trial: Trial) -> None:
    name = f"{trial.random.choice(THINGS)}{trial.random.randrange(10**6)}{trial.random.choice(('.txt', '.md'))}"
    (trial.root / name).write_text(_sentences(trial.random))


def _edit(trial: Trial) -> None:
    file = trial.random.choice(_files(trial))
    file.write_text(f"{file.read_text()} {_sentences(trial.random)}"[-2000:])


def _rename(trial: Trial) -> None:
    file = trial.random.choice(_files(trial))
    file.rename(file.with_stem(f"renamed{trial.random.randrange(10**6)}"))


def _delete(trial: Trial) -> None:
    if len(_files(trial)) > 10:
        trial.random.choice(_files(trial)).unlink()


def main() -> int:
    """Print the table; the exit code is 1 if anything was lost, wrong or unreadable."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=60, help="rows of a table beside the other documents")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop then, with fewer kills")
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    torch.set_num_threads(1)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for the process that is forked from, which begins elsewhere
    with tempfile.TemporaryDirectory() as scratch:
        found = tallies(Path(scratch), kills=options.kills, records=options.records, seconds=60 * options.minutes)
    total = Tally(*(sum(getattr(tally, name) for tally in found.values()) for name in Tally.__slots__))
    rows = [(f"{work}, {moment}", tally) for (work, moment), tally in found.items()] + [("all", total)]
    lines = [
        "| killed while, at | kills | state before | state after | lost documents | wrong answers | unreadable |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {tally.kills} | {tally.before} | {tally.after} | {tally.lost} | {tally.wrong}"
            f" | {tally.unreadable} |"
            for name, tally in rows
        ),
    ]
    print("\n".join(lines))
    if options.write:
        write("crashes", lines, command=f"python tests/benchmarks/crashes.py --kills {total.kills} --write")
    return 1 if total.lost or total.wrong or total.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
