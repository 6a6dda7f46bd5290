"""Keys with labels are told nothing of what they do not see; `tests/benchmarks/non_interference.py` compares 1,000."""

from __future__ import annotations

import ast
import random
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hidden_corpora import draw_question
from non_interference import Outcome, Pair, compare_all, drawn_pair

import citespan.api.http.routes as routes
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder

CORPORA = 2
QUESTIONS = 3
WITHOUT_DOCUMENTS = {"upload_routes", "feedback_routes"}
"""They write, and read no document; keys with labels may not upload."""


@pytest.fixture(scope="module")
def chance() -> random.Random:
    return random.Random(1)


@pytest.fixture(scope="module")
def pairs(chance: random.Random, encoder: Encoder) -> Iterator[list[Pair]]:
    reader = SentenceReader(encoder)
    with ExitStack() as stack:
        yield [
            stack.enter_context(drawn_pair(chance, encoder=encoder, reader=reader, most_ships=4))
            for _ in range(CORPORA)
        ]


def test_a_key_with_labels_gets_what_an_index_without_the_hidden_documents_gives(
    pairs: list[Pair], chance: random.Random
) -> None:
    outcome = Outcome()
    for pair in pairs:
        compare_all(pair, [draw_question(chance) for _ in range(QUESTIONS)], outcome)
    assert outcome.differing == []
    assert outcome.triples == CORPORA * QUESTIONS
    assert pairs[0].operations() <= outcome.replies.keys()


def test_the_comparison_sees_what_is_not_hidden(
    pairs: list[Pair], chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards the test above: with a key that sees everything, it fails on all routes that tell of documents."""
    pair, outcome = pairs[0], Outcome()
    monkeypatch.setattr(pair, "label_key", pair.whole)
    compare_all(pair, [draw_question(chance)], outcome)
    told = {route for route in outcome.replies if route.partition(" ")[2].startswith(("/v1/documents", "/mcp"))}
    told |= {"POST /v1/ask", "POST /v1/search", "POST /v1/verify", "POST /v1/resolve", "GET /readyz"}
    refused = {"DELETE /v1/documents/{document_id}", "POST /v1/documents"}
    assert told - refused <= outcome.differing_routes.keys()


def test_no_route_reads_documents_but_through_what_its_request_sees() -> None:
    folder = Path(next(iter(routes.__path__)))
    taking = {
        function.name
        for file in folder.glob("*.py")
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and "_routes" in function.name
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "Answerer"
    }
    assert taking == WITHOUT_DOCUMENTS
