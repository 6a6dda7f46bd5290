from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from citespan.api.http.guard.bodiless import HeadAsGet
from citespan.api.http.metrics import Metrics, Observed


def test_what_get_answers_head_answers_without_a_body() -> None:
    app, metrics = FastAPI(), Metrics()
    app.add_middleware(HeadAsGet)
    app.add_middleware(Observed, metrics=metrics)

    @app.get("/things/{name}")
    def thing(name: str) -> dict[str, str]:
        return {"name": name}

    @app.post("/ask")
    def ask() -> None:
        return None

    client = TestClient(app)
    reply = client.head("/things/buoy")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-length"] == str(len(client.get("/things/buoy").content))
    assert client.head("/ask").status_code == 405
    assert b'citespan_requests_total{method="HEAD",route="/things/{name}",status="200"} 1.0' in metrics.text()
