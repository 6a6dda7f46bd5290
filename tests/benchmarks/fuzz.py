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

from made_files import MADE
from measurements import write

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.worker import ExtractWorker
from citespan.corpus.load import load_documents

LIMIT_SECONDS = 10.0
_TEXTS = {
    "notes.md": "# Harbour\n\nThe **ferry** leaves.\n\n## Prices\n\n- car: 20\n- bicycle: 3\n\n```\n# x\n```\n",
    "notes.txt": "HARBOUR\n\nDie Fähre legt um zwölf ab 👩\u200d👧.\r\n\r\nمرحبا. Cafe\u0301 opens.\n",
    "prices.csv": 'item,price,"note, long"\nlamp,"1,200","a ""rare"" one\nfrom Port"\ncable,3,\n',
    "cases.jsonl": '{"id": 1, "text": "The ferry leaves at noon.", "tags": ["a", {"b": null}]}\n{"id": 2.5e3}\n',
}
INPUTS = {name: make() for name, make in MADE.items()} | {name: 5 * text.encode() for name, text in _TEXTS.items()}


# Bytes of any value break the encoding of a text before anything else of it is read: most are ASCII.
_BYTES = (*range(256), *range(128), *range(128), *b"<>&\"'{}[]()/=,:\\\n\n" * 8)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    options = parser.parse_args()
    worker = ExtractWorker(timeout_seconds=LIMIT_SECONDS)
    lines = ["| file | inputs | read | named as bad | slowest, s | over the limit |", "|---|---|---|---|---|---|"]
    print("\n".join(lines))
    for name, data in INPUTS.items():
        outcomes: Counter[str] = Counter()
        slowest, source = 0.0, Random(name)
        for number in range(options.inputs):
            inside = number % 2 == 1 and zipfile.is_zipfile(io.BytesIO(data))
            changed = mutated_inside(data, source) if inside else mutated(data, source)
            started = time.perf_counter()
            try:
                if name in MADE:
                    worker.extract(changed, suffix=Path(name).suffix, source=name)
                else:
                    load_documents(changed, source=name, root_key="fuzz")
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
