"""A conversation as a file: Markdown for people, JSON lines for `citespan verify` and `resolve`."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from citespan.api.terminal.render import SILENT, unsure
from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import UsageError
from citespan.qa.answer import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from citespan.api.chat.session import NumberedTurn
    from citespan.qa.answer import Citation, Response, ResponsePart

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])|^(\s*)([-+=]|\d+[.)])")


def write_conversation(file: Path, turns: Sequence[NumberedTurn]) -> None:
    """Write a conversation to `file`, in the form that its suffix says; an existing file is left as it is.

    Raises:
        UsageError: if the suffix is unknown, the file exists, or it cannot be written.
    """
    forms = {".md": _markdown, ".markdown": _markdown, ".jsonl": _json_lines, ".ndjson": _json_lines}
    form = forms.get(file.suffix.lower())
    if form is None:
        raise UsageError(f"{file}: its suffix says in which form; end it with .md or .jsonl")
    try:
        with file.open("x", encoding="utf-8", newline="") as stream:
            stream.writelines(f"{line}\n" for line in form(turns))
    except FileExistsError as exc:
        raise UsageError(f"{file}: exists and is not overwritten; name another file") from exc
    except OSError as exc:
        raise UsageError(f"{file}: cannot be written: {exc.strerror}; name another file") from exc


def _json_lines(turns: Sequence[NumberedTurn]) -> Iterator[str]:
    for turn in turns:
        yield ResponseModel.model_validate(turn.response.unexplained()).model_dump_json()


def _markdown(turns: Sequence[NumberedTurn]) -> Iterator[str]:
    receipt = turns[-1].response.receipt
    yield "# Conversation"
    yield ""
    yield f"citespan {receipt.citespan}, index `{receipt.index}`"
    for turn in turns:
        yield ""
        yield f"## {_escaped(turn.question)}"
        if turn.asked != turn.question:
            yield ""
            yield f"Asked: {_escaped(turn.asked)}"
        yield from _answers(turn)


def _answers(turn: NumberedTurn) -> Iterator[str]:
    numbers = count(turn.first)
    for part in turn.response.parts_or_self:
        if turn.response.parts:
            yield ""
            yield f"### {_escaped(part.question)}"
        if part.agreement is Agreement.CONFLICTING:
            yield ""
            yield "These documents disagree."
        for answer in part.answers:
            yield ""
            yield f"**{_escaped(answer.text)}** (confidence {answer.confidence:.2f})"
            for citation in answer.citations:
                yield from _cited(next(numbers), citation)
        if not part.answers:
            yield from _abstention(part, numbers, calibrated=turn.response.receipt.calibration is not None)


def _abstention(part: Response | ResponsePart, numbers: Iterator[int], *, calibrated: bool) -> Iterator[str]:
    yield ""
    if part.refused:
        yield _escaped(part.refused.sentence)
    else:
        yield unsure(part.lead, calibrated=calibrated) if part.lead else SILENT
    for citation in part.lead.citations if part.lead else ():
        yield from _cited(next(numbers), citation)
    if part.nearest:
        yield ""
        yield "Nearest passages (not an answer):"
    for near in part.nearest:
        yield from _passage(next(numbers), near.citation)


def _passage(number: int, citation: Citation) -> Iterator[str]:
    """A passage, with its best sentence in bold."""
    text, evidence = citation.exact, citation.evidence
    start, end = evidence.start - citation.start, evidence.end - citation.start
    pieces = (_escaped(text[:start]), f"**{_escaped(text[start:end]).strip()}**", _escaped(text[end:]))
    yield from _quoted(number, citation, " ".join(piece.strip() for piece in pieces if piece.strip()))


def _cited(number: int, citation: Citation) -> Iterator[str]:
    evidence = citation.evidence
    start, end = citation.start - evidence.start, citation.end - evidence.start
    before, exact, after = (_escaped(part) for part in (evidence.exact[:start], citation.exact, evidence.exact[end:]))
    row = f"{_escaped(citation.row.exact)} · " if citation.row and citation.has_row_elsewhere else ""
    yield from _quoted(number, citation, f"{row}{before}**{exact}**{after}")


def _quoted(number: int, citation: Citation, text: str) -> Iterator[str]:
    place = " › ".join(map(_escaped, (citation.source, *citation.section)))
    page = f", page {citation.page}" if citation.page is not None else ""
    recognised = f", recognised (OCR, {citation.ocr:.2f})" if citation.ocr is not None else ""
    published = f", {citation.published}" if citation.published else ""
    yield ""
    yield f"> {text}"
    yield ""
    yield f"[{number}] {place}{page}{recognised}{published}, characters {citation.start}-{citation.end}"
    if citation.link:
        yield f"<{citation.link}>"
    yield f"text SHA-256 `{citation.text_sha256}`"


def _escaped(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it is."""
    return _MARKUP.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", re.sub(r"\s+", " ", text))
