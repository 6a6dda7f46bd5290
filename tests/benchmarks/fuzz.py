"""Feeds mutated files to the readers: `python fuzz.py [--inputs 1000] [--write]`, so many a format.

Of archives, every other time a file inside is mutated, so that what lies behind the unpacking is reached. Counted is
what became of them: read, or named with what is wrong. Anything else, such as a crash of this process or a file that
takes longer than its limit, would end the run or show in the last column.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz_outcomes import A_LINE
from made_formats import MADE_FILES
from made_scans import picture_file
from measurements import write

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.registry import PARSED_SUFFIXES, PICTURE_SUFFIXES, RECORD_SUFFIXES
from citespan.corpus.formats.worker import ExtractWorker
from citespan.corpus.load import load_documents

LIMIT_SECONDS = 10.0
_WHOLE = PARSED_SUFFIXES | {".json"}  # twice the file is no file of its kind
INPUTS = {made.name: made.make() * (1 if made.suffix in _WHOLE else 5) for made in MADE_FILES} | {
    "lease.jpg": picture_file("JPEG", quality=80),
    "lease.tif": picture_file("TIFF", compression="tiff_lzw"),
}
"""What is mutated, by name; a short text comes five times over, so that a change leaves something of it."""

# Bytes of any value break the encoding of a text before anything else of it is read: most are ASCII.
_BYTES = (*range(256), *range(128), *range(128), *b"<>&\"'{}[]()/=,:\\\n\n" * 8)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--file", choices=INPUTS, action="append", help="this one alone; may be repeated")
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    options = parser.parse_args()
    worker = ExtractWorker(timeout_seconds=LIMIT_SECONDS)
    lines = ["| file | inputs | read | named as bad | slowest, s | over the limit |", "|---|---|---|---|---|---|"]
    print("\n".join(lines))
    for name in options.file or INPUTS:
        data = INPUTS[name]
        outcomes: Counter[str] = Counter()
        slowest, source, suffix = 0.0, Random(name), Path(name).suffix
        for number in range(options.inputs):
            altered = changed(data, source, number=number)
            started = time.perf_counter()
            try:
                if suffix not in PARSED_SUFFIXES:
                    load_documents(altered, source=name, root_key="fuzz")
                elif suffix in PICTURE_SUFFIXES:  # unpacked and shown; of a word that stands for what the engine finds
                    worker.look(altered, "picture", source=name, number=1, width=800)
                    worker.extract(altered, suffix=suffix, source=name, recognised=[A_LINE])
                elif suffix in RECORD_SUFFIXES:
                    worker.records(altered, suffix=suffix, source=name)
                else:
                    worker.extract(altered, suffix=suffix, source=name)
                outcomes["read"] += 1
            except LoadError as exc:
                outcomes["late" if "took more than" in str(exc) else "named"] += 1
            slowest = max(slowest, time.perf_counter() - started)
        lines.append(
            f"| {name} | {options.inputs} | {outcomes['read']} | {outcomes['named']} | {slowest:.1f}"
            f" | {outcomes['late']} |"
        )
        print(lines[-1], flush=True)
    worker.close()
    if options.write:
        write("fuzz", lines, command=f"python tests/benchmarks/fuzz.py --inputs {options.inputs} --write")


def changed(data: bytes, source: Random, *, number: int) -> bytes:
    """The bytes mutated; of archives, every other time those of a file inside."""
    inside = number % 2 == 1 and zipfile.is_zipfile(io.BytesIO(data))
    return mutated_inside(data, source) if inside else mutated(data, source)


def mutated(data: bytes, source: Random) -> bytes:
    """The bytes with some changed, doubled, swapped, inserted or cut off."""
    found = bytearray(data)
    for _ in range(source.randint(1, 20)):
        place = source.randrange(len(found))
        length = source.randint(1, 200)
        kind = source.randrange(5)
        if kind == 0:
            found[place] = source.choice(_BYTES)
        elif kind == 1:
            found[place:place] = found[place : place + length]
        elif kind == 2:
            other = source.randrange(len(found))
            found[place : place + length], found[other : other + length] = (
                found[other : other + length],
                found[place : place + length],
            )
        elif kind == 3:
            found[place:place] = bytes(source.choices(_BYTES, k=length))
        elif source.random() < 0.1:
            del found[max(1, place) :]
    return bytes(found)


def mutated_inside(data: bytes, source: Random) -> bytes:
    """The archive with one of its files mutated, and packed again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as changed:
        names = archive.namelist()
        victim = source.choice([name for name in names if archive.getinfo(name).file_size])
        for name in names:
            content = archive.read(name)
            changed.writestr(name, mutated(content, source) if name == victim else content)
    return packed.getvalue()


if __name__ == "__main__":
    main()
