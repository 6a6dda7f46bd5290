"""A client of the application over the sample documents, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answerer import Answerer


@pytest.fixture(scope="module")
def sample_client(sample_answerer: Answerer) -> Iterator[TestClient]:
    with TestClient(build_app(sample_answerer), raise_server_exceptions=False) as client:
        yield client
