"""People who sign in on the page, each seeing what they may."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import ask, marked, watched_page
from playwright.sync_api import expect
from signed_on import BERTH, sign_in, signed_on_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_issuer import LocalIssuer
    from playwright.sync_api import Browser, Page

    from citespan.index.encoder import Encoder

UNSEEN = "status of 40"
"""What the console says of a 401, and of a document that somebody may not see."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signed-on-page")


@pytest.fixture(scope="module")
def server(folder: Path, encoder: Encoder) -> Iterator[tuple[str, LocalIssuer]]:
    with signed_on_server(folder, encoder) as server:
        yield server


@pytest.fixture
def ann_and_bob(browser: Browser, server: tuple[str, LocalIssuer]) -> Iterator[tuple[Page, Page]]:
    """The pages of Ann and Bob, who are signed in."""
    address, issuer = server
    with (
        watched_page(browser, address, expected=UNSEEN, issuer=issuer.address) as ann,
        watched_page(browser, address, expected=UNSEEN, issuer=issuer.address) as bob,
    ):
        for page, subject in ((ann, "ann"), (bob, "bob")):
            page.goto("/documents")
            sign_in(page, subject)
        yield ann, bob


def test_two_people_see_different_documents_and_get_different_answers(ann_and_bob: tuple[Page, Page]) -> None:
    ann, bob = ann_and_bob
    expect(ann.locator("#signed-in")).to_have_text("Ann Ames")
    expect(ann.locator("#documents .source")).to_have_text(["office.txt", "ships.txt"])
    expect(bob.locator("#documents .source")).to_have_text(["legal/berth.txt", "office.txt", "ships.txt"])
    for page in ann_and_bob:
        page.get_by_role("link", name="Ask", exact=True).click()
        ask(page, BERTH)
        page.locator(".turn:not(.asking)").wait_for()
    expect(bob.locator(".turn .quote").first).to_contain_text("7000 euros")
    assert "7000" not in ann.content()


def test_a_link_to_a_hidden_document_says_that_there_is_none_and_whoever_may_sees_it(
    ann_and_bob: tuple[Page, Page], folder: Path
) -> None:
    """The answer that Bob exports verifies for whoever holds the document; the link in it opens it for Bob alone."""
    ann, bob = ann_and_bob
    bob.goto("/")
    ask(bob, BERTH)
    bob.locator(".turn a.open").first.wait_for()
    link = bob.locator(".turn a.open").first.get_attribute("href") or ""
    request = {"headers": {"Origin": bob.url.rstrip("/")}, "data": {"question": BERTH}}
    response = bob.evaluate(
        "async (body) => (await fetch('/v1/ask', {method: 'POST', headers: {'content-type': 'application/json'},"
        " body: JSON.stringify(body)})).text()",
        request["data"],
    )
    for page, is_seen in ((bob, True), (ann, False)):
        page.goto(link)
        if is_seen:
            assert marked(page)
        else:
            expect(page.locator("#reading")).to_contain_text("There is no such document")
        checked = page.evaluate(
            "async (body) => (await fetch('/v1/verify', {method: 'POST', headers: {'content-type': 'application/json'},"
            " body})).json()",
            response,
        )
        assert checked["ok"] is is_seen, checked
    assert "berth" not in ann.locator("#reading").inner_text().lower()
    exported = folder / "response.json"
    exported.write_text(response)
    assert json.loads(response)["status"] == "answered"
    command = [Path(sys.executable).with_name("citespan"), "verify", exported, folder / "documents"]
    held = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    assert held.returncode == 0, held.stderr
    command[-1] = folder / "documents" / "ships.txt"
    other = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    assert other.returncode == 1, other.stdout


def test_what_one_asked_is_gone_when_they_sign_out(ann_and_bob: tuple[Page, Page]) -> None:
    _, bob = ann_and_bob
    bob.goto("/")
    ask(bob, BERTH)
    bob.locator(".turn .quote").first.wait_for()
    bob.get_by_role("button", name="Sign out").click()
    bob.get_by_role("button", name="End session").click()  # the issuer's
    expect(bob.get_by_role("dialog")).to_be_visible()
    assert bob.locator(".turn").count() == 0
    assert "7000" not in bob.evaluate("JSON.stringify({...sessionStorage})")
    sign_in(bob, "ann")
    bob.goto("/documents")
    expect(bob.locator("#documents .source")).to_have_text(["office.txt", "ships.txt"])


def test_no_script_can_read_the_session(ann_and_bob: tuple[Page, Page]) -> None:
    ann, _ = ann_and_bob
    names = {cookie["name"] for cookie in ann.context.cookies()}
    assert "citespan-session" in names
    assert "citespan" not in str(ann.evaluate("document.cookie"))
