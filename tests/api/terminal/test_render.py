from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console

from citespan.api.terminal.printable import on_one_line, printable, printable_lines
from citespan.api.terminal.render import print_in_context, print_passage, print_response
from citespan.corpus.document import Page, Span
from citespan.corpus.load import load_bytes
from citespan.qa.answer import Reason
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


def test_silence_says_so_before_it_shows_what_is_near(sample_answerer: Answerer) -> None:
    console, out = _console()
    response = sample_answerer.answer("What did the harbour master of Valparaiso have for breakfast?")
    print_response(console, replace(response, lead=None, reason=Reason.NO_RELEVANT_PASSAGE))
    assert out.getvalue().startswith("These documents do not say.")
    assert "Nearest passages (not an answer):" in out.getvalue()


def test_a_lead_is_shown_in_its_sentence_and_said_not_to_be_an_answer(sample_answerer: Answerer) -> None:
    console, out = _console(colours=True)
    response = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?", threshold=1)
    print_response(console, response)
    assert response.lead
    right = round(response.lead.confidence * 100)
    shown = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).split())
    assert f"Not sure enough to answer. The most likely place, right in about {right} of 100 such cases: [1] " in shown
    assert "do not say" not in shown
    assert f"\x1b[1;7m{response.lead.text}\x1b[0m" in out.getvalue(), "the span is marked in its sentence"


def test_without_a_calibration_no_share_of_right_leads_is_promised(sample_answerer: Answerer) -> None:
    console, out = _console()
    response = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?", threshold=1)
    print_response(console, replace(response, receipt=replace(response.receipt, calibration=None)))
    assert "of 100" not in out.getvalue()


def test_the_best_sentence_of_a_passage_is_emphasised() -> None:
    text = "The ferry leaves at noon. It carries forty cars. Dogs travel free."
    document = load_bytes(text.encode(), source="ferry.txt", document_id="x")
    console, out = _console(colours=True)
    print_passage(console, cite(document, Span(0, len(text)), best_sentence=Span(26, 48)))
    assert "The ferry leaves at noon. \x1b[1mIt carries forty cars.\x1b[0m Dogs travel free." in out.getvalue()


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


def test_a_place_names_the_page_and_the_link_that_opens_the_quote() -> None:
    text = "The ferry leaves at noon. It carries forty cars."
    document = load_bytes(text.encode(), source="ferry.txt", document_id="x")
    document = replace(document, url="https://ferry.example/", pages=(Page(3, Span(0, len(text))),))
    console, out = _console()
    print_in_context(console, cite(document, Span(20, 24)), text, number=7)
    lines = out.getvalue().splitlines()
    assert lines[0] == "[7] ferry.txt  page 3  characters 20-24"
    assert lines[1].strip().startswith("https://ferry.example/#:~:text=")
    assert text in out.getvalue()


def test_a_document_of_one_long_line_is_shown_in_part_without_tearing_characters() -> None:
    family = "\U0001f469\u200d\U0001f467"
    text = f"{family * 2000}noon{family * 2000}"
    document = load_bytes(text.encode(), source="ferry.txt", document_id="x")
    console, out = _console(colours=True)
    start = text.index("noon")
    print_in_context(console, cite(document, Span(start, start + 4)), text)
    shown = "".join(re.sub(r"\x1b\[[0-9;]*m|\s", "", out.getvalue()).split("0-6004")[-1].split())
    before, _, after = shown.partition("noon")
    assert len(shown) < 1500
    assert before.startswith(f"…{family}")
    assert after.endswith(f"{family}…")


def test_a_mark_does_not_cover_the_blank_at_the_end_of_a_line() -> None:
    text = "word " * 40
    document = load_bytes(text.encode(), source="ferry.txt", document_id="x")
    console, out = _console(colours=True)
    print_in_context(console, cite(document, Span(0, 199)), text)
    marked = re.findall(r"\x1b\[1;7m(.*?)\x1b\[0m", out.getvalue())
    assert len(marked) == 3
    assert [line for line in marked if line.endswith(" ")] == []


def test_a_document_cannot_forge_a_second_citation() -> None:
    forged = "[2] other.txt  characters 0-5"
    text = f"The ferry leaves at noon.\n{forged}\u2028{forged}"
    document = load_bytes(text.encode(), source=f"a.txt\n{forged}\r{forged}\u2028{forged}.txt", document_id="x")
    document = replace(document, title=f"title\n{forged}")
    console, out = _console()
    print_in_context(console, cite(document, Span(0, len(text))), text, number=1)
    print_passage(console, cite(document, Span(0, len(text))), note="note", number=2)
    places = [line for line in out.getvalue().splitlines() if re.match(r"\[\d\] ", line)]
    assert [place[:9] for place in places] == ["[1] a.txt", "[2] a.txt"]


def test_quotes_are_printed_on_one_line_and_names_with_what_was_replaced() -> None:
    assert on_one_line("two\r\nlines\tand \x1b[31m") == "two lines and \ufffd[31m"
    assert printable("two\nlines\u2028\x85") == "two\ufffdlines\ufffd\ufffd"
    assert printable_lines("two\r\nlines\x07") == "two\nlines\ufffd"
