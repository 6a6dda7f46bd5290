"""A response as Markdown: the answers with footnotes that name and quote where they stand."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from citespan.api.wire.plain_words import lines_of
from citespan.api.wire.reading import response_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.wire.response import AnswerModel, CitationModel, ResponseModel

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")


def footnoted(response: ResponseModel) -> str:
    """The answers, each with its footnotes; or the sentence that says why there is none."""
    if not response.answers:
        return _escaped(lines_of(response_from(response))[0])
    numbers = count(1)
    numbered = [(answer, [(next(numbers), citation) for citation in answer.citations]) for answer in response.answers]
    said = "\n".join(_line(answer, notes, listed=len(numbered) > 1) for answer, notes in numbered)
    return "\n\n".join((said, "\n".join(_notes(notes) for _, notes in numbered)))


def _line(answer: AnswerModel, notes: list[tuple[int, CitationModel]], *, listed: bool) -> str:
    marks = "".join(f"[^{number}]" for number, _ in notes)
    said = re.sub(r"^([-+]|\d+(?=[.)]))", r"\1\\", _escaped(answer.text))  # at the start of a line these make a list
    return f"{'- ' if listed else ''}{said}{marks}"


def _notes(notes: list[tuple[int, CitationModel]]) -> str:
    return "\n".join(f"[^{number}]: {_note(citation)}" for number, citation in notes)


def _note(citation: CitationModel) -> str:
    """The evidence with the quote in bold, and its place."""
    evidence = citation.evidence
    start, end = citation.start - evidence.start, citation.end - evidence.start
    before, quote, after = evidence.exact[:start], evidence.exact[start:end], evidence.exact[end:]
    return f"“{_escaped(before)}**{_escaped(quote)}**{_escaped(after)}” {', '.join(_place(citation))}."


def _place(citation: CitationModel) -> Iterator[str]:
    title = _escaped(citation.title)
    yield f"[{title}](<{citation.link}>)" if citation.link else title
    yield _escaped(citation.source)
    if citation.section:
        yield " › ".join(map(_escaped, citation.section))
    if citation.page is not None:
        yield f"page {citation.page}"
    if citation.ocr is not None:
        yield f"recognised (OCR, {citation.ocr:.2f})"
    if citation.published:
        yield _escaped(citation.published)
    yield f"characters {citation.start}–{citation.end}"


def _escaped(text: str) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would take for its own."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s", " ", text))
