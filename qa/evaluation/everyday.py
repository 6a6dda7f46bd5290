"""Everyday questions: what people ask of their own documents, and when an answer to one counts as right.

A folder of them holds `docs/` and `questions.jsonl`, one JSON object a line: `id`, `question`, `document` (a file in
`docs/`), `kind`, `style`, `answers` (best first; code-point offsets into the document's text, none for formats with
pages) and, optionally, `accept` (further texts that are right) and `subject`. Without answers the document is silent.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.index.search.query import has_content_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

QUESTIONS, DOCUMENTS = "questions.jsonl", "docs"
LONGEST_WORDS = 60
"""An answer of more words is no answer, but a place to look; steps may have `LONGEST_STEPS_WORDS`."""
LONGEST_STEPS_WORDS = 120
SHORT_TOKENS = 8
"""Of an accepted text of more tokens, a scrap is no answer: a third of its content words has to be there."""
RIGHT_F1 = 0.5

_LINK = regex.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = regex.compile(r"</?\p{L}[^>@]*>")
_MARKUP = regex.compile(r"[*_`|]")
_TOKEN = regex.compile(r"[$£€@]?\w+(?:[.,:'/@\-]\w+)*%?")
_EVENED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_NEGATION = regex.compile(r"no|not|never|none|cannot|only|without|\w+n't")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A text that answers a question; `span` is where it was marked, in code points, None where offsets have no use."""

    text: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class EverydayQuestion:
    """A question that somebody asks of `document`; `golds` are the marked answers, best first, none if it has none.

    `accept` are all texts that are right, the golds' among them.
    """

    question_id: str
    question: str
    document: str
    kind: str
    style: str
    subject: str
    golds: tuple[GoldSpan, ...] = field(repr=False)
    accept: tuple[str, ...] = field(repr=False)

    @property
    def is_answerable(self) -> bool:
        """True if the document answers it."""
        return bool(self.accept)


def load_everyday(folder: Path) -> tuple[EverydayQuestion, ...]:
    """Return the questions of a folder, in their order.

    Raises:
        LoadError: if the file is missing or a line is no everyday question; the message names the line.
    """
    path = folder / QUESTIONS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise LoadError(f"{path}: cannot be read ({exc}); name a folder with {DOCUMENTS}/ and {QUESTIONS}") from exc
    return tuple(_question(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip())


def _question(line: str, place: str) -> EverydayQuestion:
    try:
        row = json.loads(line)
        golds = tuple(
            GoldSpan(str(gold["text"]), None if gold.get("start") is None else Span(gold["start"], gold["end"]))
            for gold in row.get("answers", ())
        )
        return EverydayQuestion(
            question_id=str(row["id"]),
            question=str(row["question"]),
            document=str(row["document"]),
            kind=str(row.get("kind", "")),
            style=str(row.get("style", "")),
            subject=str(row.get("subject", "")),
            golds=golds,
            accept=tuple(dict.fromkeys([*(gold.text for gold in golds), *map(str, row.get("accept", ()))])),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise LoadError(f"{place}: not an everyday question ({exc!r}); docs/evaluation.md shows one") from exc


def says(answer: str, accept: Sequence[str], *, kind: str) -> bool:
    """True if `answer` says what one of the accepted texts says, in at most as many words as an answer may have.

    It does if it holds that text; if that text holds it, or their F1 is `RIGHT_F1` or more, and they share a content
    word. In the latter two cases a number must be shared where a short accepted text has one, and a yes-or-no answer
    must hold a negation where the accepted text does. Markup, quotation marks, dashes and case make no difference.
    """
    given = _tokens(answer)
    if not given or len(given) > (LONGEST_STEPS_WORDS if kind == "steps" else LONGEST_WORDS):
        return False
    return any(_says_one(given, wanted, kind) for text in accept if (wanted := _tokens(text)))


def _says_one(given: list[str], wanted: list[str], kind: str) -> bool:
    if _holds(given, wanted):
        return True
    is_short = len(wanted) <= SHORT_TOKENS
    if is_short and _numbers(wanted) and not _numbers(wanted) & _numbers(given):
        return False
    if kind == "yes-no" and _is_negated(wanted) and not _is_negated(given):
        return False
    content = _content(given)
    if _holds(wanted, given) and len(content) >= (1 if is_short else len(_content(wanted)) / 3):
        return True
    return _f1(given, wanted) >= RIGHT_F1 and bool({*content} & {*_content(wanted)})


def _tokens(text: str) -> list[str]:
    plain = _MARKUP.sub("", _TAG.sub(" ", _LINK.sub(r"\1", text.translate(_EVENED))))
    return _TOKEN.findall(plain.lower())


def _holds(longer: list[str], shorter: list[str]) -> bool:
    n = len(shorter)
    return any(longer[place : place + n] == shorter for place in range(len(longer) - n + 1))


def _content(tokens: list[str]) -> list[str]:
    return [token for token in tokens if has_content_word(token) or _numbers([token])]


def _numbers(tokens: list[str]) -> set[str]:
    return {token for token in tokens if any(character.isdigit() for character in token)}


def _is_negated(tokens: list[str]) -> bool:
    return any(_NEGATION.fullmatch(token) for token in tokens)


def _f1(given: list[str], wanted: list[str]) -> float:
    return 2 * sum((Counter(given) & Counter(wanted)).values()) / (len(given) + len(wanted))
