"""Reading case files: from YAML or JSON lines to cases, or to one line that says what is wrong and where."""

from __future__ import annotations

import hashlib
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from citespan.corpus.errors import LoadError
from citespan.qa.regression.case_file.trees import Located, json_lines, yaml_tree
from citespan.qa.regression.case_file.wire import (
    CaseModel,
    ConversationModel,
    HeaderModel,
    PlaceModel,
    QuestionModel,
    SideModel,
    ThresholdsModel,
    TurnModel,
)
from citespan.qa.regression.cases import (
    SAMPLE,
    SUFFIXES,
    CaseFile,
    Corpus,
    KnownQuestion,
    Place,
    RegressionCase,
    Side,
    Thresholds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.qa.regression.case_file.trees import Steps, Tree

_SLUG_CHARACTERS = 60
_Model = TypeVar("_Model", bound=BaseModel)


def read_case_file(path: Path) -> CaseFile:
    """The cases in a file, and what counts for all of them.

    Raises:
        LoadError: if it cannot be read or is malformed; the message names file, line, field and remedy.
    """
    if not path.name.endswith(SUFFIXES):
        raise LoadError(f"{path}: no case file by its name; those end in {', '.join(SUFFIXES)}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise LoadError(f"{path}: cannot be read: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise LoadError(f"{path}: not UTF-8 at byte {exc.start}; save it as UTF-8") from exc
    header, located = _split_lines(text, path) if path.name.endswith(".jsonl") else _split_tree(text, path)
    cases = tuple(_case(one, path) for one in located)
    if not cases:
        raise LoadError(f"{path}: holds no case; write one, or delete the file")
    _check_ids(cases, path)
    return CaseFile(path, cases, _corpus(header, path), Thresholds(**header.thresholds.model_dump()))


def read_cases(text: str, *, path: Path) -> tuple[RegressionCase, ...]:
    """The cases in the text of a YAML case file, which errors call `path`.

    Raises:
        LoadError: if it is malformed.
    """
    _, located = _split_tree(text, path)
    return tuple(_case(one, path) for one in located)


def case_id_of(question: str) -> str:
    """The id of a case that has none: its words, shortened, with a digest of the whole where letters were lost."""
    slug = re.sub(r"[^a-z0-9]+", "-", question.lower()).strip("-")
    if slug and len(slug) <= _SLUG_CHARACTERS and question.isascii():
        return slug
    digest = hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug[:_SLUG_CHARACTERS].strip('-')}-{digest}".lstrip("-")


def _split_tree(text: str, path: Path) -> tuple[HeaderModel, list[Located]]:
    """A YAML file's header, and its cases with their own lines."""
    whole = yaml_tree(text, path=path)
    if not isinstance(whole.tree, dict):
        raise LoadError(f"{path}:1: a case file is a mapping with the field cases; see docs/regression.md")
    tree = dict(whole.tree)
    cases = tree.pop("cases", [])
    if not isinstance(cases, list):
        raise LoadError(f"{path}:{whole.line(('cases',))}: cases: write a list, each case after a dash")
    header = _checked(HeaderModel, Located(tree, whole.lines), path)
    return header, [Located(case, _below(whole, ("cases", number))) for number, case in enumerate(cases)]


def _split_lines(text: str, path: Path) -> tuple[HeaderModel, list[Located]]:
    """A JSON lines file's header, if its first line is one, and its cases."""
    located = list(json_lines(text, path=path))
    first = located[0].tree if located else None
    if isinstance(first, dict) and not {"question", "turns"} & set(first):
        return _checked(HeaderModel, located[0], path), located[1:]
    return HeaderModel(), located


def _below(whole: Located, steps: Steps) -> dict[Steps, int]:
    return {at[len(steps) :]: line for at, line in whole.lines.items() if at[: len(steps)] == steps}


def _case(located: Located, path: Path) -> RegressionCase:
    line = located.line(())
    if isinstance(located.tree, dict) and "turns" in located.tree:
        conversation = _checked(ConversationModel, located, path)
        turns = tuple(_question(turn) for turn in conversation.turns)
        name = conversation.id or case_id_of(turns[0].text)
        return RegressionCase(name, line, turns, conversation.tags, conversation.review)
    model = _checked(CaseModel, located, path)
    return RegressionCase(model.id or case_id_of(model.question), line, (_question(model),), model.tags, model.review)


def _question(model: QuestionModel) -> KnownQuestion:
    places = tuple(map(_place, model.cited))
    expected = Side(model.answers, places) if model.answers or (places and not model.items) else None
    in_full = model.in_full if isinstance(model, TurnModel) else None
    conflict = tuple(map(_side, model.conflict))
    items = tuple(Side((item,), places) for item in model.items)
    return KnownQuestion(model.question, expected, conflict, model.match, model.tolerance, in_full, items)


def _side(model: SideModel) -> Side:
    return Side(model.answers, tuple(map(_place, model.cited)))


def _place(model: PlaceModel) -> Place:
    return Place(**model.model_dump())


def _corpus(header: HeaderModel, path: Path) -> Corpus | None:
    if header.index is not None:
        return Corpus(index=path.parent / header.index)
    if header.corpus is None:
        return None
    if header.corpus == SAMPLE:
        return Corpus(sample=True)
    return Corpus(paths=tuple(path.parent / name for name in header.corpus))


def _check_ids(cases: tuple[RegressionCase, ...], path: Path) -> None:
    lines: dict[str, int] = {}
    for case in cases:
        if case.case_id in lines:
            raise LoadError(
                f"{path}:{case.line}: id: {case.case_id!r} is also the case on line {lines[case.case_id]};"
                " give one of them an id of its own, or delete it"
            )
        lines[case.case_id] = case.line


def _checked(model: type[_Model], located: Located, path: Path) -> _Model:
    try:
        return model.model_validate(located.tree)
    except ValidationError as exc:
        errors = exc.errors()
        error = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
        steps = error["loc"]
        field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
        named = f" {field}:" if field else ""
        remedy = "; ".join(_remedies(model, error["type"], located.tree, steps))
        message = error["msg"].removeprefix("Value error, ").replace("Extra inputs are not permitted", "unknown field")
        raise LoadError(f"{path}:{located.line(steps)}:{named} {message}{remedy and f'; {remedy}'}") from exc


def _fields_at(model: type[BaseModel], steps: Steps) -> tuple[str, ...]:
    """The fields that may stand where `steps` lead to: those of the innermost model on the way."""
    below: dict[str | int, type[BaseModel]] = {
        "cited": PlaceModel,
        "conflict": SideModel,
        "turns": TurnModel,
        "thresholds": ThresholdsModel,
    }
    inner = [below[step] for step in steps[:-1] if step in below]
    innermost = inner[-1] if inner else model
    return tuple(innermost.model_fields)


def _remedies(model: type[BaseModel], kind: str, tree: Tree, steps: Steps) -> Iterator[str]:
    if kind == "value_error":  # These messages are our own and say it themselves.
        return
    if not isinstance(tree, dict):
        yield "a case is a mapping with the field question"
    elif kind == "extra_forbidden":
        fields = _fields_at(model, steps)
        if meant := get_close_matches(str(steps[-1]), fields, n=1):
            yield f"did you mean {meant[0]}?"
        yield f"fields here are {', '.join(fields)}"
    elif kind in ("string_type", "string_sub_type"):
        yield "write text, in quotes"
    elif kind in ("tuple_type", "list_type"):
        yield "write a list, such as [first, second]"
    else:
        yield "see docs/regression.md for what goes here"
