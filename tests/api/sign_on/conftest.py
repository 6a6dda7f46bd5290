"""A server whose people sign on with a real issuer, over an index with labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from local_issuer import local_issuer, sign_on_file

from citespan.api.access.audit_log import AuditLog
from citespan.api.access.keys import KEYS_FILE
from citespan.api.http.app import build_app
from citespan.api.http.site import BehindProxy, Site
from citespan.api.sign_on.configuration import read_configuration
from citespan.api.sign_on.sign_on import SignOn
from citespan.index.labels.label_file import label_paths
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_issuer import LocalIssuer

    from citespan.index.encoder import Encoder

    MakeClient = Callable[..., TestClient]


@pytest.fixture(scope="session")
def issuer() -> Iterator[LocalIssuer]:
    with local_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="session")
def labelled_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("signed-on")
    (root / "legal").mkdir()
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon.")
    (root / "legal" / "berth.txt").write_text("The berth contract of the ferry Aurora costs 7000 euros a year.")
    return root


@pytest.fixture(scope="session")
def labelled_answerer(labelled_root: Path, encoder: Encoder) -> Iterator[Answerer]:
    folder = labelled_root / ".index"
    label_paths(folder, [labelled_root / "legal"], ["legal"])
    build_index(folder, [labelled_root], encoder=encoder)
    index = Index(folder, encoder)
    yield Answerer(index, SentenceReader(encoder), threshold=0.0)
    index.close()


@pytest.fixture
def make_client(labelled_answerer: Answerer, issuer: LocalIssuer, tmp_path: Path) -> MakeClient:
    """What makes a client of a server with `more` in its configuration, keys in `tmp_path` and its audit log there."""

    def make(more: str = "", *, site: Site | None = None, host: str = "localhost", of: str | None = None) -> TestClient:
        configuration = read_configuration(sign_on_file(tmp_path, of or issuer.address, more))
        app = build_app(
            labelled_answerer,
            keys_file=tmp_path / KEYS_FILE,
            site=site,
            audit=AuditLog(tmp_path, with_questions=True),
            sign_on=SignOn(configuration),
        )
        served = app if site is None else BehindProxy(app, site=site)
        return TestClient(served, base_url=f"http://{host}", client=("127.0.0.1", 50000), raise_server_exceptions=False)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()
