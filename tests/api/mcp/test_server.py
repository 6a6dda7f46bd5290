"""The protocol, spoken by the SDK's own client: in this process, over standard input and output, and over HTTP."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from served import served_verb

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.mcp.server import mcp_server
from citespan.api.wire.response import ResponseModel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from citespan.qa.answerer import Answerer

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


def _talk(server: Any, say: Callable[[Client], Awaitable[Any]]) -> Any:
    """What `say` gets from a server, or the protocol's error."""

    async def talk() -> Any:
        async with Client(server, read_timeout_seconds=200) as client:
            try:
                return await say(client)
            except MCPError as exc:  # raised here, it would leave the client as a group of errors
                return exc

    return anyio.run(talk)


def _call(server: Any, name: str, **arguments: object) -> Any:
    return _talk(server, lambda client: client.call_tool(name, arguments))


def _answers(tree: dict[str, Any]) -> object:
    return tree["answers"]


def test_ask_gives_the_response_as_structure_and_as_text(sample_answerer: Answerer) -> None:
    result = _call(mcp_server(sample_answerer), "ask", question=QUESTION)
    expected = ResponseModel.model_validate(sample_answerer.answer(QUESTION)).model_dump(mode="json")
    assert not result.is_error
    assert _answers(result.structured_content) == expected["answers"]
    assert json.loads(result.content[0].text) == result.structured_content


def test_every_tool_has_schemas_of_what_it_takes_and_gives(sample_answerer: Answerer) -> None:
    tools = _talk(mcp_server(sample_answerer), lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "fetch"]
    for tool in tools:
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint


def test_what_search_finds_can_be_fetched_and_so_can_its_document(sample_answerer: Answerer) -> None:
    server = mcp_server(sample_answerer)
    found = _call(server, "search", query="commander", limit=2).structured_content["results"]
    assert len(found) == 2
    assert {"id", "title", "url"} <= set(found[0])
    passage = _call(server, "fetch", id=found[0]["id"]).structured_content
    assert {"id", "title", "text", "url", "metadata"} <= set(passage)
    assert passage["text"] == found[0]["text"]
    whole = _call(server, "fetch", id=passage["metadata"]["document_id"]).structured_content
    start, end = passage["metadata"]["start"], passage["metadata"]["end"]
    assert whole["text"][start:end] == passage["text"]


@pytest.mark.parametrize(("name", "argument"), [("ask", "question"), ("search", "query")])
def test_a_typo_is_corrected_unless_it_is_to_be_taken_as_typed(
    sample_answerer: Answerer, name: str, argument: str
) -> None:
    server, typed = mcp_server(sample_answerer), {argument: QUESTION.replace("commander", "comander")}
    assert _call(server, name, **typed).structured_content["corrected"] == {"comander": "commander"}
    assert _call(server, name, **typed, as_typed=True).structured_content["corrected"] is None


def test_documents_are_resources(sample_answerer: Answerer) -> None:
    server = mcp_server(sample_answerer)
    listed = _talk(server, lambda client: client.list_resources()).resources
    assert len(listed) > 1
    (contents,) = _talk(server, lambda client: client.read_resource(listed[0].uri)).contents
    fetched = _call(server, "fetch", id=listed[0].uri).structured_content
    assert contents.text == fetched["text"]
    assert _talk(server, lambda client: client.list_resource_templates()).resource_templates
    error = _talk(server, lambda client: client.read_resource("citespan://documents/nothing"))
    assert isinstance(error, MCPError)
    assert "no document nothing" in str(error)


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("ask", {"question": QUESTION, "temperature": 1}, "temperature: Extra inputs"),
        ("ask", {}, "question: Field required"),
        ("ask", {"question": " "}, "blank"),
        ("ask", {"question": "x" * 1001}, "1001 characters"),
        ("ask", {"question": QUESTION, "where": ["nonsense"]}, "no condition"),
        ("search", {"query": "x", "limit": 0}, "limit"),
        ("fetch", {"id": "nothing"}, "there is no document nothing"),
        ("fetch", {"id": "nothing#char=9,1"}, "there is no document nothing"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    sample_answerer: Answerer, name: str, arguments: dict[str, object], why: str
) -> None:
    result = _call(mcp_server(sample_answerer), name, **arguments)
    assert result.is_error
    assert why in result.content[0].text


def test_a_span_that_is_not_in_its_document_is_refused(sample_answerer: Answerer) -> None:
    server = mcp_server(sample_answerer)
    whole = _call(server, "search", query="commander").structured_content["results"][0]["id"].partition("#")[0]
    for span in ("9,1", "0,999999999"):
        assert "is no span" in _call(server, "fetch", id=f"{whole}#char={span}").content[0].text


def test_a_tool_that_there_is_not_is_an_error_of_the_protocol(sample_answerer: Answerer) -> None:
    error = _call(mcp_server(sample_answerer), "nothing")
    assert isinstance(error, MCPError)
    assert "there is no tool nothing" in str(error)


def test_a_host_starts_it_and_asks_over_standard_input_and_output(sample_folder: Path) -> None:
    command = StdioServerParameters(
        command=str(Path(sys.executable).with_name("citespan")), args=["mcp", "--index", str(sample_folder)]
    )
    assert _answers(_call(command, "ask", question=QUESTION).structured_content)


def test_over_http_it_answers_under_the_servers_keys(sample_folder: Path, sample_answerer: Answerer) -> None:
    key = make_key(sample_folder / KEYS_FILE, "an assistant")
    try:
        with served_verb("mcp", "--http", "--index", sample_folder) as address:
            assert httpx2.post(f"{address}/mcp", json={}).status_code == 401

            async def ask() -> Any:
                headers = {"Authorization": f"Bearer {key}"}
                async with (
                    httpx2.AsyncClient(headers=headers, timeout=200) as http,
                    Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
                ):
                    return await client.call_tool("ask", {"question": QUESTION})

            result = anyio.run(ask)
    finally:
        (sample_folder / KEYS_FILE).unlink()
    expected = ResponseModel.model_validate(sample_answerer.answer(QUESTION)).model_dump(mode="json")
    assert _answers(result.structured_content) == expected["answers"]
