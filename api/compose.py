"""Putting the parts together: from settings to something that answers."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.database.schema import require_index
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.confidence import threshold_for
from citespan.qa.reader.extractive import load_bundled_reader, load_reader
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.settings import Settings
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
        require_index(settings.index)
    encoder = encoder or Encoder(settings.encoder)
    with tempfile.TemporaryDirectory(prefix="citespan-sample-") as scratch:
        folder = settings.index
        if sample:
            folder = Path(scratch)
            build_index(folder, [SAMPLE_ROOT], encoder=encoder, root_keys={SAMPLE_ROOT.resolve(): "sample"})
        index = Index(folder, encoder)
        try:
            yield index, encoder
        finally:
            index.close()


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
    with opened_index(settings, sample=sample, encoder=encoder) as (index, loaded):
        reader = make_reader(settings, loaded)
        own = None if sample else settings.index
        calibration = calibration_for(own, reader=reader.name, encoder=loaded.name)
        if risk is not None:
            threshold = threshold_for(risk, calibration)
        limit = settings.threshold if threshold is None else threshold
        yield Answerer(index, reader, calibration=calibration, threshold=limit, sample=sample)


def make_reader(settings: Settings, encoder: Encoder) -> Reader:
    """The reader that the settings name: the bundled one, `sentence`, or a model of the user's own.

    Raises:
        ModelError: if the model cannot be loaded or does not answer extractively.
    """
    if settings.reader is None:
        return load_bundled_reader()
    return SentenceReader(encoder) if settings.reader == "sentence" else load_reader(settings.reader)
