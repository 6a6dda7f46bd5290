"""Runs every check there is, in the order in which they fail fastest: `python tests/check.py [pytest arguments]`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "qa", "api")


def main() -> int:
    """Run the checks; the exit code is that of the first that fails."""
    names = ROOT / ".mypy_path"
    names.mkdir(exist_ok=True)
    if not (names / "citespan").exists():
        (names / "citespan").symlink_to("..", target_is_directory=True)
    packages = [argument for package in PACKAGES for argument in ("-p", f"citespan.{package}")]
    commands = (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy", *packages),
        ("pytest", "-n", "2", "--dist", "loadfile", *sys.argv[1:]),
    )
    for command in commands:
        print("+", *command, flush=True)
        environment = {**os.environ, "MYPYPATH": str(names)}
        code = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
