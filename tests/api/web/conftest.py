"""The page in a real browser, served by a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import chromium, watched_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: while Playwright runs, no other event loop can."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, sample_server: str) -> Iterator[Page]:
    """A fresh visitor of the sample documents."""
    with watched_page(browser, sample_server) as page:
        yield page
