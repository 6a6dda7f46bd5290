"""The process that atheris fuzzes a reader in; `coverage_fuzz.py` starts it: SUFFIX TALLY FINDINGS [libFuzzer's].

TALLY is a file of numbers that survive a crash (`fuzz_outcomes.TALLY`). Where a reader raises what none may, fuzzing
goes on: one input for each place that raises is kept in the folder FINDINGS, with its traceback.
"""

from __future__ import annotations

import hashlib
import mmap
import sys
import traceback
from pathlib import Path

import atheris
from fuzz_mutators import MUTATORS

# Parsers written in C are not seen into; what these tell apart is what leads the fuzzer.
with atheris.instrument_imports(include=["citespan", "docx", "trafilatura"]):
    import fuzz_outcomes

    import citespan.corpus.formats.registry as _formats


def main() -> None:
    """Fuzz; libFuzzer ends the process."""
    suffix, tally, findings, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["citespan", "docx", "trafilatura"]):
        _import_reader(suffix)
    target = _Target(suffix, Path(tally), Path(findings))
    mutator = {"custom_mutator": MUTATORS[suffix]} if suffix in MUTATORS else {}
    atheris.Setup([sys.argv[0], *options], target, **mutator)
    atheris.Fuzz()


def _import_reader(suffix: str) -> None:
    """Import the reader's libraries, so that they are instrumented and the first input is not charged for them."""
    find = _formats.record_extractor_for if suffix in _formats.RECORD_SUFFIXES else _formats.extractor_for
    find(suffix)


class _Target:
    def __init__(self, suffix: str, tally: Path, findings: Path) -> None:
        self._suffix = suffix
        self._findings = findings
        self._counts = [0, 0, 0]
        self._kept: set[str] = set()
        tally.write_bytes(fuzz_outcomes.TALLY.pack(*self._counts))
        with tally.open("r+b") as file:
            self._tally = mmap.mmap(file.fileno(), fuzz_outcomes.TALLY.size)

    def __call__(self, data: bytes) -> None:
        """Let the reader read an input, and count what becomes of it."""
        try:
            place = list(fuzz_outcomes.Outcome).index(fuzz_outcomes.outcome(data, suffix=self._suffix))
        except Exception as exc:  # noqa: BLE001  # that is what is looked for
            place = 2
            self._keep(data, exc)
        self._counts[place] += 1
        self._tally[:] = fuzz_outcomes.TALLY.pack(*self._counts)

    def _keep(self, data: bytes, exc: Exception) -> None:
        raised = traceback.extract_tb(exc.__traceback__)[-1]
        kind = f"{type(exc).__module__}.{type(exc).__name__}"
        where = f"{kind} {raised.filename}:{raised.lineno}"
        if where not in self._kept:
            self._kept.add(where)
            file = self._findings / f"{kind}-{hashlib.sha256(data).hexdigest()[:12]}{self._suffix}"
            file.write_bytes(data)
            told = "".join(traceback.format_exception(exc))
            file.with_name(f"{file.name}.traceback").write_text(told, encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
