"""The index of the bundled samples: made once, kept in the cache, and nobody's to change."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.sample_index import opened_sample

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder
    from citespan.qa.answerer import Answerer


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "citespan"


def _opened(encoder: Encoder) -> tuple[Path, str]:
    with opened_sample(encoder) as index:
        return index.folder, index.fingerprint()


def test_it_is_made_once_and_kept(cache: Path, encoder: Encoder) -> None:
    folder, fingerprint = _opened(encoder)
    assert folder.parent == cache
    before = (folder / "index.sqlite3").stat().st_mtime_ns
    assert _opened(encoder) == (folder, fingerprint)
    assert (folder / "index.sqlite3").stat().st_mtime_ns == before


def test_a_damaged_one_is_made_again(cache: Path, encoder: Encoder) -> None:
    folder, fingerprint = _opened(encoder)
    for damaged in ("index.sqlite3", f"generations/{1:08d}/vectors.faiss"):
        content = bytearray((folder / damaged).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / damaged).write_bytes(content)
        assert _opened(encoder) == (folder, fingerprint)


def test_where_the_cache_cannot_be_written_it_lasts_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    folder, fingerprint = _opened(encoder)
    assert fingerprint
    assert not folder.exists()
    assert "the sample documents are indexed at each start" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_killed_server_leaves_no_temporary_folder(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--sample", "--port", "0"]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary), "XDG_CACHE_HOME": str(tmp_path)}
    log = tmp_path / "log"
    with log.open("wb") as stderr, subprocess.Popen(command, stderr=stderr, env=environment) as process:
        while process.poll() is None and not re.search("running on http", log.read_text()):
            time.sleep(0.1)
        assert process.poll() is None, log.read_text()
        process.send_signal(signal.SIGKILL)
    assert list(temporary.iterdir()) == []
    assert len(list((tmp_path / "citespan").iterdir())) == 1


def test_its_documents_cannot_be_removed_over_http(sample_answerer: Answerer) -> None:
    with TestClient(build_app(sample_answerer)) as client:
        listed = client.get("/v1/documents").json()
        reply = client.delete(f"/v1/documents/{listed['documents'][0]['document_id']}")
        assert not listed["removable"]
        assert reply.status_code == 403
        assert "without --sample" in reply.json()["detail"]
        assert client.get("/v1/documents").json() == listed
