"""Documents on the page: what is marked is what was cited, wherever it stands and whatever stands before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser import ask, marked, watched_page
from hypothesis import given, settings
from hypothesis import strategies as st
from page_documents import AURORA, BRIDGE, CAPTAIN, KEEPER, LINE, NOTICE, WARDEN
from playwright.sync_api import expect

from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.parametrize("question", [CAPTAIN, BRIDGE, KEEPER])
def test_one_click_opens_the_document_at_the_marked_quote(page: Page, question: str) -> None:
    page.goto("/")
    ask(page, question)
    cited = page.locator(".turn.answered mark").first.text_content()
    page.get_by_role("link", name="Open in the document").first.click()
    page.wait_for_url(re.compile(r"/documents/[^?]+\?start=\d+&end=\d+&sha256=[0-9a-f]{64}$"))
    assert marked(page) == cited
    expect(page.locator(".cited .quote")).to_have_text(cited or "")
    box = page.evaluate("[...CSS.highlights.get('cited')][0].getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < box["bottom"] < page.evaluate("innerHeight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Open in the document").first).to_be_focused()


def test_emoji_accents_and_line_ends_before_a_span_do_not_move_it(page: Page, ids: dict[str, str]) -> None:
    for word in ("Families", "Zoe\u0308", "captain", "\u2693", "bread", "\U0001f35e"):
        start = AURORA.index(word)
        span = f"start={start}&end={start + len(word)}&sha256={text_sha256(AURORA)}"
        page.goto(f"/documents/{ids['aurora.md']}?{span}")
        assert marked(page) == word
        page.goto(f"/documents/{ids['aurora.md']}?{span}&view=text")
        assert marked(page) == word
    assert page.locator(".text .line").evaluate_all("lines => lines.map((line) => line.textContent).join('')") == AURORA


def test_a_browser_without_highlights_gets_a_mark(browser: Browser, made_server: str, ids: dict[str, str]) -> None:
    start = AURORA.index("Ingrid Solheim")
    with watched_page(browser, made_server) as page:
        page.add_init_script("Object.defineProperty(CSS, 'highlights', { value: undefined })")
        page.goto(
            f"/documents/{ids['aurora.md']}?start={start}&end={start + 14}&sha256={text_sha256(AURORA)}&view=text"
        )
        expect(page.locator(".text mark")).to_have_text("Ingrid Solheim")


def test_pages_of_a_pdf_are_named(page: Page) -> None:
    page.goto("/")
    ask(page, WARDEN)
    expect(page.locator(".turn.answered .where")).to_contain_text("page 3")
    page.get_by_role("link", name="Open in the document").click()
    expect(page.locator("aside.cited")).to_contain_text("page 3")
    page.goto(f"{page.url}&view=text")
    expect(page.locator(".page-break").filter(has_text="Page 3")).to_be_visible()


def test_a_kept_old_version_is_shown_as_what_it_is(page: Page, ids: dict[str, str]) -> None:
    start = NOTICE.index("noon")
    page.goto(f"/documents/{ids['notice.txt']}?start={start}&end={start + 4}&sha256={text_sha256(NOTICE)}")
    assert marked(page) == "noon"
    expect(page.get_by_role("alert")).to_contain_text("The document has changed since.")
    page.get_by_role("link", name="Read it as it is today").click()
    expect(page.locator(".text")).to_contain_text("closes at eight")


def test_a_link_to_a_version_that_was_not_kept_says_so_and_marks_nothing(
    browser: Browser, made_server: str, ids: dict[str, str]
) -> None:
    with watched_page(browser, made_server, expected="status of 409") as page:
        page.goto(f"/documents/{ids['aurora.md']}?start=3&end=9&sha256={'0' * 64}")
        expect(page.get_by_role("alert")).to_contain_text("has changed since it was cited")
        assert page.evaluate("CSS.highlights.has('cited')") is False


def test_a_link_to_a_document_that_is_gone_says_so(browser: Browser, made_server: str) -> None:
    with watched_page(browser, made_server, expected="status of 404") as page:
        page.goto(f"/documents/nowhere-txt-000000000000?start=3&end=9&sha256={'0' * 64}")
        expect(page.get_by_role("heading", name="There is no such document")).to_be_visible()


@pytest.mark.parametrize(
    "query", ["start=9&end=3", "start=-1&end=4", "start=a&end=4", "start=1&end=99999999", "start=1"]
)
def test_a_link_that_names_no_stretch_says_so(page: Page, ids: dict[str, str], query: str) -> None:
    page.goto(f"/documents/{ids['aurora.md']}?{query}")
    expect(page.get_by_role("alert")).to_contain_text("The link names")
    expect(page.locator(".rendered")).to_contain_text("Ingrid Solheim")


def test_a_line_of_5_mb_is_read_in_parts_as_one_scrolls(page: Page, ids: dict[str, str]) -> None:
    start = LINE.index("Anders Brekke")
    page.goto(f"/documents/{ids['line.txt']}?start={start}&end={start + 13}&sha256={text_sha256(LINE)}")
    assert marked(page) == "Anders Brekke"
    shown = "document.querySelector('.text').textContent.length"
    before = page.evaluate(shown)
    assert before < 100_000
    for _ in range(30):
        page.mouse.wheel(0, 20_000)
        page.wait_for_timeout(100)
    assert page.evaluate(shown) <= 200_000
    assert page.locator(".range").count() > 1
    page.locator(".cited").get_by_role("button", name="Show").click()
    page.wait_for_timeout(500)
    assert marked(page) == "Anders Brekke"


def test_offsets_are_turned_into_a_browsers_as_python_counts_them(page: Page) -> None:
    page.goto("/")
    page.evaluate("import('/web/text.js').then((text) => (globalThis.offsets = text))")

    @settings(max_examples=60)
    @given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 45), st.integers(0, 45))
    def agree(text: str, start: int, length: int) -> None:
        there = page.evaluate(
            "([text, start, end]) => [offsets.points(text), offsets.slice(text, start, end)]",
            [text, start, start + length],
        )
        assert there == [len(text), text[start : start + length]]

    agree()
