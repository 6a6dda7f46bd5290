"""Responses for people at a terminal: the answer first, its evidence with the span marked, and where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from citespan.qa.answer import Agreement, Reason, Status

if TYPE_CHECKING:
    from rich.console import Console

    from citespan.qa.answer import Citation, Response
    from citespan.qa.explain import Explanation

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_AROUND = 300
_REASONS = {
    Reason.NO_RELEVANT_PASSAGE: "No passage is about this.",
    Reason.LOW_CONFIDENCE: "No passage answers this surely enough.",
}


def print_response(console: Console, response: Response) -> None:
    """Print a response; what documents say goes out as text, never as markup or control characters."""
    _print_answers(console, response)
    if response.explanation:
        print_explanation(console, response.explanation)


def _print_answers(console: Console, response: Response) -> None:
    if response.status is Status.ABSTAINED:
        console.print(Text("These documents do not say.", style="bold yellow"))
        if response.reason:
            console.print(Text(_REASONS[response.reason], style="dim"))
        if response.nearest:
            console.print(Text("\nNearest passages (not an answer):", style="dim"))
        for near in response.nearest:
            print_passage(console, near.citation, note=f"similarity {near.score:.2f}")
        return
    if response.agreement is Agreement.CONFLICTING:
        console.print(Text("These documents disagree.", style="bold yellow"))
    number = 0
    for answer in response.answers:
        if len(response.answers) > 1:
            console.print()
        console.print(_visible(answer.text, "bold"), soft_wrap=True)
        sources = f", said by {len(answer.citations)} documents" if len(answer.citations) > 1 else ""
        console.print(Text(f"confidence {answer.confidence:.2f}{sources}", style="dim"))
        for citation in answer.citations:
            number += 1
            console.print()
            console.print(Text(f"[{number}] ", style="bold").append_text(_place(citation)), soft_wrap=True)
            console.print(Padding(_marked(citation), (0, 0, 0, 4), expand=False))


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Print what each stage did with a question: the verdict, the passages in their order, the confidence's parts."""
    console.print()
    console.print(_visible(explanation.verdict, "bold"))
    table = Table("#", "where", "kind", "cosine", "BM25", "score", "best span", "margin", "strength", box=SIMPLE_HEAD)
    for passage in explanation.passages:
        best = passage.spans[0] if passage.spans else None
        table.add_row(
            str(passage.rank),
            _visible(f"{passage.source} {passage.start}-{passage.end}"),
            passage.kind.value,
            f"{passage.dense:.2f}",
            f"{passage.lexical:.1f}",
            f"{passage.score:.2f}",
            _visible(" ".join(best.exact.split())) if best else "",
            f"{best.margin:.2f}" if best else "",
            f"{best.strength:.2f}" if best else "",
        )
    console.print(table)
    for heard in explanation.documents[1:]:
        line = f"{heard.source}: “{' '.join(heard.exact.split())}”, {heard.confidence:.2f} by itself: {heard.standing}"
        console.print(_visible(line, "dim"), soft_wrap=True)
    if explanation.shares:
        parts = ", ".join(f"{share.name} {share.log_odds:+.2f}" for share in explanation.shares)
        console.print(Text(f"confidence {explanation.confidence:.2f} from log-odds: {parts}", style="dim"))


def print_passage(console: Console, citation: Citation, *, note: str) -> None:
    """Print a passage that is shown for itself: its place, a note on why it is shown, and its text."""
    console.print()
    console.print(_place(citation).append(f"  {note}", style="dim"), soft_wrap=True)
    console.print(Padding(_visible(" ".join(citation.exact.split())), (0, 0, 0, 4), expand=False))


def print_in_context(console: Console, citation: Citation, text: str) -> None:
    """Print a citation's place, and its quote marked in the lines of the document's `text` around it."""
    start = text.rfind("\n", 0, max(0, citation.start - _AROUND)) + 1
    end = text.find("\n", min(len(text), citation.end + _AROUND))
    console.print(_place(citation), soft_wrap=True)
    after = text[citation.end : end if end >= 0 else len(text)]
    console.print(Padding(_quoted(text[start : citation.start], citation.exact, after), (1, 0, 0, 4), expand=False))


def _place(citation: Citation) -> Text:
    place = _visible(citation.source, "cyan")
    for heading in citation.section:
        place.append(" › ", style="dim").append_text(_visible(heading))
    if citation.page is not None:
        place.append(f"  page {citation.page}")
    if citation.published is not None:
        place.append_text(_visible(f"  {citation.published}"))
    place.append(f"  characters {citation.start}-{citation.end}", style="dim")
    if citation.link is not None:
        place.append_text(_visible(f"\n    {citation.link}", "dim"))
    return place


def _marked(citation: Citation) -> Text:
    """The evidence on one paragraph, with the cited span marked."""
    evidence = citation.evidence
    start, end = citation.start - evidence.start, citation.end - evidence.start
    return _quoted(evidence.exact[:start], evidence.exact[start:end], evidence.exact[end:])


def _quoted(before: str, exact: str, after: str) -> Text:
    """A quote, marked, between what stands before and after it."""
    return _visible(before).append_text(_visible(exact, "bold reverse")).append_text(_visible(after))


def _visible(text: str, style: str = "") -> Text:
    """`text` with control characters replaced: a document must not be able to steer the reader's terminal."""
    return Text(_CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")), style=style)
