"""A client of the application over the index that a module makes in its fixture `folder`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.index.search.retrieve import Index
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader


@pytest.fixture(scope="module")
def client(folder: Path, encoder: Encoder, reader: Reader) -> Iterator[TestClient]:
    index = Index(folder, encoder)
    with TestClient(build_app(Answerer(index, reader)), raise_server_exceptions=False) as client:
        yield client
    index.close()
