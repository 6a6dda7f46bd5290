"""Patching: a case file's own text with some of its cases replaced, so that comments and layout stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.qa.regression.case_file.load import read_cases
from citespan.qa.regression.case_file.write import yaml_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from citespan.qa.regression.cases import RegressionCase

_ITEM = re.compile(r"^(\s*)-\s")
_COMMENT = re.compile(r"^\s*(?:#.*)?$")


def patched(text: str, before: Sequence[RegressionCase], after: Sequence[RegressionCase], *, path: Path) -> str | None:
    """The text of a YAML case file with those cases of `before` replaced that differ from `after`, at the same place.

    Comments stay, those inside a replaced case before it. None where the cases cannot be told apart by lines, such as
    in flow style: then the file has to be written as a whole.
    """
    lines = text.splitlines()
    starts = [_start(lines, case.line) for case in before]
    if len(set(starts)) < len(starts) or starts != sorted(starts) or any(start < 0 for start in starts):
        return None
    patched_lines = lines[: starts[0]] if starts else lines
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        block = lines[starts[number] : end]
        patched_lines += block if old == new else _replaced(block, new)
    made = "\n".join(patched_lines) + "\n"
    return made if _holds(made, after, path) else None


def _start(lines: Sequence[str], line: int) -> int:
    """The number of the line with the dash of the case on `line`, from 0; -1 if there is none."""
    for number in (line - 1, line - 2):
        if 0 <= number < len(lines) and _ITEM.match(lines[number]):
            return number
    return -1


def _replaced(block: Sequence[str], case: RegressionCase) -> list[str]:
    """The lines of a case, with the comments that stood in it before it and what stood behind it behind it."""
    match = _ITEM.match(block[0])
    indent = match[1] if match else ""
    end = len(block)
    while end > 1 and _COMMENT.match(block[end - 1]):
        end -= 1
    comments = [line for line in block[1:end] if line.lstrip().startswith("#")]
    item = yaml_text({}, [case]).splitlines()[1:]
    return [*comments, *(f"{indent}{line}" if line.strip() else line for line in item), *block[end:]]


def _holds(text: str, cases: Sequence[RegressionCase], path: Path) -> bool:
    """True if the text says just these cases."""
    try:
        found = read_cases(text, path=path)
    except LoadError:
        return False
    return [(one.case_id, one.questions, one.tags, one.review) for one in found] == [
        (one.case_id, one.questions, one.tags, one.review) for one in cases
    ]
