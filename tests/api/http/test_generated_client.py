"""A client that is made of the OpenAPI document alone, with a class for each schema, talks to a real server."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from aiopenapi3 import OpenAPI
from aiopenapi3.errors import HTTPClientError

WHO = "Who is named as the commander of Jaish ul-Adl?"


class _Patient(httpx2.Client):
    def __init__(self, **options: Any) -> None:
        super().__init__(timeout=60, **options)


@pytest.fixture(scope="module")
def api(sample_server: str) -> OpenAPI:
    return OpenAPI.load_sync(f"{sample_server}/openapi.json", session_factory=_Patient)


def test_it_asks_and_reads_the_answer(api: OpenAPI) -> None:
    response = api._.ask(data={"question": WHO})
    said = getattr(response, "root", response)
    assert (type(said).__name__, said.status, said.answers[0].citations[0].document_id) == (
        "Response",
        "answered",
        "iran-pakistan-border-md-9363b86a5f32",
    )


def test_it_asks_several_and_reads_what_each_gets(api: OpenAPI) -> None:
    several = api._.ask(data={"questions": [WHO, {"question": WHO, "id": 2}, ""]})
    said = getattr(several, "root", several)
    one, other, none = (getattr(response, "root", response) for response in said.responses)
    assert [type(part).__name__ for part in (said, one, none)] == ["Responses", "BatchResponse", "BatchError"]
    assert (one.answers, getattr(other.id, "root", other.id)) == (other.answers, 2)
    assert (none.status, none.answers, none.error.line) == ("error", [], 3)


def test_it_lists_and_reads_documents(api: OpenAPI) -> None:
    listed = api._.listDocuments(parameters={"limit": 2, "sort": "-title"})
    assert (type(listed).__name__, len(listed.documents)) == ("DocumentList", 2)
    name = {"document_id": listed.documents[0].document_id}
    text = api._.getDocumentText(parameters=name | {"start": 0, "end": 5})
    assert (text.start, text.end, len(text.text)) == (0, 5, 5)


def test_it_is_told_what_is_wrong(api: OpenAPI) -> None:
    with pytest.raises(HTTPClientError) as refused:
        api._.getDocument(parameters={"document_id": "none"})
    assert "404" in str(refused.value)
    assert "GET /v1/documents lists" in str(refused.value)
