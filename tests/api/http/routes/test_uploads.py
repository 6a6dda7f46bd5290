"""Uploads over HTTP into a real index, which can be asked meanwhile."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from made_files import pdf_file, word_file

from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents
from citespan.index.generations.publish import writing
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx import Response

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

FEES = b"A berth in the harbour of Port Ellen costs 25 euros a night. Showers are free."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("uploads") / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    return folder


@pytest.fixture
def small(folder: Path, encoder: Encoder, reader: Reader) -> Iterator[TestClient]:
    """A server over the same index, with little room."""
    index = Index(folder, encoder)
    limits = Limits(upload_bytes=2000, waiting_bytes=300)
    with TestClient(build_app(Answerer(index, reader), limits=limits), raise_server_exceptions=False) as client:
        yield client
    index.close()


def _send(client: TestClient, *files: tuple[str, bytes]) -> Response:
    return client.post("/v1/documents", files=[("file", file) for file in files])


def _ended(client: TestClient, sent: Response) -> dict[str, Any]:
    assert sent.status_code == 202, sent.text
    assert sent.headers["location"] == f"/v1/jobs/{sent.json()['job']['id']}"
    for _ in range(600):
        job: dict[str, Any] = client.get(sent.headers["location"]).json()["job"]
        if job["status"] in {"done", "failed"}:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def test_an_upload_is_asked_cited_described_and_removed(client: TestClient) -> None:
    sent = _send(client, ("fees.txt", FEES))
    assert sent.json()["job"].keys() == {"id", "status", "files", "done", "documents", "skipped", "problem"}
    job = _ended(client, sent)
    assert (job["status"], job["files"], job["done"], job["skipped"], job["problem"]) == ("done", 1, 1, [], None)
    (document_id,) = job["documents"]
    question = "What does a berth in the harbour of Port Ellen cost?"
    response = client.post("/v1/ask", json={"question": question, "threshold": 0}).json()
    citation = response["answers"][0]["citations"][0]
    assert (citation["document_id"], citation["source"]) == (document_id, "fees.txt")
    assert FEES.decode()[citation["start"] : citation["end"]] == citation["exact"]
    assert client.post("/v1/verify", json=response).json()["ok"] is True
    assert client.get(f"/v1/documents/{document_id}/text").json()["text"] == FEES.decode()
    assert client.delete(f"/v1/documents/{document_id}").status_code == 204
    assert client.get(f"/v1/documents/{document_id}").status_code == 404


def test_several_formats_are_taken_at_once_and_what_cannot_be_is_told(client: TestClient) -> None:
    files = [
        ("report.pdf", pdf_file()),
        ("rules.docx", word_file()),
        ("prices.csv", b"good,price\nrope,4 euros\nanchor,90 euros\n"),
        ("secret.pdf", pdf_file(password="x")),
        ("photo.gif", b"\xff\xd8"),
        ("../up.txt", b"x"),
    ]
    job = _ended(client, _send(client, *files))
    assert (job["status"], job["files"], job["done"], len(job["documents"])) == ("done", 6, 6, 4)
    reasons = {skipped["name"]: skipped["reason"] for skipped in job["skipped"]}
    assert reasons.keys() == {"secret.pdf", "photo.gif", "../up.txt"}
    assert "without a password" in reasons["secret.pdf"]
    for document_id in job["documents"]:
        client.delete(f"/v1/documents/{document_id}")


@pytest.mark.parametrize(
    ("name", "data", "status", "told"),
    [
        ("photo.gif", b"\xff\xd8", 415, "not a supported type"),
        ("noext", b"text", 415, "not a supported type"),
        ("empty.txt", b"", 422, "is empty"),
        ("../../etc/passwd.txt", b"x", 422, "is a path"),
        ("x" * 300 + ".txt", b"x", 422, "longer than 255 bytes"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once(
    client: TestClient, folder: Path, name: str, data: bytes, status: int, told: str
) -> None:
    before = list_documents(folder)
    reply = _send(client, (name, data))
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert told in reply.json()["detail"]
    assert list_documents(folder) == before


@pytest.mark.parametrize(
    ("filename", "told"), [('"a\0.txt"', "control"), ('"a\x07.txt"', "control"), ('""', "has no name")]
)
def test_names_that_no_client_library_sends_are_refused(client: TestClient, filename: str, told: str) -> None:
    body = f'--b\r\nContent-Disposition: form-data; name="file"; filename={filename}\r\n\r\nx\r\n--b--\r\n'
    reply = client.post("/v1/documents", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert reply.status_code in {400, 422}, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    if reply.status_code == 422:
        assert told in reply.json()["detail"]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("secret.pdf", pdf_file(password="x"), "without a password"),
        ("scan.pdf", pdf_file(scan=True), "text recognition"),
        ("text.pdf", FEES, "not a PDF file"),
        ("report.txt", pdf_file(), "UTF-8"),
        ("blank.txt", b" \n", "is empty"),
        ("broken.docx", b"PK\x03\x04", "broken.docx"),
    ],
)
def test_what_cannot_be_read_is_a_failed_job_that_leaves_nothing(
    client: TestClient, folder: Path, name: str, data: bytes, told: str
) -> None:
    before = list_documents(folder)
    job = _ended(client, _send(client, (name, data)))
    assert (job["status"], job["documents"], job["problem"]["status"]) == ("failed", [], 422)
    assert told in job["problem"]["detail"]
    assert job["skipped"] == [{"name": name, "reason": job["problem"]["detail"]}]
    assert list_documents(folder) == before


def test_a_job_is_followed_as_events(client: TestClient) -> None:
    sent = _send(client, ("a.txt", b"One buoy."), ("b.txt", b"Two buoys."))
    reply = client.get(sent.headers["location"], headers={"Accept": "text/event-stream"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in reply.text.removesuffix("\n\n").split("\n\n")]
    names = [event.removeprefix("event: ") for event, _ in blocks]
    assert (set(names[:-1]) <= {"progress"}, names[-1]) == (True, "done")
    last = json.loads(blocks[-1][1].removeprefix("data: "))
    assert last == client.get(sent.headers["location"]).json()
    for document_id in last["job"]["documents"]:
        client.delete(f"/v1/documents/{document_id}")


def test_questions_are_answered_while_a_job_waits_and_runs(client: TestClient, folder: Path) -> None:
    with writing(folder, wait_seconds=10):
        sent = _send(client, ("long.txt", b"".join(b"Buoy %d is painted blue. " % n for n in range(800))))
        second = _send(client, ("next.txt", b"After the long one."))
        assert client.post("/v1/search", json={"query": "buoy"}).status_code == 200
        assert client.get(second.headers["location"]).json()["job"]["status"] == "queued"
    asked = 0
    while client.get(sent.headers["location"]).json()["job"]["status"] == "running":
        assert client.post("/v1/search", json={"query": "buoy"}).status_code == 200
        asked += 1
        assert client.get(second.headers["location"]).json()["job"]["status"] in {"queued", "running", "done"}
    assert asked > 1
    for job in (_ended(client, sent), _ended(client, second)):
        assert client.delete(f"/v1/documents/{job['documents'][0]}").status_code == 204


def test_an_unknown_job_is_a_problem(client: TestClient) -> None:
    reply = client.get("/v1/jobs/none")
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert "GET /v1/documents lists" in reply.json()["detail"]


def test_a_body_of_another_type_is_told_what_to_send(client: TestClient) -> None:
    for headers in ({"content-type": "application/json"}, {}, {"content-type": "application/x-www-form-urlencoded"}):
        reply = client.post("/v1/documents", content=b"file=x", headers=headers)
        assert (reply.status_code, reply.headers["content-type"]) == (415, "application/problem+json")
        assert "multipart/form-data" in reply.json()["detail"]
    malformed = client.post("/v1/documents", content=b"x", headers={"content-type": "multipart/form-data"})
    assert malformed.status_code == 400
    other = client.post("/v1/documents", files=[("other", ("a.txt", b"x"))])
    assert (other.status_code, "file" in other.json()["detail"]) == (422, True)
    text = client.post("/v1/documents", data={"x": "y"}, files=[("file", (None, b"text"))])
    assert text.status_code == 422


def test_an_upload_over_the_limit_is_a_413(small: TestClient) -> None:
    reply = _send(small, ("a.txt", b"x" * 2000))
    assert (reply.status_code, reply.headers["content-type"]) == (413, "application/problem+json")
    assert "2,000 bytes" in reply.json()["detail"]


def test_more_than_may_wait_is_told_when_to_come_again(small: TestClient, folder: Path) -> None:
    with writing(folder, wait_seconds=10):
        first = _send(small, ("a.txt", b"x" * 250))
        refused = _send(small, ("b.txt", b"y" * 250))
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
        assert "try again" in refused.json()["detail"]
    job = _ended(small, first)
    second = _ended(small, _send(small, ("b.txt", b"y" * 250)))
    for document_id in (*job["documents"], *second["documents"]):
        small.delete(f"/v1/documents/{document_id}")


def test_a_server_that_stops_takes_nothing_of_what_waits(folder: Path, encoder: Encoder, reader: Reader) -> None:
    before = list_documents(folder)
    index = Index(folder, encoder)
    with TestClient(build_app(Answerer(index, reader))) as client:
        _send(client, ("late.txt", b"".join(b"Buoy %d is painted blue. " % n for n in range(800))))
    index.close()
    assert list_documents(folder) == before


def test_the_sample_takes_no_uploads(sample_answerer: Answerer) -> None:
    with TestClient(build_app(sample_answerer)) as client:
        reply = _send(client, ("fees.txt", FEES))
    assert (reply.status_code, reply.headers["content-type"]) == (403, "application/problem+json")
    assert "without --sample" in reply.json()["detail"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_index_takes_no_uploads(client: TestClient, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        reply = _send(client, ("fees.txt", FEES))
    finally:
        folder.chmod(0o700)
    assert (reply.status_code, "read-only" in reply.json()["detail"]) == (403, True)


def test_uploads_of_many_clients_are_all_taken(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda n: _send(client, (f"many{n}.txt", b"Buoy %d is blue." % n)), range(12)))
    assert [reply.status_code for reply in sent] == [202] * len(sent)
    jobs = [_ended(client, reply) for reply in sent]
    assert {job["status"] for job in jobs} == {"done"}
    listed = {document["document_id"] for document in client.get("/v1/documents?limit=1000").json()["documents"]}
    for job in jobs:
        assert set(job["documents"]) <= listed
        client.delete(f"/v1/documents/{job['documents'][0]}")
