"""Documents as they look: pages with boxes, Markdown as it is rendered, and the ways around in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import ask, marked, watched_page
from page_documents import GUIDE, WARDEN
from playwright.sync_api import expect

from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INK = """(sheet) => {
    const canvas = sheet.querySelector('canvas');
    const [page, box] = [sheet, sheet.querySelector('.box')].map((one) => one.getBoundingClientRect());
    const scale = canvas.width / page.width;
    const edges = [box.left - page.left, box.top - page.top, box.width, box.height];
    const { data } = canvas.getContext('2d').getImageData(...edges.map((edge) => Math.round(edge * scale)));
    const dark = data.filter((value, at) => at % 4 === 0 && value < 128).length;
    return { share: dark / (data.length / 4), width: box.width / page.width };
}"""
"""How much of the box of a page is ink."""


def _span(text: str, words: str) -> str:
    start = text.index(words)
    return f"start={start}&end={start + len(words)}&sha256={text_sha256(text)}"


def _top(page: Page, selector: str) -> float:
    return float(page.locator(selector).evaluate("(one) => one.getBoundingClientRect().top"))


def test_a_pdf_file_opens_at_the_page_with_the_quote_boxed(page: Page) -> None:
    page.goto("/")
    ask(page, WARDEN)
    page.get_by_role("link", name="Open in the document").click()
    expect(page.locator(".cited .quote")).to_have_text("Tomas Valdemar")
    sheet = page.locator(".sheet[data-number='3']")
    expect(sheet.locator(".box.cited")).to_be_in_viewport()
    expect(page.locator(".sheet.drawn[data-number='3']")).to_be_visible()
    ink = sheet.evaluate(INK)
    assert 0.05 < ink["share"] < 0.5
    assert 0.1 < ink["width"] < 0.2
    expect(page.get_by_label("Page", exact=True)).to_have_value("3")


def test_the_text_and_the_file_are_one_click_away(page: Page, made_server: str, ids: dict[str, str]) -> None:
    address = f"/documents/{ids['harbour.pdf']}"
    text = httpx.get(f"{made_server}/v1{address}/text", timeout=60).json()["text"]
    page.goto(f"{address}?{_span(text, 'Tomas Valdemar')}")
    expect(page.locator(".box.cited")).to_be_in_viewport()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".text")).to_contain_text("Tomas Valdemar")
    assert marked(page) == "Tomas Valdemar"
    expect(page).to_have_url(re.compile("view=text$"))
    page.reload()
    assert marked(page) == "Tomas Valdemar"
    page.get_by_role("button", name="Pages").click()
    expect(page.locator(".box.cited")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("link", name="Original file").click()
    assert download.value.suggested_filename == "harbour.pdf"


def test_the_outline_and_the_page_box_follow_the_reader(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['harbour.pdf']}")
    number, outline = page.get_by_label("Page", exact=True), page.locator(".outline [aria-current]")
    expect(number).to_have_value("1")
    expect(outline).to_have_text("Harbour report 2024")
    page.locator(".sheet[data-number='3']").scroll_into_view_if_needed()
    expect(number).to_have_value("3")
    expect(outline).to_have_text("Wardens")
    page.get_by_role("button", name="Cranes").click()
    expect(number).to_have_value("2")
    expect(outline).to_have_text("Cranes")
    number.fill("4")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator(".sheet.drawn[data-number='4']")).to_be_in_viewport()
    expect(outline).to_have_text("Prices")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Rasmus Oake", "Rasmus Oake"),
        ("upper", "upper"),
        ("lock** is\n> closed at `21:30`", "lock is\nclosed at 21:30"),
        ("Barge \\| tug", "Barge | tug"),
        ("9** pounds", "9 pounds"),
        ("steps &amp; the", "steps & the"),
        ("17 metres deep, \U0001f6a4 and", "17 metres deep, \U0001f6a4 and"),
    ],
)
def test_a_quote_is_marked_exactly_there_in_a_rendering(
    page: Page, ids: dict[str, str], source: str, seen: str
) -> None:
    page.goto(f"/documents/{ids['lock.md']}?{_span(GUIDE, source)}")
    assert marked(page) == seen
    box = page.evaluate("[...CSS.highlights.get('cited')][0].getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < box["bottom"] < page.evaluate("innerHeight")


def test_a_rendering_looks_like_the_document(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['lock.md']}")
    rendered = page.locator(".rendered")
    expect(rendered.locator("h2").first).to_have_text("The lock at Ormsby")
    expect(rendered.locator("h3")).to_have_count(30)
    expect(rendered.locator("tbody td")).to_have_text(["Barge | tug", "9 pounds"])
    expect(rendered.locator("blockquote strong em")).to_have_text("upper")
    expect(rendered.locator("s")).to_have_text("never")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".text")).to_contain_text("**the *upper* lock**")


def test_a_quote_that_a_rendering_does_not_show_is_shown_in_the_text(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['lock.md']}?{_span(GUIDE, '|---|---|')}")
    assert marked(page) == "|---|---|"
    expect(page.get_by_role("alert")).to_contain_text("you see the text")
    expect(page.locator(".text")).to_contain_text("**the *upper* lock**")


def test_the_outline_follows_a_rendering_and_leads_there(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['lock.md']}")
    page.get_by_role("button", name="Chamber 20", exact=True).click()
    expect(page.locator(".outline [aria-current]")).to_have_text("Chamber 20")
    assert 0 < _top(page, ".rendered h3:text-is('Chamber 20')") < 400
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".outline [aria-current]")).to_have_text("The lock at *Ormsby*")


@pytest.mark.parametrize("view", ["rendered", "text"])
def test_words_are_found_one_place_after_the_other(page: Page, ids: dict[str, str], view: str) -> None:
    page.goto(f"/documents/{ids['lock.md']}?view={view}")
    page.get_by_label("Find in the document").wait_for()
    page.keyboard.press("f")
    page.keyboard.type("METRES  deep")
    state = page.locator(".find [role=status]")
    for number in (1, 2):
        page.keyboard.press("Enter")
        expect(state).to_have_text(f"{number} of 29")
    assert page.evaluate("Array.from(CSS.highlights.get('found'), String)") == ["metres deep"]
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("button", name="Previous").click()
    expect(state).to_have_text("29 of 29")
    box = page.evaluate("[...CSS.highlights.get('found')][0].getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < page.evaluate("innerHeight")
    page.get_by_label("Find in the document").fill("walrus")
    page.keyboard.press("Enter")
    expect(state).to_have_text("Not in this document")
    assert page.evaluate("CSS.highlights.get('found')?.size ?? 0") == 0


def test_words_are_found_on_pages(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['harbour.pdf']}")
    page.get_by_label("Find in the document").fill("berth for a night")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet[data-number='4'] .box.found")).to_be_in_viewport()
    expect(page.locator(".find [role=status]")).to_have_text("1 of 1")


def test_a_file_that_cannot_be_shown_is_read_as_its_text(browser: Browser, changed_server: tuple[str, str]) -> None:
    address, name = changed_server
    with watched_page(browser, address, expected="status of 409") as page:
        page.goto(f"/documents/{name}")
        expect(page.get_by_role("alert")).to_contain_text("you see its text")
        expect(page.locator(".text")).to_contain_text("Tomas Valdemar")


def _serious(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, made_server: str, ids: dict[str, str], scheme: str) -> None:
    with watched_page(browser, made_server, color_scheme=scheme) as page:
        for name, sign in (("harbour.pdf", ".sheet.drawn"), ("lock.md", ".rendered table")):
            page.goto(f"/documents/{ids[name]}")
            page.locator(sign).first.wait_for()
            page.get_by_label("Find in the document").fill("the")
            page.keyboard.press("Enter")
            expect(page.locator(".find [role=status]")).to_contain_text("1 of")
            assert _serious(page) == []


def test_a_phone_scrolls_in_one_direction_only(browser: Browser, made_server: str, ids: dict[str, str]) -> None:
    with watched_page(browser, made_server, viewport={"width": 360, "height": 740}, is_mobile=True) as page:
        for name, sign in (("harbour.pdf", ".sheet.drawn"), ("lock.md", ".rendered table")):
            page.goto(f"/documents/{ids[name]}")
            page.locator(sign).first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
