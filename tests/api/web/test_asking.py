"""Asking on the page, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMMANDER = "Who is named as the commander of Jaish ul-Adl?"
UNKNOWN = "What is the capital of Australia?"


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Question").fill(question)
    page.keyboard.press("Enter")


def test_an_answer_is_the_quote_its_evidence_and_its_source(page: Page, sample_server: str) -> None:
    page.goto("/")
    _ask(page, COMMANDER)
    turn = page.locator(".turn.answered")
    reply = httpx.post(f"{sample_server}/v1/ask", json={"question": COMMANDER}, timeout=60).json()
    (answer,) = reply["answers"]
    (citation,) = answer["citations"]
    expect(turn.locator(".quote")).to_have_text(answer["text"])
    expect(turn.locator("mark")).to_have_text(citation["exact"])
    assert turn.locator(".evidence").text_content() == citation["evidence"]["exact"]
    expect(turn).to_contain_text(citation["title"])
    expect(turn.locator(".confidence")).to_contain_text(f"about {round(answer['confidence'] * 100)} are right")
    expect(page.get_by_role("status").filter(has_text=answer["text"])).to_be_attached()


def test_an_abstention_marks_no_passage_as_an_answer(page: Page) -> None:
    page.goto("/")
    _ask(page, UNKNOWN)
    turn = page.locator(".turn.abstained")
    expect(turn).to_contain_text("These documents do not say.")
    expect(turn.locator("summary").first).to_have_text("Nearest passages, which are not answers")
    expect(turn.locator(".passage")).to_have_count(3)
    expect(turn.locator("mark, .quote, .confidence")).to_have_count(0)


def test_one_click_opens_the_document_at_the_span(page: Page) -> None:
    page.goto("/")
    _ask(page, COMMANDER)
    cited = page.locator("mark").text_content()
    page.get_by_role("link", name="Open in the document").click()
    page.wait_for_url(re.compile(r"/documents/[^?]+\?start=\d+&end=\d+&sha256=[0-9a-f]{64}$"))
    expect(page.locator(".cited .quote")).to_have_text(cited or "")
    marked = "Array.from(CSS.highlights.get('cited'), String).join('')"
    assert page.evaluate(marked) == cited
    box = page.evaluate("[...CSS.highlights.get('cited')][0].getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < box["bottom"] < page.evaluate("innerHeight")
