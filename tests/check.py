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
    names = lay_out(ROOT / ".mypy_path" / "citespan").parent
    commands = (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy", "-p", "citespan"),
        ("pytest", "-n", "2", "--dist", "loadfile", *sys.argv[1:]),
    )
    for command in commands:
        print("+", *command, flush=True)
        environment = {**os.environ, "MYPYPATH": str(names)}
        code = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=False).returncode
        if code:
            return code
    return 0


def lay_out(package: Path) -> Path:
    """Make a folder in which the rooms lie as they are installed, by links, so that mypy finds them by their names."""
    if package.is_symlink():  # as this file made it before there was `import citespan`
        package.unlink()
    package.mkdir(parents=True, exist_ok=True)
    targets = {room: f"../../{room}" for room in PACKAGES} | {
        "__init__.py": "../../api/public/__init__.py",
        "integrations": "../../api/integrations",
    }
    for name, target in targets.items():
        if not (package / name).is_symlink():
            (package / name).symlink_to(target)
    return package


if __name__ == "__main__":
    sys.exit(main())
