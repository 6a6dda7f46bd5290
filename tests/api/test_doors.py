"""The same question through every door, each a real process: batch, HTTP server, terminal chat, page."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pexpect
import pytest
from browser import ask, chromium, watched_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTION = "What was the name of the Pakistani operation of 18 January?"
CITESPAN = str(Path(sys.executable).with_name("citespan"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shared_corpus: Path) -> Path:
    folder = tmp_path_factory.mktemp("doors")
    subprocess.run([CITESPAN, "index", shared_corpus], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def answer(folder: Path) -> dict[str, Any]:
    """What the command line answers."""
    result = subprocess.run([CITESPAN, "ask", "--json", QUESTION], cwd=folder, capture_output=True, check=True)
    response = json.loads(result.stdout)
    assert response["status"] == "answered"
    return dict(response["answers"][0])


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [CITESPAN, "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                if httpx.get(f"{address}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.5)
        yield address
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode in (0, -signal.SIGTERM)


def test_the_command_line_cites_the_file_itself(answer: dict[str, Any], shared_corpus: Path) -> None:
    citation = answer["citations"][0]
    with (shared_corpus / str(citation["source"])).open(newline="", encoding="utf-8") as stream:
        text = stream.read()
    assert text[citation["start"] : citation["end"]] == citation["exact"]
    assert "Marg Bar Sarmachar" in citation["evidence"]["exact"]


def test_http_gives_the_same_answer(answer: dict[str, Any], server: str) -> None:
    reply = httpx.post(f"{server}/v1/ask", json={"question": QUESTION}, timeout=60)
    assert reply.json()["answers"][0] == answer


def test_http_finds_the_same_passages(folder: Path, server: str) -> None:
    result = subprocess.run([CITESPAN, "search", "--json", QUESTION], cwd=folder, capture_output=True, check=True)
    reply = httpx.post(f"{server}/v1/search", json={"query": QUESTION}, timeout=60)
    assert reply.json() == json.loads(result.stdout)


def test_a_batch_on_standard_input_gives_the_same_answer(answer: dict[str, Any], folder: Path) -> None:
    line = json.dumps({"question": QUESTION}).encode()
    result = subprocess.run([CITESPAN, "ask", "--batch", "-"], cwd=folder, input=line, capture_output=True, check=True)
    assert json.loads(result.stdout)["answers"][0] == answer


def test_a_terminal_chat_gives_the_same_answer_and_citation(answer: dict[str, Any], folder: Path) -> None:
    chat = pexpect.spawn(
        CITESPAN,
        ["chat"],
        cwd=str(folder),
        env={
            **os.environ,
            "PROMPT_TOOLKIT_NO_CPR": "1",  # pexpect does not say where the cursor is
            "XDG_STATE_HOME": str(folder / "state"),
        },
        encoding="utf-8",
        timeout=120,
        dimensions=(50, 200),
    )
    chat.expect(r"leaves\.[\s\S]*>")
    chat.sendline(QUESTION)
    citation = answer["citations"][0]
    chat.expect(rf"characters\s+{citation['start']}-{citation['end']}")
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", chat.before or "")
    assert str(answer["text"]) in shown
    assert str(citation["source"]) in shown
    chat.sendline("/nonsense")
    chat.expect(r"There is no command /nonsense\.[\s\S]*>")
    chat.sendcontrol("d")
    chat.expect(pexpect.EOF)
    chat.close()
    assert chat.exitstatus == 0


def test_a_chat_reads_a_pipe_and_prints_no_colours(folder: Path) -> None:
    result = subprocess.run(
        [CITESPAN, "chat"],
        cwd=folder,
        input=f"{QUESTION}\n/quit\nnever asked\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Marg Bar Sarmachar" in result.stdout
    assert "never asked" not in result.stdout
    assert "\x1b" not in result.stdout


def test_the_page_marks_the_same_span(answer: dict[str, Any], server: str) -> None:
    with chromium() as browser, watched_page(browser, server) as page:
        page.goto("/")
        ask(page, QUESTION)
        turn = page.locator(".turn.answered")
        expect(turn.locator(".quote")).to_have_text(answer["text"])
        expect(turn.locator("mark")).to_have_text(answer["citations"][0]["exact"])
        assert turn.locator(".evidence").text_content() == answer["citations"][0]["evidence"]["exact"]
