"""Putting the parts together: from settings to something that answers."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.encoder import Encoder
from citespan.index.readers import require_index_at
from citespan.index.search.index_at import open_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.confidence import threshold_for
from citespan.qa.reader.extractive import load_bundled_reader, load_reader
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from citespan.api.settings import Settings
    from citespan.index.search.retrieve import Index
    from citespan.qa.reader.extractive import ExtractiveReader
    from citespan.qa.reader.protocol import Reader


@contextmanager
def opened_index(
    settings: Settings, *, sample: bool, encoder: Encoder | None = None
) -> Iterator[tuple[Index, Encoder]]:
    """The index that the settings name, or one of the bundled sample documents, and its encoder.

    An `encoder` that is given is the one that the settings name, loaded before.

    Raises:
        MissingIndexError: if the settings name a folder without an index.
        IndexMismatchError: if the index is damaged or was made with another encoder.
    """
    if not sample:
        require_index_at(settings.place)
    encoder = encoder or load_encoder(settings.encoder)
    with _sample(encoder) if sample else closing(open_index(settings.place, encoder)) as index:
        yield index, encoder


@contextmanager
def opened_answerer(
    settings: Settings,
    *,
    sample: bool,
    threshold: float | None = None,
    risk: float | None = None,
    encoder: Encoder | None = None,
) -> Iterator[Answerer]:
    """An answerer over the index that the settings name, or over the bundled sample documents.

    `threshold`, or else the one for `risk`, overrides that of the settings, which overrides the calibration's.

    Raises:
        UsageError: if the threshold is not in [0, 1], no threshold is certified for the risk, or both are given.
        MissingIndexError: if the settings name a folder without an index.
        IndexMismatchError: if the index is damaged or was made with another encoder.
        ModelError: if the reader or the calibration is damaged, or the index's calibration is for another reader.
    """
    if threshold is not None and risk is not None:
        raise UsageError("a threshold and a risk exclude each other; leave one out")
    if not sample:
        require_index_at(settings.place)
    bundled = _load_ahead() if settings.reader is None else None
    with opened_index(settings, sample=sample, encoder=encoder) as (index, loaded):
        reader = bundled.result() if bundled else make_reader(settings, loaded)
        own = None if sample or not isinstance(settings.index, Path) else settings.index
        calibration = calibration_for(own, reader=reader.name, encoder=loaded.name)
        if risk is not None:
            threshold = threshold_for(risk, calibration)
        limit = settings.threshold if threshold is None else threshold
        yield Answerer(index, reader, calibration=calibration, threshold=limit, sample=sample)


def load_encoder(folder: Path | None) -> Encoder:
    """The bundled encoder, or the model in `folder`; a line on standard error says that this one takes its time.

    Raises:
        ModelError: if it cannot be loaded.
    """
    if folder is not None:
        sys.stderr.write(f"citespan: {folder} is run by sentence-transformers and torch, which take seconds to start\n")
    return Encoder(folder)


def make_reader(settings: Settings, encoder: Encoder) -> Reader:
    """The reader that the settings name: the bundled one, `sentence`, or a model of the user's own.

    Raises:
        ModelError: if the model cannot be loaded or does not answer extractively.
    """
    if settings.reader is None:
        return load_bundled_reader()
    return SentenceReader(encoder) if settings.reader == "sentence" else load_reader(settings.reader)


def _load_ahead() -> Future[ExtractiveReader]:
    """The bundled reader, loaded in a thread while other parts are."""
    loading = ThreadPoolExecutor(1, thread_name_prefix="loading")
    reader = loading.submit(load_bundled_reader)
    loading.shutdown(wait=False)
    return reader


def _sample(encoder: Encoder) -> AbstractContextManager[Index]:
    from citespan.api.sample_index import opened_sample  # noqa: PLC0415  # what writes an index is not needed elsewhere

    return opened_sample(encoder)
