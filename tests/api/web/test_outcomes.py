"""What the page says when it is not sure, when it read something else than was typed, and whom it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import ask, watched_page
from page_documents import AURORA, CAPTAIN, UNKNOWN
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture
def unsure(browser: Browser, unsure_server: str) -> Iterator[Page]:
    """A fresh visitor of a server that is never sure enough."""
    with watched_page(browser, unsure_server) as page:
        yield page


def test_a_lead_is_shown_as_no_answer_until_it_is_accepted_at_once(unsure: Page) -> None:
    unsure.goto("/")
    ask(unsure, CAPTAIN)
    turn = unsure.locator(".turn.abstained")
    expect(turn).to_contain_text("Not sure enough to answer.")
    expect(turn).to_contain_text("of 100 such cases")
    expect(turn).not_to_contain_text("do not say")
    expect(turn.locator(".quote")).to_have_count(0)
    span = turn.locator(".unsure mark").text_content()
    asked: list[str] = []
    unsure.on("request", lambda request: asked.append(request.url))
    unsure.get_by_role("button", name="Accept a less sure answer").click()
    expect(turn.locator(".quote")).to_have_text(span or "")
    expect(turn.locator(".confidence")).to_contain_text("Of 100 answers this sure")
    assert [url for url in asked if "/v1/" in url] == [], "it is shown without asking again"
    unsure.reload()
    expect(turn.locator(".quote")).to_have_text(span or "")


def test_why_is_one_click_away(page: Page) -> None:
    page.goto("/")
    ask(page, CAPTAIN)
    why = page.locator(".turn .why")
    expect(why.locator("p").first).to_be_hidden()
    why.locator("summary").click()
    expect(why).to_contain_text("The answer is")


def test_an_active_filter_is_shown_and_gone_with_one_click_or_a_new_topic(browser: Browser, made_server: str) -> None:
    with watched_page(browser, made_server, expected="status of 422") as page:
        page.goto("/")
        page.get_by_text("Narrow it down").click()
        source = page.get_by_label("Only sources like")
        scope = page.locator("#scope")
        expect(scope).to_be_hidden()
        source.fill("nothing/*")
        expect(scope).to_contain_text("source=nothing/*")
        ask(page, CAPTAIN)
        expect(page.get_by_role("alert")).to_contain_text("no document fits source=nothing/*")
        page.get_by_role("button", name="Ask all documents").click()
        expect(scope).to_be_hidden()
        ask(page, CAPTAIN)
        expect(page.locator(".turn.answered")).to_have_count(1)
        source.fill("aurora.md")
        page.get_by_role("button", name="New topic").click()
        expect(scope).to_be_hidden()
        assert source.input_value() == ""


def test_a_corrected_question_can_be_asked_as_typed(page: Page) -> None:
    page.goto("/")
    ask(page, CAPTAIN.replace("captain", "captian"))
    turn = page.locator(".turn").first
    expect(turn).to_contain_text("Showing results for \u201ccaptain\u201d.")
    turn.get_by_role("button", name="Ask as typed").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first.locator(".notes")).to_have_text("as typed")


def test_a_question_over_the_limit_keeps_its_text_and_says_so(page: Page) -> None:
    page.goto("/")
    long = "Who? " + "x" * 1200
    field = page.get_by_label("Question")
    field.fill(long)
    expect(page.locator("#too-long")).to_contain_text("1,205 characters; 1,000 at most")
    page.keyboard.press("Enter")
    assert field.input_value() == long
    expect(page.locator(".turn")).to_have_count(0)
    field.fill(CAPTAIN)
    expect(page.locator("#too-long")).to_be_hidden()


def test_enter_twice_asks_once(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Question").fill(CAPTAIN)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.answered")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(1)


def test_back_goes_to_the_question_before(page: Page) -> None:
    page.goto("/")
    ask(page, CAPTAIN)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn.answered")).to_have_count(1)
    ask(page, UNKNOWN)
    expect(page.locator(".turn.abstained")).to_have_count(1)
    page.go_back()
    expect(page.locator(".turn.answered h3")).to_be_focused()
    page.go_forward()
    expect(page.locator(".turn.abstained h3")).to_be_focused()
    expect(page.locator(".turn")).to_have_count(2)


def test_a_nearest_passage_opens_as_a_passage(page: Page) -> None:
    page.goto("/")
    ask(page, UNKNOWN)
    page.locator(".passage").first.get_by_role("link", name="Open in the document").click()
    expect(page.get_by_label("A passage, not an answer")).to_be_visible()
    expect(page.locator(".cited")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy citation")).to_have_count(0)
    marked = "(CSS.highlights.has('passage') || document.querySelector('.box.passage') !== null)"
    assert page.evaluate(f"{marked} && !CSS.highlights.has('cited') && !document.querySelector('.box.cited')")


def test_a_link_with_a_bad_hash_marks_nothing(page: Page, ids: dict[str, str]) -> None:
    start = AURORA.index("Ingrid Solheim")
    page.goto(f"/documents/{ids['aurora.md']}?start={start}&end={start + 14}&sha256=nonsense")
    expect(page.get_by_role("alert")).to_contain_text("The link names no stretch of a text")
    expect(page.locator(".rendered")).to_contain_text("Ingrid Solheim")
    assert page.evaluate("CSS.highlights.has('cited')") is False
    expect(page.locator(".cited")).to_have_count(0)
