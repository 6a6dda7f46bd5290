"""How long one question takes from the command line, start included: `python tests/benchmarks/cold_start.py [--write]`.

Each command is started three times, and the best counts. Below stands where the imports of `ask` spend their time, by
package, as `python -X importtime` tells. `--write` puts both tables into docs/measurements.md; the machine should have
nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from measurements import write

from citespan.corpus.load import SAMPLE_ROOT

QUESTION = "Who is named as the commander of Jaish ul-Adl?"
RUNS = 3
LISTED = 12
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
_MAIN = "import sys; from citespan.api.cli.main import main; main()"


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """What one run of a command took."""

    seconds: float
    processor_seconds: float


def run(*arguments: str, environment: dict[str, str], options: tuple[str, ...] = ()) -> tuple[Taken, str]:
    """Run citespan with `arguments`; return what it took, and what it wrote to standard error.

    Raises:
        RuntimeError: if it gave no answer.
    """
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, *options, "-c", _MAIN, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise RuntimeError(f"{arguments} ended with {ended.returncode}: {ended.stderr[-2000:]}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, used), ended.stderr


def import_table(told: str) -> list[str]:
    """The packages whose modules took longest to import, by themselves, from what `-X importtime` wrote."""
    microseconds: dict[str, int] = defaultdict(int)
    modules: dict[str, int] = defaultdict(int)
    for own, module in _IMPORT.findall(told):
        package = module.partition(".")[0]
        name = "Python's own" if package in sys.stdlib_module_names else package
        microseconds[name] += int(own)
        modules[name] += 1
    ranked = sorted(microseconds, key=lambda name: -microseconds[name])
    shown, rest = ranked[:LISTED], ranked[LISTED:]
    rows = [(name, modules[name], microseconds[name]) for name in shown]
    rows.append(("others", sum(modules[name] for name in rest), sum(microseconds[name] for name in rest)))
    rows.append(("all", sum(modules.values()), sum(microseconds.values())))
    return [
        "| imported by `ask` | modules | ms |",
        "|---|---|---|",
        *(f"| {name} | {count} | {spent / 1000:.0f} |" for name, count, spent in rows),
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables to docs/measurements.md")
    options = parser.parse_args()
    lines = ["| command | seconds, best of three | of them on a processor |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "XDG_CACHE_HOME": scratch, "CITESPAN_INDEX": str(Path(scratch, "index"))}
        run("index", str(SAMPLE_ROOT), environment=environment)
        first, _ = run("ask", "--sample", QUESTION, environment=environment)
        lines.append(
            f"| `ask --sample`, the first time (one run) | {first.seconds:.2f} | {first.processor_seconds:.2f} |"
        )
        for arguments in (("ask", QUESTION), ("ask", "--sample", QUESTION), ("search", "sourdough"), ("--help",)):
            best = min(run(*arguments, environment=environment)[0] for _ in range(RUNS))
            said = " ".join(word for word in arguments if word not in (QUESTION, "sourdough"))
            lines.append(f"| `{said}` | {best.seconds:.2f} | {best.processor_seconds:.2f} |")
        _, told = run("ask", QUESTION, environment=environment, options=("-X", "importtime"))
    lines += ["", *import_table(told)]
    print("\n".join(lines))
    if options.write:
        write("cold-start", lines, command="python tests/benchmarks/cold_start.py --write")


if __name__ == "__main__":
    main()
