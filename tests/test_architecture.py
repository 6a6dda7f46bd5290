"""The rooms and their one direction, held by tests."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from citespan.api.http.statuses import status_of
from citespan.corpus import errors

ROOT = Path(__file__).parents[1]
ROOMS = ("corpus", "index", "qa", "api")  # an import points from later to earlier, or stays


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name.split(".")[1] for name in found if name.startswith("citespan.")}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_downhill(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    below = set(ROOMS[: ROOMS.index(room) + 1])
    assert {str(file): _imports(file) - below for file in files if _imports(file) - below} == {}


def test_the_rooms_use_each_other() -> None:
    """Guards the test above: if it saw no imports at all, it could not fail."""
    seen = {room: set().union(*(_imports(file) for file in (ROOT / room).rglob("*.py"))) for room in ROOMS}
    assert seen["index"] >= {"corpus"}
    assert seen["qa"] >= {"corpus", "index"}
    assert seen["api"] >= {"corpus", "index", "qa"}


def test_every_module_is_packaged() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {file.parent.relative_to(ROOT).as_posix() for room in ROOMS for file in (ROOT / room).rglob("*.py")}
    assert folders == {package.removeprefix("citespan.").replace(".", "/") for package in packages}


def test_the_command_line_starts_without_heavy_libraries() -> None:
    heavy = ("torch", "faiss", "numpy", "pydantic")
    code = f"import sys, citespan.api.cli.main; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_errors_form_one_documented_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert len(kinds) > 1
    assert all(issubclass(kind, errors.CitespanError) and kind.__doc__ for kind in kinds)


def test_every_error_has_an_http_status() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type):
            assert status_of(kind("x")) >= 400
