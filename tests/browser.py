"""A real browser, Debian's Chromium, that lets nothing pass: no console message, no foreign request, no failed one."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TIMEOUT_MS = 60_000


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
def watched_page(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page of a fresh visitor; at the end of the block it fails if anything went wrong that nobody looked for."""
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    own = urlsplit(address).netloc
    page.on(
        "request",
        lambda request: (
            None if urlsplit(request.url).netloc == own else wrong.append(f"foreign request: {request.url}")
        ),
    )
    yield page
    context.close()
    assert wrong == []
