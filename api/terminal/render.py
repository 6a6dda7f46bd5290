"""Responses for people at a terminal: the answer first, its evidence with the span marked, and where it stands."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from citespan.api.terminal.printable import on_one_line, printable, printable_lines
from citespan.corpus.text.graphemes import boundary_at_or_after, boundary_at_or_before
from citespan.qa.answer import Agreement, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from citespan.qa.answer import Answer, Citation, Response, ResponsePart
    from citespan.qa.explanation import Explanation

_AROUND = 300
MEASURE = 100
"""The longest line of a paragraph, in columns: longer ones are hard to read."""

SILENT = "These documents do not say."


def print_response(console: Console, response: Response, *, first: int = 1) -> None:
    """Print a response, its citations or passages numbered from `first` on.

    What documents say goes out as text, never as markup or control characters.
    """
    numbers = count(first)
    for place, part in enumerate(response.parts_or_self):
        if response.parts:
            if place:
                console.print()
            print_hanging(console, visible(on_one_line(part.question), "bold underline"), indent=0)
        _print_answers(console, part, numbers, calibrated=response.receipt.calibration is not None)
        if part.explanation:
            print_explanation(console, part.explanation)


def print_corrected(console: Console, corrected: Mapping[str, str] | None, *, way_back: str) -> None:
    """Print which words were asked instead of those that were typed, if any were, and how to ask as typed."""
    if corrected:
        said = " and ".join(f"“{new}” (typed “{typed}”)" for typed, new in corrected.items())
        print_hanging(console, visible(f"Showing results for {said}; {way_back}.", "dim"), indent=0)
        console.print()


def _print_answers(
    console: Console, response: Response | ResponsePart, numbers: Iterator[int], *, calibrated: bool
) -> None:
    if response.status is Status.ABSTAINED:
        _print_abstention(console, response, numbers, calibrated=calibrated)
        return
    if response.agreement is Agreement.CONFLICTING:
        console.print(Text("These documents disagree.", style="bold yellow"))
    if response.agreement is Agreement.LIST:
        console.print(Text(f"{len(response.answers)} answers.", style="bold"))
    for answer in response.answers:
        if len(response.answers) > 1:
            console.print()
        print_hanging(console, visible(on_one_line(answer.text), "bold"), indent=0)
        sources = f", said by {len(answer.citations)} documents" if len(answer.citations) > 1 else ""
        console.print(Text(f"confidence {answer.confidence:.2f}{sources}", style="dim"))
        for citation in answer.citations:
            console.print()
            print_cited(console, citation, number=next(numbers))


def _print_abstention(
    console: Console, response: Response | ResponsePart, numbers: Iterator[int], *, calibrated: bool
) -> None:
    if response.lead:
        print_hanging(console, Text(unsure(response.lead, calibrated=calibrated), style="bold yellow"), indent=0)
        for citation in response.lead.citations:
            console.print()
            print_cited(console, citation, number=next(numbers))
    elif response.refused:
        print_hanging(console, visible(on_one_line(response.refused.sentence), "bold yellow"), indent=0)
    else:
        console.print(Text(SILENT, style="bold yellow"))
    if response.nearest:
        console.print()
        console.print(Text("Nearest passages (not an answer):", style="dim"))
    for near in response.nearest:
        print_passage(console, near.citation, number=next(numbers))


def unsure(lead: Answer, *, calibrated: bool) -> str:
    """What is said before a lead, so that nobody takes it for an answer."""
    if not calibrated:
        return f"Not sure enough to answer. The most likely place, with a confidence of {lead.confidence:.2f}:"
    right = round(lead.confidence * 100)
    return f"Not sure enough to answer. The most likely place, right in about {right} of 100 such cases:"


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Print what each stage did with a question: the verdict, the passages in their order, the confidence's parts."""
    console.print()
    console.print(visible(on_one_line(explanation.verdict), "bold"))
    table = Table("#", "where", "kind", "cosine", "BM25", "score", "best span", "margin", "strength", box=SIMPLE_HEAD)
    for passage in explanation.passages:
        best = passage.spans[0] if passage.spans else None
        table.add_row(
            str(passage.rank),
            visible(f"{passage.source} {passage.start}-{passage.end}"),
            passage.kind.value,
            f"{passage.dense:.2f}",
            f"{passage.lexical:.1f}",
            f"{passage.score:.2f}",
            visible(" ".join(best.exact.split())) if best else "",
            f"{best.margin:.2f}" if best else "",
            f"{best.strength:.2f}" if best else "",
        )
    console.print(table)
    for passage in explanation.passages:
        for span in passage.spans:
            if span.refused:
                console.print(visible(f"refused: {span.refused}", "dim"), soft_wrap=True)
    for heard in explanation.documents[1:]:
        line = f"{heard.source}: “{' '.join(heard.exact.split())}”, {heard.confidence:.2f} by itself: {heard.standing}"
        console.print(visible(line, "dim"), soft_wrap=True)
    if explanation.shares:
        parts = ", ".join(f"{share.name} {share.log_odds:+.2f}" for share in explanation.shares)
        console.print(Text(f"confidence {explanation.confidence:.2f} from log-odds: {parts}", style="dim"))


