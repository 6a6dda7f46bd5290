"""The documents on the page: found by a filter, and new ones uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import ask, watched_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_the_filter_finds_documents_by_title_and_source(page: Page) -> None:
    page.goto("/documents")
    expect(page.locator("#documents > li")).to_have_count(10)
    page.get_by_label("Filter by title or source").fill("CORVANE union")
    expect(page.locator("#filter-count")).to_have_text("1 of 10 documents")
    page.locator("#documents a.title").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The union remembers Corvane")


def test_the_rows_of_a_table_are_one_entry_that_opens(page: Page) -> None:
    page.goto("/documents")
    table = page.locator("#documents > li", has_text="prices.csv")
    expect(table.locator("summary")).to_contain_text("3 rows")
    table.locator("summary").click()
    expect(table.locator("li a.title")).to_have_text(["north quay", "south quay", "mole"])
    table.get_by_role("link", name="Ask only mole").click()
    expect(page.locator("#scope-conditions")).to_have_text("source=prices.csv#row=3")


def test_the_list_is_sorted_and_narrowed_by_the_server(page: Page) -> None:
    page.goto("/documents")
    titles = page.locator("#documents > li > a.title")
    expect(titles.first).to_have_text("The ferry Aurora \U0001f6a2\U0001f1f8\U0001f1ea")
    page.get_by_label("Sort by").select_option("date, the newest first")
    expect(titles.first).to_have_text("Bridge reopens")
    page.get_by_label("Sort by").select_option("source, the last first")
    expect(titles.first).to_have_text("The union remembers Corvane")
    page.get_by_role("searchbox", name="Sources like").fill("*.pdf")
    expect(titles).to_have_text(["Harbour report"])
    expect(page.locator("#filter-count")).to_have_text("1 of 10 documents")


def test_a_long_list_is_read_page_by_page(browser: Browser, long_server: str) -> None:
    with watched_page(browser, long_server) as page:
        page.goto("/documents")
        entries = page.locator("#documents > li")
        expect(entries).to_have_count(100)
        expect(page.locator("#filter-count")).to_have_text("102 documents")
        page.get_by_role("button", name="More documents").click()
        expect(entries).to_have_count(102)
        expect(entries.nth(100).locator(".title")).to_be_focused()
        expect(page.get_by_role("button", name="More documents")).to_be_hidden()
        table = page.locator("#documents > li", has_text="boats.csv")
        table.locator("summary").click()
        expect(table.locator("li")).to_have_count(100)
        table.get_by_role("button", name="More").click()
        expect(table.locator("li")).to_have_count(103)


def test_one_document_can_be_asked_alone(page: Page) -> None:
    page.goto("/documents")
    page.get_by_role("link", name="Ask only The union remembers Corvane").click()
    ask(page, "How many people died in the Corvane mine fire?")
    turn = page.locator(".turn:not(.asking)")
    expect(turn.locator(".source").first).to_have_text("union.txt")
    expect(turn.locator(".sides")).to_have_count(0)


def test_an_uploaded_document_is_indexed_and_answers(page: Page, made_server: str) -> None:
    if "post" not in httpx.get(f"{made_server}/openapi.json", timeout=60).json()["paths"]["/v1/documents"]:
        pytest.skip("this server takes no uploads")
    page.goto("/documents")
    text = "# The mill\n\nThe miller of Oxwick is Petra Lindqvist, who grinds rye on Fridays.\n"
    page.get_by_label("Add documents").set_input_files(
        {"name": "mill.md", "mimeType": "text/markdown", "buffer": text.encode()}
    )
    job = page.locator("#jobs li")
    expect(job).to_contain_text("Indexed: 1 document")
    expect(page.locator("#documents")).to_contain_text("The mill")
    job.get_by_role("link", name="Open").click()
    expect(page.locator(".rendered")).to_contain_text("Petra Lindqvist")
    page.get_by_role("link", name="Ask", exact=True).click()
    ask(page, "Who is the miller of Oxwick?")
    expect(page.locator(".turn.answered .quote")).to_have_text("Petra Lindqvist")


def test_a_refused_upload_says_why(browser: Browser, sample_server: str) -> None:
    with watched_page(browser, sample_server, expected="status of 40") as page:
        page.goto("/documents")
        page.get_by_label("Add documents").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Hello."}
        )
        expect(page.locator("#jobs .failed .state")).not_to_be_empty()
