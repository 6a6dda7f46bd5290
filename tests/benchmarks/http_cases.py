"""Sends made-up requests to a real server and holds every reply against the OpenAPI document.

    python tests/benchmarks/http_cases.py --examples 100

starts `citespan serve` with an index of the sample documents, lets Schemathesis generate requests of all kinds
(examples, boundaries, random ones that fit the document and that do not, sequences) with all of its checks, and exits
with 1 if one fails.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from measurements import write
from served import served_copy

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIGURATION = Path(__file__).with_name("http_cases.toml")
ALL_PHASES = "examples,coverage,fuzzing,stateful"


@dataclass(frozen=True, slots=True)
class Run:
    """How many requests were sent, whether all replies were right, and what Schemathesis said."""

    cases: int
    passed: bool
    output: str


def send_cases(
    address: str,
    *,
    examples: int,
    phases: str = ALL_PHASES,
    seed: int = 1,
    configuration: Path = CONFIGURATION,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Send requests to the server at `address`, about `examples` random ones for each operation.

    Schemathesis runs with `configuration`, and with these variables in its `environment` beside those of this process.
    """
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"]
    command += [f"{address}/openapi.json", "--checks", "all", "--continue-on-failure", "--phases", phases]
    command += ["--max-examples", str(examples), "--seed", str(seed)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | dict(environment or {}),
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
    counted = re.search(r"^\s*([\d,]+) generated", done.stdout, re.MULTILINE)
    cases = int(counted[1].replace(",", "")) if counted else 0
    return Run(cases, done.returncode == 0, done.stdout + done.stderr)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=100, help="random requests for each operation, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write the figures to docs/measurements.md")
    arguments = parser.parse_args()
    with served_copy() as address:
        run = send_cases(address, examples=arguments.examples, seed=arguments.seed)
    print(run.output)
    print(f"{run.cases} cases: {'no failure' if run.passed else 'failures'}")
    if arguments.write:
        lines = [f"{run.cases} requests, {'no failure' if run.passed else 'with failures'}."]
        command = f"python tests/benchmarks/http_cases.py --examples {arguments.examples} --write"
        write("http-cases", lines, command=command)
    return 0 if run.passed and run.cases else 1


if __name__ == "__main__":
    sys.exit(main())
