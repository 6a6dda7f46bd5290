"""Reading responses back: from what `--json`, `--batch` and HTTP gave to the response that it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import LoadError
from citespan.qa.answer import Response
from citespan.qa.rules.verdict import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic.main import IncEx


_OF_EACH_PART: dict[str, IncEx | bool] = {"__all__": {"explanation"}}
_EXPLANATIONS: dict[str, IncEx | bool] = {"explanation": True, "parts": _OF_EACH_PART}


def read_responses(file: Path) -> tuple[Response, ...]:
    """The responses in a file: one JSON value, or one a line; `-` is standard input. Explanations are left out.

    Errors of a batch are skipped: they cite nothing.

    Raises:
        LoadError: if the file cannot be read, or holds anything else; the message names line and field.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as exc:
        raise LoadError(f"{file}: cannot be read: {exc.strerror or exc}") from exc
    return parse_responses(data, name=str(file))


def parse_responses(data: bytes, *, name: str) -> tuple[Response, ...]:
    """The responses in `data`, which errors call `name`: one JSON value, or one a line.

    Raises:
        LoadError: if it holds anything else; the message names line and field.
    """
    found = []
    for line, tree in _trees(data, name):
        if isinstance(tree, dict) and tree.get("status") == "error":
            continue
        try:
            found.append(response_from(ResponseModel.model_validate_json(json.dumps(tree), strict=True)))
        except RecursionError as exc:
            raise LoadError(f"{name}:{line}: not a response of citespan: it is nested too deeply") from exc
        except ValidationError as exc:
            first = exc.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the whole"
            raise LoadError(f"{name}:{line}: not a response of citespan: {where}: {first['msg']}") from exc
    if not found:
        raise LoadError(f"{name}: holds no response; give what 'citespan ask --json' printed")
    return tuple(found)


def _trees(data: bytes, name: str) -> list[tuple[int, object]]:
    """The JSON values in `data` with the lines where they begin: one for all, or one a line."""
    try:
        text = data.decode("utf-8-sig")
        return [(1, json.loads(text, object_pairs_hook=_without_twins))]
    except UnicodeDecodeError as exc:
        raise LoadError(f"{name}: is not UTF-8 at byte {exc.start}") from exc
    except (ValueError, RecursionError):
        pass
    trees: list[tuple[int, object]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                trees.append((number, json.loads(line, object_pairs_hook=_without_twins)))
            except (ValueError, RecursionError) as exc:
                raise LoadError(f"{name}:{number}: is not JSON: {exc}") from exc
    return trees


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object with these keys; one that stands twice could be read in two ways."""
    tree = dict(pairs)
    if len(tree) < len(pairs):
        twins = sorted({key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1})
        raise LoadError(f"not a response of citespan: {', '.join(twins)} stands twice in one object")
    return tree


def response_from(model: ResponseModel) -> Response:
    """The response that `model` carries, without its explanation."""
    return _adapter().validate_python(model.model_dump(exclude=_EXPLANATIONS))


@cache
def _adapter() -> TypeAdapter[Response]:
    adapter = TypeAdapter(Response, config=None)
    adapter.rebuild(_types_namespace={"Mapping": Mapping, "Refusal": Refusal, "Explanation": object})
    return adapter
