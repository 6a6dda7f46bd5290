"""The OpenAPI document is a contract: every example in it is sent to a real server."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from made_files import pdf_file
from served import served, served_copy

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.http.openapi import with_readable_names
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder

    Run = Callable[..., tuple[int, str, str]]

OPERATIONS = sorted(
    "ask createChatCompletion exportAudit findInDocument getDocument getDocumentBoxes getDocumentOriginal"
    " getDocumentPagePicture getDocumentPages getDocumentRendered getDocumentText getHealth getJob getMetrics getModel"
    " getReadiness giveFeedback listDocuments listKeys listModels makeKey removeDocument removeFeedback removeKey"
    " resolve rotateKey search uploadDocuments verify".split()
)

SAMPLE_ID = "iran-pakistan-border-md-9363b86a5f32"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with served_copy() as address:
        yield address


@pytest.fixture(scope="module")
def document(server: str) -> dict[str, Any]:
    return dict(httpx.get(f"{server}/openapi.json", timeout=60).json())


@pytest.fixture(scope="module")
def pdf_id(server: str) -> str:
    """The id of a PDF file, uploaded to the server."""
    upload = httpx.post(f"{server}/v1/documents", files={"file": ("harbour.pdf", pdf_file())}, timeout=60)
    job = upload.json()["job"]
    while job["status"] in {"queued", "running"}:
        time.sleep(0.1)
        job = httpx.get(f"{server}{upload.headers['location']}", timeout=60).json()["job"]
    (document_id,) = job["documents"]
    return str(document_id)


def test_every_example_is_answered(document: dict[str, Any], server: str, pdf_id: str) -> None:
    sent = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "access" in operation["tags"]:  # the server has no key; tests/api/http/routes/test_keys.py sends these
                continue
            address, parameters = _example_address(f"{server}{path}", operation)
            if "job_id" in path:  # no example can know the id of a job
                upload = httpx.post(f"{server}/v1/documents", files={"file": ("a.txt", b"One buoy.")}, timeout=60)
                address = f"{server}{upload.headers['location']}"
            if "/pages" in path or path.endswith("/boxes"):  # none of the sample documents has pages
                address = address.replace(SAMPLE_ID, pdf_id)
            if "feedback_id" in path:  # nor that of feedback
                given = {"response": document["components"]["schemas"]["Response"]["examples"][0], "verdict": "right"}
                kept = httpx.post(f"{server}/v1/feedback", json=given, timeout=60)
                address = f"{server}/v1/feedback/{kept.json()['id']}"
            for body in _examples(document, operation):
                sent_body = {"files": body} if isinstance(body, list) else {"json": body}
                reply = httpx.request(method, address, params=parameters, timeout=60, **sent_body)
                assert reply.is_success, reply.text
                sent += 1
    assert sent >= 10


def test_the_example_of_a_response_holds_today(document: dict[str, Any], server: str) -> None:
    (example,) = _examples(document, document["paths"]["/v1/verify"]["post"])
    assert httpx.post(f"{server}/v1/verify", json=example, timeout=60).json()["ok"] is True
    (resolved,) = httpx.post(f"{server}/v1/resolve", json=example, timeout=60).json()["citations"]
    assert (resolved["standing"], resolved["kept"]) == ("exact", True)


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    with_body = [operation for operation in _operations(document) if "requestBody" in operation]
    assert with_body
    assert [operation["operationId"] for operation in with_body if not list(_examples(document, operation))] == []


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_what_a_body_of_no_kind_gets_is_documented(document: dict[str, Any], server: str) -> None:
    posted = {
        path: methods["post"] for path, methods in document["paths"].items() if "{" not in path and "post" in methods
    }
    assert len(posted) > 5
    for path, operation in posted.items():
        assert str(httpx.post(f"{server}{path}", timeout=60).status_code) in operation["responses"], path


def test_operations_have_names_that_stay(document: dict[str, Any]) -> None:
    assert sorted(operation["operationId"] for operation in _operations(document)) == OPERATIONS


def test_every_reply_has_a_schema(document: dict[str, Any]) -> None:
    without = {
        operation["operationId"]
        for operation in _operations(document)
        for status, reply in operation["responses"].items()
        if status not in {"204", "304"} and not any("schema" in kind for kind in reply["content"].values())
    }
    assert without == set()


def test_schemas_have_the_names_of_what_they_hold(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch(r"([A-Z][a-z0-9]+)+", name)] == []
    assert [name for name in schemas if name.endswith("Model") and name != "Model"] == []
    assert {"Response", "Citation", "ListedDocument", "Problem", "CitationStanding"} <= schemas.keys()
    assert {ref for ref in _references(document) if ref.removeprefix("#/components/schemas/") not in schemas} == set()
    assert [name for name, schema in schemas.items() if schema.get("title", name) != name] == []


def test_two_schemas_never_get_one_name() -> None:
    twins = {"components": {"schemas": {"Answer": {}, "AnswerModel": {}}}}
    with pytest.raises(ValueError, match="two schemas have one name: Answer, Answer"):
        with_readable_names(twins)


def test_the_command_line_exports_what_a_server_shows(document: dict[str, Any], run: Run) -> None:
    code, out, _ = run("openapi")
    assert (code, json.loads(out)) == (0, document)


def test_without_access_keys_none_is_declared(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()
    assert "securitySchemes" not in document["components"]
    assert [operation for operation in _operations(document) if "security" in operation] == []


def test_an_access_key_is_declared_for_the_operations_that_demand_one(encoder: Encoder, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    key = make_key(folder / KEYS_FILE, "a reader")
    with served("--index", folder) as address:
        document = httpx.get(f"{address}/openapi.json", timeout=60).json()
        schemathesis.openapi.from_dict(document).validate()
        (scheme,) = document["components"]["securitySchemes"]
        declared = document["components"]["securitySchemes"][scheme]
        schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
        assert set(_references(document)) - schemas == set()
        assert (declared["type"], declared["scheme"]) == ("http", "bearer")
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                refused = httpx.request(method, f"{address}{path}", timeout=60).status_code == 401
                assert operation.get("security", []) == ([{scheme: []}] if refused else [])
                assert ("401" in operation["responses"]) is refused
                headers = {"Authorization": f"Bearer {key}"}
                assert httpx.request(method, f"{address}{path}", headers=headers, timeout=60).status_code != 401
        assert len([operation for operation in _operations(document) if "security" in operation]) >= 10


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (operation for operations in document["paths"].values() for operation in operations.values())


def _example_address(address: str, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The address with the examples of its parameters; those that are required have one."""
    query = {}
    for parameter in operation.get("parameters", []):
        example = next(iter(parameter["schema"].get("examples", [])), None)
        if parameter["in"] == "path":
            assert example, f"{operation['operationId']}: {parameter['name']} has no example"
            address = address.replace(f"{{{parameter['name']}}}", str(example))
        elif example is not None:
            query[parameter["name"]] = example
    return address, query


def _examples(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Any]:
    """The examples of an operation's body; a missing one where it has none."""
    if "requestBody" not in operation:
        yield None
    elif "multipart/form-data" in operation["requestBody"]["content"]:
        yield [("file", ("fees.txt", b"A berth costs 25 euros.")), ("file", ("hours.txt", b"We open at eight."))]
    else:
        content = operation["requestBody"]["content"]["application/json"]
        for schema in content["schema"].get("oneOf", [content["schema"]]):
            name = schema.get("$ref", "").rpartition("/")[2]
            yield from document["components"]["schemas"][name].get("examples", [])


def _references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("$ref"), str):
            yield tree["$ref"]
        for value in tree.values():
            yield from _references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _references(value)
