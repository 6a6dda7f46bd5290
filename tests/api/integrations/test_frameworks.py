"""Each framework asks with its own machinery, and gets the span that the library gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import citespan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.wire.response import CitationModel

QUESTION = "When does the ferry Aurora leave Port Lindholm?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[citespan.Library]:
    folder: Path = tmp_path_factory.mktemp("frameworks")
    (folder / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (folder / "bread.md").write_text("# Bread\n\nA loaf needs 500 grams of flour.")
    with citespan.open(folder, index=folder / ".index", threshold=0) as library:
        yield library


@pytest.fixture
def cited(library: citespan.Library) -> CitationModel:
    return library.ask(QUESTION).answers[0].citations[0]


def _is_place_of(metadata: dict[str, Any], text: str, library: citespan.Library) -> bool:
    whole = library.text(metadata["document_id"], text_sha256=metadata["text_sha256"])
    return whole[metadata["start"] : metadata["end"]] == text


def test_langchain_retrieves_and_answers(library: citespan.Library, cited: CitationModel) -> None:
    module = pytest.importorskip("citespan.integrations.langchain", reason="langchain-core is not installed")
    documents = module.CitespanRetriever(library=library, limit=1).invoke("flour")
    assert [document.metadata["source"] for document in documents] == ["bread.md"]
    assert _is_place_of(documents[0].metadata, documents[0].page_content, library)
    response = module.answering(library).invoke(QUESTION)
    assert response.answers[0].citations[0] == cited


def test_llama_index_retrieves_and_answers(library: citespan.Library, cited: CitationModel) -> None:
    module = pytest.importorskip("citespan.integrations.llama_index", reason="llama-index-core is not installed")
    nodes = module.CitespanRetriever(library, limit=1).retrieve("flour")
    assert [node.metadata["source"] for node in nodes] == ["bread.md"]
    assert _is_place_of(nodes[0].metadata, nodes[0].text, library)
    response = module.CitespanQueryEngine(library=library).query(QUESTION)
    assert str(response) == cited.exact
    assert (response.source_nodes[0].node.start_char_idx, response.source_nodes[0].text) == (cited.start, cited.exact)


def test_haystack_retrieves_and_answers_in_a_pipeline(library: citespan.Library, cited: CitationModel) -> None:
    haystack = pytest.importorskip("haystack", reason="haystack-ai is not installed")
    module = pytest.importorskip("citespan.integrations.haystack")
    pipeline = haystack.Pipeline()
    pipeline.add_component("retrieve", module.CitespanRetriever(library, limit=1))
    pipeline.add_component("answer", module.CitespanAnswerer(library))
    given = pipeline.run({"retrieve": {"query": "flour"}, "answer": {"query": QUESTION}})
    (document,) = given["retrieve"]["documents"]
    assert document.meta["source"] == "bread.md"
    assert _is_place_of(document.meta, document.content, library)
    answer = given["answer"]["answers"][0]
    assert (answer.data, answer.document_offset.start) == (cited.exact, cited.start)
    assert answer.context[answer.context_offset.start : answer.context_offset.end] == answer.data


def test_the_examples_of_the_page_run_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("langchain_core", "llama_index.core", "haystack"):
        pytest.importorskip(name)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "contract.txt").write_text("Mira Olsen signed the contract on 3 May 2024 in Bergen.\n")
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[3] / "docs" / "frameworks.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    assert "given" in names
