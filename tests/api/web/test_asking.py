"""Asking on the page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import ask, watched_page
from page_documents import CAPTAIN, DEATHS, TWO_PARTS, UNKNOWN
from playwright.sync_api import expect

from citespan.api.wire.requests import AskRequest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_an_answer_is_the_quote_its_evidence_and_its_source(page: Page, made_server: str) -> None:
    page.goto("/")
    ask(page, CAPTAIN)
    turn = page.locator(".turn.answered")
    reply = httpx.post(f"{made_server}/v1/ask", json={"question": CAPTAIN}, timeout=60).json()
    (answer,) = reply["answers"]
    (citation,) = answer["citations"]
    expect(turn.locator(".quote")).to_have_text(answer["text"])
    expect(turn.locator("mark")).to_have_text(citation["exact"])
    assert turn.locator(".evidence").text_content() == citation["evidence"]["exact"]
    expect(turn).to_contain_text(citation["title"])
    expect(turn.locator(".confidence")).to_contain_text(f"about {round(answer['confidence'] * 100)} are right")
    expect(page.locator("#said")).to_contain_text(answer["text"])


def test_an_abstention_marks_no_passage_as_an_answer(page: Page) -> None:
    page.goto("/")
    ask(page, UNKNOWN)
    turn = page.locator(".turn.abstained")
    expect(turn).to_contain_text("These documents do not say.")
    expect(turn.locator("summary").first).to_have_text("Nearest passages, which are not answers")
    expect(turn.locator(".passage")).to_have_count(3)
    expect(turn.locator("mark, .quote, .confidence")).to_have_count(0)


def test_each_part_of_a_question_has_its_own_answer(page: Page, made_server: str) -> None:
    page.goto("/")
    ask(page, TWO_PARTS)
    turn = page.locator(".turn.answered")
    parts = httpx.post(f"{made_server}/v1/ask", json={"question": TWO_PARTS}, timeout=60).json()["parts"]
    expect(turn.locator(".part")).to_have_text([part["question"] for part in parts])
    expect(turn.locator(".quote")).to_have_text([answer["text"] for part in parts for answer in part["answers"]])
    assert {quote.text_content() for quote in turn.locator(".quote").all()} > {"23", "31"}


def test_sides_of_a_conflict_stand_side_by_side_each_with_its_source(page: Page) -> None:
    page.goto("/")
    ask(page, DEATHS)
    turn = page.locator(".turn.answered")
    expect(turn).to_contain_text("The documents disagree")
    sides = turn.locator(".sides > li")
    expect(sides).to_have_count(2)
    first, second = (sides.nth(place).bounding_box() for place in (0, 1))
    assert first
    assert second
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]
    assert {source.text_content() for source in turn.locator(".source").all()} == {"inspectorate.txt", "union.txt"}
    assert {quote.text_content() for quote in turn.locator(".quote").all()} == {"23", "31"}


def test_a_citation_is_copied_with_its_source_its_place_and_a_link_that_shows_it(page: Page, made_server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, CAPTAIN)
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    quote = page.locator(".turn .quote").text_content() or ""
    assert copied.startswith(f"“{quote}”\n")
    assert "aurora.md" in copied
    link = copied.splitlines()[-1]
    assert link.startswith(f"{made_server}/documents/aurora-md-")
    page.goto(link)
    expect(page.locator(".cited .quote")).to_have_text(quote)


def test_the_visit_outlives_a_reload_and_is_forgotten_on_demand(page: Page) -> None:
    page.goto("/")
    ask(page, CAPTAIN)
    expect(page.locator(".turn.answered")).to_have_count(1)
    page.reload()
    expect(page.locator(".turn.answered")).to_have_count(1)
    page.get_by_role("button", name="Forget this visit").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.goto("/")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_link_asks_its_question(page: Page) -> None:
    page.goto(f"/?q={CAPTAIN}")
    expect(page.locator(".turn.answered .quote")).to_be_visible()


def test_a_problem_is_told_and_can_be_tried_again(browser: Browser, made_server: str) -> None:
    with watched_page(browser, made_server, expected="status of 422") as page:
        page.goto("/")
        page.evaluate("document.getElementById('question-form').elements.after.type = 'text'")
        page.get_by_text("Narrow it down").click()
        page.get_by_label("Published after").fill("soon")
        ask(page, CAPTAIN)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("soon")
        expect(alert.get_by_role("button", name="Ask again")).to_be_visible()


@pytest.mark.skipif("history" not in AskRequest.model_fields, reason="this server knows no conversations")
def test_a_follow_up_is_understood_from_the_question_before(page: Page) -> None:
    page.goto("/")
    ask(page, CAPTAIN)
    expect(page.locator(".turn.answered")).to_have_count(1)
    ask(page, "Since when has she sailed her?", follow_up=True)
    expect(page.locator(".turn .notes").first).to_contain_text("understood as")
