"""Real parts, made once: the bundled encoder, and indexes of the sample and of the shared documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader
from citespan.qa.reader.remembering import RememberingReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.confidence import Calibration
    from citespan.qa.reader.protocol import Reader

collect_ignore_glob = ["known/*.qa.*"]
"""Today some known pairs fail: `test_known_pairs.py` runs these files as wholes, against floors."""

SHARED_CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

settings.register_profile("default", deadline=None, max_examples=100, derandomize=True)
settings.load_profile("default")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CITESPAN_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled encoder, with one thread: a test runs on each core, and threads that wait for others take time."""
    return Encoder(threads=1)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The bundled reader, with one thread; many tests ask the same question, whose passages it reads once."""
    return RememberingReader(load_bundled_reader(threads=1))


@pytest.fixture(scope="session")
def shared_corpus() -> Path:
    if not SHARED_CORPUS.is_dir():
        pytest.skip("the two shared documents are not beside this checkout")
    return SHARED_CORPUS


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    return folder


@pytest.fixture(scope="session")
def sample_index(sample_folder: Path, encoder: Encoder) -> Iterator[Index]:
    index = Index(sample_folder, encoder)
    yield index
    index.close()


@pytest.fixture(scope="session")
def shared_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, shared_corpus: Path) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("shared") / "index"
    build_index(folder, [shared_corpus], encoder=encoder)
    index = Index(folder, encoder)
    yield index
    index.close()


@pytest.fixture(scope="session")
def sample_answerer(sample_index: Index, encoder: Encoder, reader: Reader) -> Answerer:
    return Answerer(sample_index, reader, calibration=_calibration(reader, encoder), sample=True)


@pytest.fixture(scope="session")
def shared_answerer(shared_index: Index, encoder: Encoder, reader: Reader) -> Answerer:
    return Answerer(shared_index, reader, calibration=_calibration(reader, encoder))


def _calibration(reader: Reader, encoder: Encoder) -> Calibration | None:
    return calibration_for(None, reader=reader.name, encoder=encoder.name)
