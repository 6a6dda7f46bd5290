"""The page is for everyone: by keyboard alone, read aloud, on a phone, in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import ask, marked, watched_page
from page_documents import CAPTAIN, DEATHS, UNKNOWN
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SERIOUS = {"serious", "critical"}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def _serious(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_view(browser: Browser, made_server: str, scheme: str) -> None:
    with watched_page(browser, made_server, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto("/")
        page.get_by_text("Narrow it down").click()
        assert _serious(page) == []
        for number, question in enumerate((CAPTAIN, DEATHS, UNKNOWN), start=1):
            ask(page, question)
            expect(page.locator(".turn:not(.asking)")).to_have_count(number)
        page.get_by_text("How this was made").first.click()
        assert _serious(page) == []
        page.keyboard.press("Control+Home")
        page.locator(".turn a.open").last.click()
        marked(page)
        assert _serious(page) == []
        page.goto("/documents")
        page.locator("#documents li").first.wait_for()
        assert _serious(page) == []
        page.get_by_role("button", name="Remove The union remembers Corvane").click()
        assert _serious(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Shortcuts").click()
        assert _serious(page) == []
        page.goto("/docs")
        page.locator(".route").first.wait_for()
        assert _serious(page) == []


def test_the_keyboard_alone_asks_opens_and_comes_back(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Question")).to_be_focused()
    page.keyboard.type(CAPTAIN)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.answered")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('open')"):
            break
    page.keyboard.press("Enter")
    assert marked(page) == page.locator(".turn mark").text_content()
    page.keyboard.press("Escape")
    expect(page.locator(".turn a.open")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".turn .citation")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Use shortcuts of one letter").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(".turn .citation").focus()
    page.keyboard.press("d")
    expect(page.locator("#library")).to_be_hidden()


def test_a_phone_scrolls_in_one_direction_only(browser: Browser, made_server: str, ids: dict[str, str]) -> None:
    with watched_page(browser, made_server, **PHONE) as page:
        page.goto("/")
        for number, question in enumerate((DEATHS, UNKNOWN), start=1):
            ask(page, question)
            expect(page.locator(".turn:not(.asking)")).to_have_count(number)
        _assert_no_wider_than_the_window(page)
        for source in ("club.md", "line.txt", "harbour.pdf"):
            page.goto(f"/documents/{ids[source]}?view=text")
            page.locator(".text .line").first.wait_for()
            _assert_no_wider_than_the_window(page)
        page.goto("/documents")
        page.locator("#documents li").first.wait_for()
        _assert_no_wider_than_the_window(page)


def _assert_no_wider_than_the_window(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
