"""Writing case files, in the form that their reader takes."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from citespan.qa.regression.case_file.load import case_id_of
from citespan.qa.regression.cases import SAMPLE, Match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citespan.qa.regression.case_file.trees import Tree
    from citespan.qa.regression.cases import CaseFile, KnownQuestion, Place, RegressionCase, Side


class _Dumper(yaml.SafeDumper):
    """Writes texts with unusual line breaks in double quotes, the only form in which YAML keeps them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = all(character.isprintable() for character in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)

_PLACE_FIELDS = ("document", "quote", "start", "end", "quote_sha256", "document_sha256", "page")


def header_of(file: CaseFile) -> dict[str, Tree]:
    """What counts for a whole file, as a file beside it would say it."""
    tree: dict[str, Tree] = {}
    corpus = file.corpus
    if corpus and corpus.sample:
        tree["corpus"] = SAMPLE
    elif corpus and corpus.index is not None:
        tree["index"] = _beside(corpus.index, file)
    elif corpus:
        tree["corpus"] = [_beside(path, file) for path in corpus.paths]
    if limits := {name: value for name, value in asdict(file.thresholds).items() if value is not None}:
        tree["thresholds"] = dict(limits)
    return tree


def yaml_text(header: Mapping[str, Tree], cases: Sequence[RegressionCase]) -> str:
    """A YAML case file."""
    tree = {**header, "cases": [_case(case) for case in cases]}
    text: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text


def json_lines_text(header: Mapping[str, Tree], cases: Sequence[RegressionCase]) -> str:
    """A JSON lines case file; without a header line where the header is empty."""
    trees = [*([header] if header else []), *(_case(case) for case in cases)]
    return "".join(json.dumps(tree, ensure_ascii=False) + "\n" for tree in trees)


def _beside(path: Path, file: CaseFile) -> str:
    return Path(os.path.relpath(path, file.path.parent)).as_posix()


def _case(case: RegressionCase) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    if case.case_id != case_id_of(case.questions[0].text):
        tree["id"] = case.case_id
    if len(case.questions) == 1:
        tree |= _question(case.questions[0])
    else:
        tree["turns"] = [_question(question) for question in case.questions]
    if case.tags:
        tree["tags"] = list(case.tags)
    if case.review:
        tree["review"] = True
    return tree


def _question(question: KnownQuestion) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"question": question.text}
    if question.in_full is not None:
        tree["in_full"] = question.in_full
    if question.match is not Match.SQUAD:
        tree["match"] = question.match.value
    if question.tolerance:
        tree["tolerance"] = question.tolerance
    if question.conflict:
        tree["conflict"] = [_side(side) for side in question.conflict]
    elif question.items:
        tree["items"] = [side.answers[0] for side in question.items]
        if cited := question.items[0].cited:
            tree["cited"] = [_place(place) for place in cited]
    elif question.expected:
        tree |= _side(question.expected)
    else:
        tree["unanswerable"] = True
    return tree


def _side(side: Side) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    if side.answers:
        tree["answers"] = list(side.answers)
    if side.cited:
        tree["cited"] = [_place(place) for place in side.cited]
    return tree


def _place(place: Place) -> dict[str, Tree]:
    return {name: value for name in _PLACE_FIELDS if (value := getattr(place, name)) is not None}