def print_passage(console: Console, citation: Citation, *, note: str = "", number: int | None = None) -> None:
    """Print a passage that is shown for itself: its place, a note on why, and its text, its best sentence in bold."""
    console.print()
    _print_place(console, citation, number=number, note=note)
    text, evidence = citation.exact, citation.evidence
    start, end = evidence.start - citation.start, evidence.end - citation.start
    whole = start == 0 and end == len(text)
    _print_block(console, _joined(text[:start], text[start:end], text[end:], style="" if whole else "bold"))


def print_cited(console: Console, citation: Citation, *, number: int) -> None:
    """Print a citation's place, and its quote marked in its evidence."""
    _print_place(console, citation, number=number)
    _print_block(console, _marked(citation))


def print_in_context(console: Console, citation: Citation, text: str, *, number: int | None = None) -> None:
    """Print a citation's place, and its quote marked in the lines of the document's `text` around it."""
    before, after = text[: citation.start], text[citation.end :]
    _print_place(console, citation, number=number)
    console.print()
    _print_block(console, _quoted(_last_lines(before), citation.exact, _first_lines(after)))


def print_hanging(console: Console, text: Text, *, indent: int = 4) -> None:
    """Print a text as one paragraph; on a terminal in lines of its width, those after the first indented."""
    if not console.is_terminal:
        console.print(text, soft_wrap=True)
        return
    width = max(min(console.width, MEASURE) - indent, 1)
    head, *rest = text.wrap(console, min(console.width, MEASURE)) or [text]
    tail = Text(" ").join(line for line in rest).wrap(console, width) if rest else ()
    console.print(Text(f"\n{' ' * indent}").join([head, *tail]), soft_wrap=True)


def _print_place(console: Console, citation: Citation, *, number: int | None = None, note: str = "") -> None:
    place = Text() if number is None else Text().append(f"[{number}] ", style="bold")
    place.append_text(_place(citation))
    print_hanging(console, place.append(f"  {note}", style="dim") if note else place)
    if citation.link is not None:
        console.print(visible(f"    {citation.link}", "dim"), soft_wrap=True)


def _print_block(console: Console, text: Text) -> None:
    """Print an indented paragraph; a mark that goes on in the next line does not cover the blank between them."""
    for line in text.wrap(console, max(min(console.width, MEASURE) - 4, 1)):
        line.rstrip()
        console.print(Text("    " if line else "").append_text(line), soft_wrap=True)


def _last_lines(text: str) -> str:
    """The end of `text`: whole lines, as far as they are not too long."""
    start = text.rfind("\n", 0, max(0, len(text) - _AROUND)) + 1
    if len(text) - start <= 2 * _AROUND:
        return text[start:]
    cut = boundary_at_or_after(
        text, text.find(" ", len(text) - 2 * _AROUND, len(text) - _AROUND) + 1 or len(text) - _AROUND
    )
    return f"… {text[cut:]}"


def _first_lines(text: str) -> str:
    end = text.find("\n", min(len(text), _AROUND))
    end = end if end >= 0 else len(text)
    if end <= 2 * _AROUND:
        return text[:end]
    blank = text.rfind(" ", _AROUND, 2 * _AROUND)
    return f"{text[: boundary_at_or_before(text, blank if blank > 0 else _AROUND)]} …"


def _place(citation: Citation) -> Text:
    place = Text().append_text(visible(citation.source, "cyan"))
    for heading in citation.section:
        place.append(" › ", style="dim").append_text(visible(heading))
    if citation.page is not None:
        place.append(f"  page {citation.page}")
    if citation.ocr is not None:
        place.append(f"  recognised (OCR, {citation.ocr:.2f})")
    if citation.published is not None:
        place.append_text(visible(f"  {citation.published}"))
    return place.append(f"  characters {citation.start}-{citation.end}", style="dim")


def _marked(citation: Citation) -> Text:
    """The evidence on one paragraph, with the cited span marked."""
    evidence = citation.evidence
    start, end = citation.start - evidence.start, citation.end - evidence.start
    marked = _quoted(evidence.exact[:start], evidence.exact[start:end], evidence.exact[end:])
    return (
        visible(f"{citation.row.exact} · ").append_text(marked)
        if citation.row and citation.has_row_elsewhere
        else marked
    )


def _quoted(before: str, exact: str, after: str) -> Text:
    """A quote, marked, between what stands before and after it."""
    looks = ((before, ""), (exact, "bold reverse"), (after, ""))
    return Text().join(Text(printable_lines(piece), style=look) for piece, look in looks)


def _joined(before: str, best: str, after: str, *, style: str) -> Text:
    """A passage on one line, with its best sentence in a style of its own."""
    pieces = [(" ".join(piece.split()), look) for piece, look in ((before, ""), (best, style), (after, ""))]
    return Text(" ").join(visible(piece, look) for piece, look in pieces if piece)


def visible(text: str, style: str = "") -> Text:
    """`text` on one line with control characters replaced: a document must not steer the terminal, nor forge a line."""
    return Text(printable(text), style=style)
