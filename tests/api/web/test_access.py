"""The page of a server that demands an access key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import ask, watched_page
from playwright.sync_api import expect
from served import served

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from citespan.index.encoder import Encoder


@pytest.mark.parametrize("attempts", [("right",), ("wrong", "right")])
def test_the_page_asks_for_the_key_and_then_for_nothing(
    browser: Browser, encoder: Encoder, tmp_path: Path, attempts: tuple[str, ...]
) -> None:
    folder = tmp_path / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    key = make_key(folder / KEYS_FILE, "a visitor")
    with (
        served("--index", folder) as address,
        watched_page(browser, address, expected="status of 401") as page,
    ):
        page.goto("/")
        dialog = page.get_by_role("dialog", name="Access key")
        for attempt in attempts:
            expect(dialog).to_be_visible()
            dialog.get_by_label("Key", exact=True).fill(key if attempt == "right" else "nobody")
            page.keyboard.press("Enter")
            if attempt == "wrong":
                expect(dialog).to_contain_text("refused that key")
        expect(dialog).to_be_hidden()
        ask(page, "Who is named as the commander of Jaish ul-Adl?")
        expect(page.locator(".turn.answered .quote")).to_have_text("Salahuddin Farooqui")
        page.reload()
        expect(page.locator("#library-size")).to_contain_text("documents")
        assert key not in page.content()


def test_without_a_key_the_page_says_what_is_missing(browser: Browser, encoder: Encoder, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    make_key(folder / KEYS_FILE, "somebody else")
    with served("--index", folder) as address, watched_page(browser, address, expected="status of 401") as page:
        page.goto("/documents")
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#library")).to_contain_text("send an access key")
