"""Putting the parts together: from settings to something that answers."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.build import build_index
from citespan.index.encoder import Encoder
from citespan.index.retrieve import Index
from citespan.index.schema import require_index
from citespan.qa.answerer import DEFAULT_THRESHOLD, Answerer
from citespan.qa.reader.sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.settings import Settings


@contextmanager
def opened_index(settings: Settings, *, sample: bool) -> Iterator[tuple[Index, Encoder]]:
    """The index that the settings name, or one of the bundled sample documents, and its encoder.

    Raises:
        MissingIndexError: if the settings name a folder without an index.
        IndexMismatchError: if the index is damaged or was made with another encoder.
    """
    if not sample:
        require_index(settings.index)
    encoder = Encoder(settings.encoder)
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
def opened_answerer(settings: Settings, *, sample: bool, threshold: float | None = None) -> Iterator[Answerer]:
    """An answerer over the index that the settings name, or over the bundled sample documents.

    Raises:
        UsageError: if the threshold is not in [0, 1].
        MissingIndexError: if the settings name a folder without an index.
        IndexMismatchError: if the index is damaged or was made with another encoder.
    """
    limit = next((value for value in (threshold, settings.threshold) if value is not None), DEFAULT_THRESHOLD)
    with opened_index(settings, sample=sample) as (index, encoder):
        yield Answerer(index, SentenceReader(encoder), threshold=limit, sample=sample)
