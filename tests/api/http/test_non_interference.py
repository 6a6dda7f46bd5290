"""Keys with labels are told nothing of what they do not see; `tests/benchmarks/non_interference.py` compares 1,000."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from non_interference import run

import citespan.api.http.routes as routes
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder

TRIPLES = 50
WITHOUT_DOCUMENTS = {"upload_routes", "feedback_routes"}
"""They write, and read no document; keys with labels may not upload."""


def test_a_key_with_labels_gets_what_an_index_without_the_hidden_documents_gives(encoder: Encoder) -> None:
    *_, outcome = run(TRIPLES, encoder=encoder, reader=SentenceReader(encoder))
    assert outcome.differing == []
    assert outcome.triples == TRIPLES
    assert len(outcome.replies) >= 20
    assert outcome.replies["POST /v1/ask"] >= TRIPLES


def test_the_comparison_sees_what_is_not_hidden(encoder: Encoder) -> None:
    """Guards the test above: with a key that sees everything, it fails on all routes that tell of documents."""
    *_, outcome = run(3, encoder=encoder, reader=SentenceReader(encoder), hides=False)
    told = {route for route in outcome.replies if route.partition(" ")[2].startswith(("/v1/documents", "/mcp"))}
    told |= {"POST /v1/ask", "POST /v1/search", "POST /v1/verify", "POST /v1/resolve", "GET /readyz"}
    assert told - {"DELETE /v1/documents/ID"} <= outcome.differing_routes.keys()


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
