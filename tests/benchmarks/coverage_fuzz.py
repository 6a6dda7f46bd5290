"""Lets atheris make up files, led by the code that they reach: `python coverage_fuzz.py [READER...] [--inputs 10000]`.

Each reader is called by a process of its own, which begins with the made files of its format. It may give a sound text,
or name what is wrong with the file. Whatever else it does (another exception, a crash, more time or memory than it may
take) is a finding: the input is kept, in the folder --findings, and the exit code is 1. Needs the extra `fuzz`.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_pdfs
from fuzz import INPUTS
from fuzz_outcomes import TALLY
from made_files import pdf_file
from measurements import write
from reportlab import rl_config

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES = 2048
"""How much memory a reader may take, as in the process that parses files."""

SEEDS = {Path(name).suffix.removeprefix("."): data for name, data in INPUTS.items() if Path(name).suffix}
"""A made file for each reader, by its suffix without the dot; one without a suffix goes to the others' readers."""

_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")
_TABLE = (
    "| reader | inputs tried | read | named as bad | edges, start → end | features, start → end | findings |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What became of the inputs of one reader, and which code the first and all of them reached."""

    reader: str
    tried: int
    read: int
    named: int
    edges: tuple[str, str]
    features: tuple[str, str]
    findings: tuple[Path, ...]

    @property
    def row(self) -> str:
        """The reader's row of the table."""
        reached = f"{' → '.join(self.edges)} | {' → '.join(self.features)}"
        return f"| {self.reader} | {self.tried} | {self.read} | {self.named} | {reached} | {len(self.findings)} |"


def main() -> int:
    """Print the table and the findings; the exit code is 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"{', '.join(SEEDS)}; all, if none is named")
    parser.add_argument("--inputs", type=int, default=10_000, help="so many for each reader")
    parser.add_argument("--seconds", type=int, default=0, help="so long at most for each reader; 0 is without limit")
    parser.add_argument("--limit", type=int, default=10, help="how many seconds one input may take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="the folder to keep findings in")
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    options = parser.parse_args()
    if unknown := set(options.readers) - set(SEEDS):
        parser.error(f"there is no reader {', '.join(sorted(unknown))}; there are {', '.join(SEEDS)}")
    if options.write and options.readers:
        parser.error("--write writes the table of all readers; name none")
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install -c constraints.txt -e '.[dev,fuzz]'")
    lines = list(_TABLE)
    print("\n".join(lines), flush=True)
    found: list[Path] = []
    for reader in options.readers or SEEDS:
        limits = [
            f"-runs={options.inputs}",
            f"-max_total_time={options.seconds}",
            f"-timeout={options.limit}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-seed={options.seed}",
        ]
        fuzzed = fuzz(reader, limits, findings=options.findings / reader)
        found += fuzzed.findings
        lines.append(fuzzed.row)
        print(lines[-1], flush=True)
    for file in found:
        print(f"finding: {file}", file=sys.stderr)
    if options.write:
        seconds = f" --seconds {options.seconds}" if options.seconds else ""
        command = f"python tests/benchmarks/coverage_fuzz.py --inputs {options.inputs}{seconds} --write"
        write("coverage-fuzz", lines, command=command)
    return 1 if found else 0


def fuzz(reader: str, limits: list[str], *, findings: Path) -> Fuzzed:
    """What becomes of the inputs that libFuzzer makes within these limits; findings are kept in a folder.

    Raises:
        RuntimeError: if it ended without a finding, and not because a limit was reached.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus, found, tally = Path(folder, "corpus"), Path(folder, "found"), Path(folder, "tally")
        corpus.mkdir()
        found.mkdir()
        seeds = tuple(_seeds(reader))
        for number, data in enumerate(seeds):
            (corpus / str(number)).write_bytes(data)
        log = Path(folder, "log")
        with log.open("wb") as output:
            target = [sys.executable, Path(__file__).with_name("coverage_target.py"), f".{reader}", tally, found]
            longest = max(4096, 2 * max(map(len, seeds)))
            options = [corpus, *limits, f"-max_len={longest}", f"-artifact_prefix={found}/"]
            code = subprocess.run([*target, *options], stdout=output, stderr=output, check=False).returncode
        said = log.read_text(encoding="utf-8", errors="replace")
        counts = TALLY.unpack(tally.read_bytes()) if tally.exists() else (0, 0, 0)
        kept = _moved(found, findings)
    coverage = _COVERAGE.findall(said)
    if (code and not kept) or not coverage:
        raise RuntimeError(f"the fuzzer of {reader} ended with code {code} and no finding:\n{said[-3000:]}")
    (first_edges, first_features), (last_edges, last_features) = coverage[0], coverage[-1]
    died = int(code != 0)  # the last input of a process that died was not counted by it
    return Fuzzed(
        reader,
        sum(counts) + died,
        counts[0],
        counts[1],
        (first_edges, last_edges),
        (first_features, last_features),
        kept,
    )


def _moved(found: Path, findings: Path) -> tuple[Path, ...]:
    """The inputs of a folder, moved to another together with their tracebacks."""
    files = sorted(found.iterdir())
    if files:
        findings.mkdir(parents=True, exist_ok=True)
    moved = [Path(shutil.move(file, findings / file.name)) for file in files]
    return tuple(file for file in moved if file.suffix != ".traceback")


def _seeds(reader: str) -> Iterator[bytes]:
    """The made files of a format; PDF files also without compression, which hides their text from a fuzzer."""
    yield SEEDS[reader]
    if reader == "pdf":
        with _uncompressed():
            yield pdf_file()
            yield made_pdfs.tables()
            yield made_pdfs.outlined([("Quays", 0, "There are nine quays."), ("Cranes", 1, "There are two cranes.")])
            yield made_pdfs.crossing_columns(["The harbour was dug in spring. " * 4, "The cranes came by sea. " * 4])
            yield made_pdfs.turned(["The lamp is lit at six."], degrees=90)
            yield made_pdfs.broken_words(("The adminis-", "tration of the har-"), ("bour is", "at the quay."))


@contextmanager
def _uncompressed() -> Iterator[None]:
    rl_config.pageCompression, before = 0, rl_config.pageCompression
    try:
        yield
    finally:
        rl_config.pageCompression = before


if __name__ == "__main__":
    sys.exit(main())
