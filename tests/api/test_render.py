from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from citespan.api.render import print_passage, print_response
from citespan.corpus.document import Span
from citespan.corpus.load import load_bytes
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def _console(*, colours: bool = False) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=colours, width=100, highlight=False), out


def test_an_answer_comes_with_its_evidence_and_place(sample_answerer: Answerer) -> None:
    console, out = _console()
    response = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?")
    print_response(console, response)
    citation = response.answers[0].citations[0]
    shown = " ".join(out.getvalue().split())
    assert shown.startswith(" ".join(response.answers[0].text.split()))
    assert f"characters {citation.start}-{citation.end}" in shown
    assert citation.source in shown


def test_an_abstention_says_so_before_it_shows_what_is_near(sample_answerer: Answerer) -> None:
    console, out = _console()
    print_response(console, sample_answerer.answer("Who visited Pakistan?", threshold=1))
    assert out.getvalue().startswith("These documents do not say.")
    assert "Nearest passages (not an answer):" in out.getvalue()


def test_a_document_cannot_steer_the_terminal_or_the_markup() -> None:
    text = "Red \x1b[31malert\x07 [bold]not bold[/bold] \x9b1m."
    document = load_bytes(text.encode(), source="[red]x.txt", document_id="x")
    console, out = _console(colours=True)
    print_passage(console, cite(document, Span(0, len(text))), note="note")
    assert "\x1b[31malert" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert "\x9b" not in out.getvalue()
    assert "[bold]not bold[/bold]" in out.getvalue()
    assert "[red]x.txt" in out.getvalue()
