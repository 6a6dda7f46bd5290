"""A server over PostgreSQL and Milvus, started as its user starts it: it answers, takes uploads and removes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx
from cluster_engines import running_postgres
from served import served

if TYPE_CHECKING:
    from pathlib import Path


def _ended(client: httpx.Client, response: httpx.Response) -> dict[str, Any]:
    """The job that the response names, once it has ended."""
    while True:
        state: dict[str, Any] = client.get(response.raise_for_status().headers["Location"]).json()["job"]
        if state["status"] not in {"queued", "running"}:
            return state
        time.sleep(0.1)


def test_a_server_over_the_pair_answers_takes_uploads_and_removes(tmp_path: Path) -> None:
    root = tmp_path / "harbour"
    root.mkdir()
    (root / "contract.md").write_text("The contract with the harbour of Skarholm was signed by Ingrid Halvorsen.\n")
    with running_postgres() as engine:
        place = ("--index", engine.new_database(), "--vectors", tmp_path / "vectors.db")
        with served(*place, "--watch", root) as address, httpx.Client(base_url=address, timeout=60) as client:
            assert client.get("/readyz").status_code == 200

            def ask(question: str) -> str:
                response = client.post("/v1/ask", json={"question": question}).raise_for_status().json()
                return " ".join(answer["text"] for answer in response["answers"])

            assert ask("Who signed the contract with the harbour of Skarholm?") == "Ingrid Halvorsen"
            file = {"file": ("ferry.txt", b"The ferry to Skarholm is steered by Captain Magnus Lindqvist.")}
            state = _ended(client, client.post("/v1/documents", files=file))
            assert state["status"] == "done", state
            assert ask("Who steers the ferry to Skarholm?").endswith("Magnus Lindqvist")
            [document_id] = state["documents"]
            original = client.get(f"/v1/documents/{document_id}/original")
            assert original.content == file["file"][1]
            assert client.delete(f"/v1/documents/{document_id}").status_code == 204
            assert "Lindqvist" not in ask("Who steers the ferry to Skarholm?")
            bad = [("file", ("ferry.txt", file["file"][1])), ("file", ("bad.pdf", b"%PDF-"))]
            state = _ended(client, client.post("/v1/documents", files=bad))
            assert (state["status"], len(state["documents"]), state["done"]) == ("done", 1, 2)
            assert [one["name"] for one in state["skipped"]] == ["bad.pdf"]
            refused = client.post("/v1/documents", files=file, data={"labels": "staff"})
            assert (refused.status_code, "needs an index in a folder" in refused.text) == (422, True)
            assert client.get("/v1/jobs/nobody").status_code == 404
            assert "citespan_jobs_waiting 0.0" in client.get("/metrics").text
            engine.stop()
            assert client.get("/readyz").status_code == 503
            assert client.post("/v1/documents", files=file).status_code == 503
            assert "citespan_jobs_waiting NaN" in client.get("/metrics").text
            engine.start()
            assert client.get("/readyz").status_code == 200
            assert ask("Who signed the contract with the harbour of Skarholm?") == "Ingrid Halvorsen"
