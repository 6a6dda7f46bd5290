"""Trees with line numbers: what YAML and JSON lines hold before anybody knows what it means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from citespan.corpus.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Tree = dict[str, "Tree"] | list["Tree"] | str | int | float | bool | None
Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A tree and the line, counting from 1, on which each part of it stands, by the steps that lead there."""

    tree: Tree
    lines: dict[Steps, int]

    def line(self, steps: Sequence[str | int]) -> int:
        """The line of what stands at `steps`, or of the innermost part around it that is there."""
        known = tuple(steps)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known, 1)


def yaml_tree(text: str, *, path: Path) -> Located:
    """The tree of a YAML document. Every scalar is the text that was written: `no` and `2024` are words here.

    Raises:
        LoadError: if it is not YAML, names a key twice or uses aliases; the message names the line.
    """
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        raise LoadError(f"{path}:{line}: not YAML: {exc.problem}; fix the indentation or quote the text") from exc
    except (yaml.YAMLError, RecursionError) as exc:
        raise LoadError(f"{path}: not YAML: {exc}") from exc
    lines: dict[Steps, int] = {}
    if root is None:
        return Located(None, lines)
    return Located(_plain(root, (), lines, set(), path), lines)


def json_lines(text: str, *, path: Path) -> Iterator[Located]:
    """The trees of the lines that are not blank.

    Raises:
        LoadError: if a line is not JSON or names a key twice; the message names the line.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line, object_pairs_hook=_without_twins, parse_constant=_no_constant)
        except (ValueError, RecursionError) as exc:
            raise LoadError(f"{path}:{number}: not JSON: {exc}; write one object a line") from exc
        yield Located(tree, {(): number})


def _plain(node: yaml.Node, steps: Steps, lines: dict[Steps, int], seen: set[int], path: Path) -> Tree:
    line = node.start_mark.line + 1
    lines.setdefault(steps, line)
    if id(node) in seen:  # An alias could make a small file a huge tree, or an endless one.
        raise LoadError(f"{path}:{line}: {_dotted(steps)}: aliases are not supported; write it out")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        tree: dict[str, Tree] = {}
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise LoadError(f"{path}:{at}: a field's name must be a word")
            if key.value in tree:
                raise LoadError(f"{path}:{at}: {_dotted((*steps, key.value))}: stands twice; leave one out")
            lines[*steps, key.value] = at
            tree[key.value] = _plain(value, (*steps, key.value), lines, seen, path)
        return tree
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*steps, number), lines, seen, path) for number, item in enumerate(node.value)]
    return str(node.value)


def _dotted(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _without_twins(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twin!r} stands twice")
    return tree


def _no_constant(name: str) -> Tree:
    raise ValueError(f"{name} is not a number of JSON")
