"""Opening a library: an index, or a folder of documents, whose index is made or brought up to date first."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.compose import opened_answerer
from citespan.api.library.held import Held
from citespan.api.library.library import Library
from citespan.api.settings import read_settings
from citespan.api.terminal.options import console_for
from citespan.api.terminal.progress import shown_building
from citespan.corpus.errors import MissingIndexError, UsageError
from citespan.index.contents import list_documents
from citespan.index.database.schema import DATABASE, require_index
from citespan.index.encoder import Encoder
from citespan.index.updating.mirror import build_index
from citespan.index.where import Where

if TYPE_CHECKING:
    from os import PathLike

_log = logging.getLogger(__name__)


def open_library(
    path: str | PathLike[str],
    *,
    index: str | PathLike[str] | None = None,
    read_only: bool = False,
    threshold: float | None = None,
    risk: float | None = None,
) -> Library:
    """The documents at `path`, ready to be asked.

    `path` is an index, or a folder or file of documents. The index of documents is `index`, or what `CITESPAN_INDEX`
    names, or `.citespan` in the working directory; it is made, or brought up to date, with a progress bar on a
    terminal. Whatever else it holds, only the documents at `path` are asked. Files that cannot be read are warnings of
    the logger `citespan`.

    With `read_only` nothing is written: the documents must be indexed, and cannot be added or removed. `threshold` is
    the confidence from which on a span is an answer; `risk` sets it so that at most this share of the answers is wrong,
    if that is certified.

    Raises:
        UsageError: if there is nothing at `path`, an index is given for an index, or threshold or risk does not fit.
        MissingIndexError: if `read_only`, and the documents at `path` are not indexed.
        IndexMismatchError: if the index is damaged or was made with another encoder.
        IndexBusyError: if another process writes the index for more than 30 seconds.
    """
    place, settings = Path(path), read_settings()
    if not place.exists():
        raise UsageError(f"{place}: no such file or folder; name an index, or a folder of documents")
    if (place / DATABASE).is_file():
        if index is not None:
            raise UsageError(f"{place} is an index itself; leave out index={index}")
        settings, documents = settings.model_copy(update={"index": place}), None
    else:
        documents = place.resolve()
        if index is not None:
            settings = settings.model_copy(update={"index": Path(index)})
    if documents and read_only:
        _require_indexed(documents, settings.folder("citespan.open"))
    encoder = Encoder(settings.encoder)
    if documents and not read_only:
        with shown_building(console_for(stderr=True)) as tell:
            report = build_index(settings.place, [documents], encoder=encoder, on_progress=tell)
        for failure in report.failures:
            _log.warning("not indexed: %s", failure.message)
    with ExitStack() as stack:
        answerer = stack.enter_context(
            opened_answerer(settings, sample=False, threshold=threshold, risk=risk, encoder=encoder)
        )
        below = None if documents is None else (str(documents),)
        return Library(Held(answerer, closing=stack.pop_all(), below=below, read_only=read_only))


def _require_indexed(documents: Path, index: Path) -> None:
    """Raise `MissingIndexError` if no document at or below this path is in the index."""
    require_index(index)
    if not list_documents(index, limit=1, where=Where(below=(str(documents),))):
        raise MissingIndexError(
            f"{documents}: no document of it is in {index}; run 'citespan index {documents} --index {index}', or open"
            " it without read_only"
        )
