"""A real browser, Debian's Chromium, that lets nothing pass: no console message, no foreign request, no failed one."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TIMEOUT_MS = 60_000
expect.set_options(timeout=TIMEOUT_MS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser while the block lasts. Without Chromium the test is skipped, but fails where `CI` is set."""
    path = shutil.which("chromium")
    if path is None:
        missing = "there is no chromium to open the page with; on Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def watched_page(
    browser: Browser, address: str, *, expected: str | None = None, issuer: str | None = None, **options: Any
) -> Iterator[Page]:
    """A page of a fresh visitor; at the end of the block it fails if anything went wrong that nobody looked for.

    With `expected`, the console may say what holds these words. With an `issuer`, its pages may be visited.
    """
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    own = {urlsplit(given).netloc for given in (address, issuer) if given is not None}
    page.on(
        "request",
        lambda request: (
            None if urlsplit(request.url).netloc in own else wrong.append(f"foreign request: {request.url}")
        ),
    )
    yield page
    context.close()
    if unexpected := [one for one in wrong if expected is None or expected not in one]:
        raise AssertionError("\n".join(unexpected))


def ask(page: Page, question: str, *, follow_up: bool = False) -> None:
    """Type a question and send it, as the first of a conversation unless it is a `follow_up`."""
    new_topic = page.get_by_role("button", name="New topic")
    if not follow_up and new_topic.is_visible():
        new_topic.click()
    page.get_by_label("Question").fill(question)
    page.keyboard.press("Enter")


def marked(page: Page) -> str:
    """What is marked in the document that is open."""
    page.locator(".cited").wait_for()
    return str(page.evaluate("Array.from(CSS.highlights.get('cited') ?? [], String).join('')"))
