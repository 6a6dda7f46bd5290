"""The MCP server: tools and documents, as the protocol has them.

Source: Model Context Protocol, 2025-11-25 and 2026-07-28.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError

from citespan.api.mcp.tools import (
    SCHEME,
    AskArguments,
    FetchArguments,
    FetchedModel,
    FoundListModel,
    SearchArguments,
    Tools,
)
from citespan.api.wire.cursor import cursor_of, place_of
from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import CitespanError, UnknownDocumentError
from citespan.index.contents import open_contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcp.server.context import ServerRequestContext
    from mcp.types import CallToolRequestParams, PaginatedRequestParams, ReadResourceRequestParams

    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import StoredDocument
    from citespan.qa.answerer import Answerer, Stage

_INSTRUCTIONS = (
    "Answers questions from a collection of documents with verbatim quotes and exact citations. Prefer ask: its answers"
    " are word for word in the documents. Quote them as they are, with their source. If the status is abstained, there"
    " is no answer; what stands in nearest or lead is none. search and fetch are for reading."
)
_PAGE = 100


@dataclass(frozen=True, slots=True)
class _Offer:
    """A tool as it is offered."""

    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]

    def tool(self, name: str) -> Tool:
        return Tool(
            name=name,
            title=self.title,
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.gives.model_json_schema(mode="serialization"),
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )


_OFFERS = {
    "ask": _Offer(
        "Ask the documents",
        "Answer a question with verbatim quotes of the documents and where they stand, or abstain.",
        AskArguments,
        ResponseModel,
    ),
    "search": _Offer(
        "Search the documents", "Find the passages that fit a query best.", SearchArguments, FoundListModel
    ),
    "fetch": _Offer(
        "Read a document", "Read a document, or the passage of a search result.", FetchArguments, FetchedModel
    ),
}


def mcp_server(
    answerer: Answerer,
    *,
    seen: Callable[[Any], Answerer] | None = None,
    limited: Callable[[Iterator[Stage]], Iterator[Stage]] = iter,
    told: Callable[[CitespanError], str] = str,
    noted: Callable[[Any, str], None] = lambda _, __: None,
) -> Server[dict[str, Any]]:
    """An MCP server that answers with `answerer`; `told` says what a client is shown of an error.

    Over HTTP, `seen` gives what answers a request instead, and `noted` is given each question with its request.
    """

    def tools_for(request: Any) -> Tools:
        return Tools(seen(request) if seen else answerer, limited=limited)

    def use(request: Any, name: str, arguments: BaseModel) -> BaseModel:
        used: BaseModel = getattr(tools_for(request), name)(arguments)
        return used

    def listed_for(request: Any, cursor: str | None) -> tuple[tuple[StoredDocument, ...], str | None]:
        return _listed(tools_for(request).folder, cursor)

    def document_for(request: Any, document_id: str) -> Document:
        return tools_for(request).document(document_id)

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[offer.tool(name) for name, offer in _OFFERS.items()])

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        if params.name not in _OFFERS:
            raise MCPError(INVALID_PARAMS, f"there is no tool {params.name}; there are {', '.join(_OFFERS)}")
        try:
            arguments = _OFFERS[params.name].takes.model_validate(params.arguments or {})
            if question := getattr(arguments, "question", getattr(arguments, "query", "")):
                noted(context.request, question)
            given = await anyio.to_thread.run_sync(use, context.request, params.name, arguments)
        except ValidationError as exc:
            wrong = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors())
            return _refused("; ".join(wrong))
        except CitespanError as exc:
            return _refused(told(exc))
        return CallToolResult(
            content=[TextContent(text=given.model_dump_json())], structured_content=given.model_dump(mode="json")
        )

    async def list_resources(
        context: ServerRequestContext[Any], params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        try:
            listed, cursor = await anyio.to_thread.run_sync(
                listed_for, context.request, params.cursor if params else None
            )
        except CitespanError as exc:
            raise MCPError(INVALID_PARAMS, told(exc)) from exc
        return ListResourcesResult(resources=[_resource(document) for document in listed], next_cursor=cursor)

    async def list_templates(
        _: ServerRequestContext[Any], __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        template = ResourceTemplate(
            name="document", title="A document's text", uri_template=f"{SCHEME}{{document_id}}", mime_type="text/plain"
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        context: ServerRequestContext[Any], params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        try:
            if not str(params.uri).startswith(SCHEME):
                raise UnknownDocumentError(f"there is nothing at {params.uri}; a document is at {SCHEME}ID")
            document = await anyio.to_thread.run_sync(
                document_for, context.request, str(params.uri).removeprefix(SCHEME)
            )
        except CitespanError as exc:
            raise MCPError(INVALID_PARAMS, told(exc)) from exc
        text = TextResourceContents(uri=params.uri, mime_type="text/plain", text=document.text)
        return ReadResourceResult(contents=[text])

    return Server(
        "citespan",
        version=version("citespan"),
        title="citespan",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _listed(place: IndexPlace, cursor: str | None) -> tuple[tuple[StoredDocument, ...], str | None]:
    """A page of the documents, and the cursor of the next."""
    with open_contents(place) as contents:
        found = contents.documents(after=None if cursor is None else place_of(cursor), limit=_PAGE + 1)
    shown = found[:_PAGE]
    return shown, cursor_of(shown[-1]) if len(found) > _PAGE else None


def _resource(document: StoredDocument) -> Resource:
    return Resource(
        name=document.source, title=document.title, uri=f"{SCHEME}{document.document_id}", mime_type="text/plain"
    )


def _refused(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=why)], is_error=True)
