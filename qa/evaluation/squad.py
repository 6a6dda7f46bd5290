"""Question files in SQuAD format: read, checked, and flattened to one record per question."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """An answer that somebody marked in a context: `context[start:start + len(text)] == text`."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The code point after the answer's last, in the context."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question about one context; `answers` is empty if and only if the context does not answer it.

    `paragraph` counts the article's contexts from 0. Offsets are code points into `context`.
    """

    question_id: str
    question: str
    title: str
    paragraph: int
    context: str = field(repr=False)
    answers: tuple[GoldAnswer, ...]

    @property
    def is_answerable(self) -> bool:
        """True if the context holds an answer."""
        return bool(self.answers)

    @property
    def gold_texts(self) -> tuple[str, ...]:
        """The texts of the gold answers, in the file's order."""
        return tuple(answer.text for answer in self.answers)


def load_squad(path: Path | str) -> tuple[SquadQuestion, ...]:
    """Return every question of a SQuAD 1.1 or 2.0 file, in order; the file may be gzipped.

    Raises:
        LoadError: if the file is missing, is not JSON, is not of SQuAD's shape, or an answer does not stand
        at its
            offset; the message names the file and the place.
    """
    path = Path(path)
    tree = _mapping(_read_json(path), f"{path}")
    return tuple(_questions(tree, path))


def _read_json(path: Path) -> object:
    try:
        raw = path.read_bytes()
        if raw.startswith(GZIP_MAGIC):
            raw = gzip.decompress(raw)
        parsed: object = json.loads(raw)
    except (OSError, EOFError, zlib.error) as exc:
        raise LoadError(f"{path}: cannot be read ({exc}); name a SQuAD file, JSON or gzipped JSON") from exc
    except ValueError as exc:
        raise LoadError(f"{path}: is not JSON ({exc}); name a SQuAD file, JSON or gzipped JSON") from exc
    return parsed


def _questions(tree: Mapping[str, object], path: Path) -> Iterator[SquadQuestion]:
    for article_number, article_tree in enumerate(_list(tree, "data", f"{path}")):
        place = f"{path}: data[{article_number}]"
        article = _mapping(article_tree, place)
        title = _text(article, "title", place) if "title" in article else ""
        for number, paragraph_tree in enumerate(_list(article, "paragraphs", place)):
            paragraph_place = f"{place}.paragraphs[{number}]"
            paragraph = _mapping(paragraph_tree, paragraph_place)
            context = _text(paragraph, "context", paragraph_place)
            for qa_number, qa in enumerate(_list(paragraph, "qas", paragraph_place)):
                qa_place = f"{paragraph_place}.qas[{qa_number}]"
                yield _question(_mapping(qa, qa_place), qa_place, title, number, context)


def _question(qa: Mapping[str, object], place: str, title: str, paragraph: int, context: str) -> SquadQuestion:
    impossible = qa.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise LoadError(f"{place}: is_impossible is {impossible!r}; it must be true or false")
    answers = tuple(
        _answer(_mapping(answer, f"{place}.answers[{number}]"), f"{place}.answers[{number}]", context)
        for number, answer in enumerate(_list(qa, "answers", place))
    )
    if impossible and answers:
        raise LoadError(f"{place}: is_impossible is true but there are {len(answers)} answers; remove one or the other")
    if not impossible and not answers:
        raise LoadError(f"{place}: there is no answer and is_impossible is not true; add one or the other")
    return SquadQuestion(
        question_id=_text(qa, "id", place),
        question=_text(qa, "question", place),
        title=title,
        paragraph=paragraph,
        context=context,
        answers=answers,
    )


def _answer(answer: Mapping[str, object], place: str, context: str) -> GoldAnswer:
    text = _text(answer, "text", place)
    start = answer.get("answer_start")
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        raise LoadError(f"{place}: answer_start is {start!r}; it must be a code-point offset into the context")
    if not text:
        raise LoadError(f"{place}: the answer's text is empty")
    found = context[start : start + len(text)]
    if found != text:
        raise LoadError(
            f"{place}: the answer {text!r} does not stand at offset {start}, where the context has {found!r};"
            " offsets count Unicode code points"
        )
    return GoldAnswer(text=text, start=start)


def _mapping(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise LoadError(f"{place}: is {type(value).__name__}, not an object; the file is not in SQuAD format")
    return value


def _list(parent: Mapping[str, object], key: str, place: str) -> list[object]:
    value = parent.get(key)
    if not isinstance(value, list):
        raise LoadError(f"{place}: has no list {key!r}; the file is not in SQuAD format")
    return value


def _text(parent: Mapping[str, object], key: str, place: str) -> str:
    value = parent.get(key)
    if not isinstance(value, str):
        raise LoadError(f"{place}: {key} is {value!r}, not a text; the file is not in SQuAD format")
    return value
