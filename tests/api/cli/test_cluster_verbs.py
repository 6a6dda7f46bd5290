"""The verbs over PostgreSQL and Milvus do what they do over a folder, or say in one line that they cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from called import Called, call
from cluster_engines import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "Who signed the contract with the harbour of Skarholm?"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("harbour")
    (root / "contract.md").write_text(
        "# The contract\n\nThe contract with the harbour of Skarholm was signed by Ingrid Halvorsen on 3 May 2021.\n"
    )
    (root / "ferry.md").write_text("# The ferry\n\nThe ferry leaves at noon. It takes forty cars.\n")
    return root


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    with running_postgres() as server:
        vectors = tmp_path_factory.mktemp("milvus") / "vectors.db"
        yield ("--index", server.new_database(), "--vectors", str(vectors))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    return ("--index", str(tmp_path_factory.mktemp("folder") / "index"))


@pytest.fixture(scope="module")
def both(pair: tuple[str, ...], folder: tuple[str, ...], documents: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for place in (pair, folder):
        done = call("index", documents, *place)
        assert done.returncode == 0, done.stderr
        assert "2 documents, 2 chunks: 2 added" in done.stderr
    return pair, folder


def _without_time(done: Called) -> object:
    assert done.stderr == ""
    response = json.loads(done.stdout)
    response.pop("took_ms", None)
    return response


@pytest.mark.parametrize("question", [QUESTION, "When does the ferry leave?", "Who is the mayor of Bergen?"])
def test_a_question_gets_the_same_response(both: tuple[tuple[str, ...], tuple[str, ...]], question: str) -> None:
    done = [call("ask", "--json", question, *place) for place in both]
    assert done[0].returncode == done[1].returncode
    here, there = map(_without_time, done)
    assert json.dumps(_rounded(here)) == json.dumps(_rounded(there))


def _rounded(tree: object) -> object:
    """Scores and confidences to 4 digits: sums of 32-bit products differ in the last of theirs."""
    if isinstance(tree, dict):
        return {key: _rounded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_rounded(value) for value in tree]
    return round(tree, 4) if isinstance(tree, float) else tree


def test_an_answer_is_found_and_its_document_shown(
    both: tuple[tuple[str, ...], tuple[str, ...]], documents: Path
) -> None:
    response = json.loads(call("ask", "--json", QUESTION, *both[0]).stdout)
    answer = response["answers"][0]
    assert answer["text"] == "Ingrid Halvorsen"
    citation = answer["citations"][0]
    shown = call("show", citation["document_id"], *both[0])
    assert shown.stdout == (documents / "contract.md").read_text()
    assert shown.stdout[citation["start"] : citation["end"]] == "Ingrid Halvorsen"


def test_searching_listing_and_resolving_are_the_same(
    both: tuple[tuple[str, ...], tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [json.loads(call("search", "--json", "ferry cars", *place).stdout) for place in both]
    assert _rounded(found[0]) == _rounded(found[1])
    listed = [call("documents", "--json", *place).stdout for place in both]
    assert listed[0] == listed[1]
    response = tmp_path / "response.json"
    response.write_text(call("ask", "--json", QUESTION, *both[0]).stdout)
    monkeypatch.setenv("CITESPAN_INDEX", both[0][1])
    monkeypatch.setenv("CITESPAN_VECTORS", both[0][3])
    assert call("resolve", response).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "copy"),
        ("restore", "copy"),
        ("key", "reading-room"),
        ("audit",),
        ("feedback",),
        ("check", "a.qa.yaml"),
    ],
)
def test_a_verb_that_cannot_says_so_in_one_line(
    both: tuple[tuple[str, ...], tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CITESPAN_VECTORS", both[0][3])
    done = call(*arguments, "--index", both[0][1])
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs an index in a folder" in done.stderr
    assert done.stderr.count("\n") == 1


def test_labels_and_open_addresses_are_refused(both: tuple[tuple[str, ...], tuple[str, ...]], documents: Path) -> None:
    done = call("index", documents, "--label", "staff", *both[0])
    assert (done.returncode, "a label needs an index in a folder" in done.stderr) == (2, True)
    done = call("serve", "--host", "0.0.0.0", *both[0])
    assert (done.returncode, "no keys yet" in done.stderr) == (2, True)


def test_the_two_addresses_go_together(pair: tuple[str, ...]) -> None:
    done = call("ask", "Who?", "--index", pair[1])
    assert (done.returncode, "--vectors" in done.stderr) == (2, True)
    done = call("ask", "Who?", "--vectors", pair[3])
    assert (done.returncode, "postgresql://" in done.stderr) == (2, True)


def test_a_document_that_is_removed_is_gone(both: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    rows = json.loads(call("documents", "--json", *both[0]).stdout)
    ferry = next(row["document_id"] for row in rows if row["source"] == "ferry.md")
    assert "removed ferry.md" in call("remove", ferry, *both[0]).stderr
    found = json.loads(call("search", "--json", "ferry cars", *both[0]).stdout)
    assert "ferry.md" not in json.dumps(found)
