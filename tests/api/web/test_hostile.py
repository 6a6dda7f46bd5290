"""A document that wants to do something is only ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import ask, watched_page
from page_documents import HOSTILE, TREASURER
from playwright.sync_api import expect

from citespan.api.http.guard.security_headers import SECURITY_HEADERS
from citespan.api.http.page import VIEWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUNS = "() => document.querySelectorAll('main script, main img, main b, main [onerror]').length"


LEFT = """(line, word) => {
    const node = [...line.childNodes].find((node) => node.data?.includes(word));
    const range = document.createRange();
    range.setStart(node, node.data.indexOf(word));
    range.setEnd(node, node.data.indexOf(word) + word.length);
    return range.getBoundingClientRect().left;
}"""


def test_markup_in_a_document_is_text_and_controls_are_named(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['club.md']}?view=text")
    expect(page.locator(".text")).to_contain_text("<script>document.title = 'owned'</script>")
    assert (
        page.locator(".text .line").evaluate_all("lines => lines.map((line) => line.textContent).join('')") == HOSTILE
    )
    assert page.evaluate(RUNS) == 0
    assert "owned" not in page.title().removeprefix("Club news <img src=x onerror=\"document.title='owned'\">")
    names = page.locator(".text .control").evaluate_all("spans => spans.map((span) => span.dataset.names).join(' ')")
    assert {"RLO", "LRI", "PDI", "PDF", "U+0007", "U+001B", "ZWSP", "BOM"} <= set(names.split())


def test_a_rendering_runs_nothing_loads_nothing_and_leads_to_web_pages_only(page: Page, ids: dict[str, str]) -> None:
    for name, raw in (
        ("club.md", "<script>document.title = 'owned'</script>"),
        ("lock.md", '<b onmouseover="alert(1)">'),
    ):
        page.goto(f"/documents/{ids[name]}")
        expect(page.locator(".rendered")).to_contain_text(raw)
        assert page.evaluate(RUNS) == 0
        assert not page.title().startswith("owned")
    addresses = page.locator(".rendered a").evaluate_all("links => links.map((link) => [link.href, link.rel])")
    assert addresses == [["https://lock.example/rules", "noopener noreferrer"]]
    expect(page.locator(".rendered .picture")).to_have_text("a map")


def test_text_that_reorders_reaches_no_further_than_its_line(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/documents/{ids['club.md']}?view=text")
    reordered = page.locator(".text .line", has_text="rowing club meets")
    first, last = (reordered.evaluate(LEFT, word) for word in ("rowing", "Mondays"))
    assert first < last


def test_an_answer_from_a_hostile_document_stays_inert(page: Page) -> None:
    page.goto("/")
    ask(page, TREASURER)
    expect(page.locator(".turn.answered, .turn.abstained")).to_be_visible()
    assert page.evaluate(RUNS) == 0


def test_a_hostile_question_is_only_shown(page: Page) -> None:
    page.goto("/")
    ask(page, "<img src=x onerror=alert(1)> who?")
    expect(page.locator(".turn h3")).to_contain_text("<img src=x onerror=alert(1)> who?")
    assert page.evaluate(RUNS) == 0


def test_markup_from_strings_is_refused_by_the_browser(browser: Browser, made_server: str) -> None:
    attempt = (
        "() => { try { document.body.innerHTML = '<p>x</p>'; return null; } catch (error) { return error.name; } }"
    )
    with watched_page(browser, made_server, expected="TrustedHTML") as page:
        page.goto("/")
        assert page.evaluate(attempt) == "TypeError"


@pytest.mark.parametrize("path", [*VIEWS, "/docs", "/web/main.js", "/v1/documents", "/nowhere"])
def test_every_reply_has_the_security_headers(sample_server: str, path: str) -> None:
    headers = httpx.get(sample_server + path, timeout=60).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe" not in headers["content-security-policy"]
