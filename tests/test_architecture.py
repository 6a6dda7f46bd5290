"""The rooms and their one direction, held by tests."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.corpus import errors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT = Path(__file__).parents[1]
ROOMS = ("corpus", "index", "qa", "api")  # an import points from later to earlier, or stays


FILES = {
    "citespan." + ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
}
MODULES_IN_A_FOLDER = 15
LINES_OF_A_MODULE = 300
NAMED_BY_CUSTOM = {"CitespanRetriever"}  # of each framework that `api/integrations` serves
FORMS = ("ings", "ing", "ions", "ion", "ed", "es", "s", "e")


class _Imports(ast.NodeVisitor):
    """Collects what a module imports when it runs, inside functions too; what only types need does not run."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                self.visit(other)
        else:
            self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module:
            self.found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}

    def visit_Import(self, node: ast.Import) -> None:
        self.found |= {name.name for name in node.names}


def _run_imports(source: str) -> set[str]:
    seen = _Imports()
    seen.visit(ast.parse(source))
    return seen.found


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    named = {name.split(".")[1] for name in found if name.startswith("citespan.")}
    return {"api" if name == "integrations" else name for name in named}  # a folder of api/, with a name of its own


def _circle(graph: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The modules of one circle, each importing the next and the last the first; empty if there is none."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as exc:
        return tuple(reversed(exc.args[1][1:]))
    return ()


def _root_of(name: str) -> tuple[str, ...]:
    """The words of a module's name without their endings."""
    return tuple(
        next((word.removesuffix(form) for form in FORMS if word.endswith(form) and len(word) > len(form) + 2), word)
        for word in name.split("_")
    )


def test_no_module_imports_itself_in_a_circle() -> None:
    ran = {name: _run_imports(file.read_text(encoding="utf-8")) for name, file in FILES.items()}
    graph = {name: {other for other in found if other in FILES and other != name} for name, found in ran.items()}
    assert sum(map(len, graph.values())) > len(FILES)
    assert _circle(graph) == ()


def test_a_circle_is_seen_through_a_function_but_not_through_types() -> None:
    lazy = "def f():\n    from citespan.b import g\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from citespan.b import g\n"
    back = {"citespan.b": ["citespan.a"]}
    assert set(_circle({"citespan.a": _run_imports(lazy) - {"citespan.b.g"}} | back)) == {"citespan.a", "citespan.b"}
    assert _circle({"citespan.a": _run_imports(typed)} | back) == ()


def test_no_folder_is_crowded() -> None:
    folders = Counter(file.parent.relative_to(ROOT).as_posix() for file in FILES.values() if file.stem != "__init__")
    assert {folder: count for folder, count in folders.items() if count > MODULES_IN_A_FOLDER} == {}


def test_no_module_is_long_nor_is_one_of_the_tests() -> None:
    files = (*FILES.values(), *(ROOT / "tests").rglob("*.py"))
    lines = {file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert len(lines) > len(FILES) + 200
    assert {name: count for name, count in lines.items() if count > LINES_OF_A_MODULE} == {}


def test_no_two_modules_have_names_that_differ_in_the_form_of_a_word() -> None:
    alike: dict[tuple[str, ...], set[str]] = {}
    for name in {file.stem for file in FILES.values()}:
        alike.setdefault(_root_of(name), set()).add(name)
    assert [names for names in alike.values() if len(names) > 1] == []
    assert _root_of("checks") == _root_of("checking") == _root_of("check")


def test_no_two_classes_have_the_same_name() -> None:
    homes: dict[str, list[str]] = {}
    for module, file in FILES.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(module)
    assert len(homes) > 300
    assert {name for name, modules in homes.items() if len(modules) > 1} == NAMED_BY_CUSTOM


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_downhill(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    below = set(ROOMS[: ROOMS.index(room) + 1])
    assert {str(file): _imports(file) - below for file in files if _imports(file) - below} == {}


def test_answering_needs_nothing_of_what_measures_or_trains() -> None:
    apart = ("citespan.qa.evaluation", "citespan.qa.training", "citespan.qa.regression")
    answering = {
        name: file for name, file in FILES.items() if name.startswith("citespan.qa") and not name.startswith(apart)
    }
    assert len(answering) > 40
    found = {
        name: {one for one in _run_imports(file.read_text()) if one.startswith(apart)}
        for name, file in answering.items()
    }
    assert {name: needed for name, needed in found.items() if needed} == {}


def test_the_rooms_use_each_other() -> None:
    """Guards the test above: if it saw no imports at all, it could not fail."""
    seen = {room: set().union(*(_imports(file) for file in (ROOT / room).rglob("*.py"))) for room in ROOMS}
    assert seen["index"] >= {"corpus"}
    assert seen["qa"] >= {"corpus", "index"}
    assert seen["api"] >= {"corpus", "index", "qa"}


def test_every_module_is_packaged() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {file.parent.relative_to(ROOT).as_posix() for room in ROOMS for file in (ROOT / room).rglob("*.py")}
    at_home = {"citespan": "api/public", "citespan.integrations": "api/integrations"}
    assert folders == {at_home.get(name, name.removeprefix("citespan.").replace(".", "/")) for name in packages}


def test_the_command_line_starts_without_heavy_libraries() -> None:
    heavy = ("torch", "faiss", "numpy", "pydantic")
    code = f"import sys, citespan.api.cli.main; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_errors_form_one_documented_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert len(kinds) > 1
    assert all(issubclass(kind, errors.CitespanError) and kind.__doc__ for kind in kinds)
