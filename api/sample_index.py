"""The index of the bundled sample documents: made once, and kept in the user's cache."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.user_folders import cache_folder
from citespan.corpus.errors import CitespanError, IndexMismatchError, MissingIndexError
from citespan.corpus.load import SAMPLE_ROOT, extractor_of
from citespan.corpus.selection import files_below
from citespan.index.database.schema import SCHEMA_VERSION
from citespan.index.search.retrieve import Index
from citespan.index.updating.intake import recipe_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder


@contextmanager
def opened_sample(encoder: Encoder) -> Iterator[Index]:
    """The index of the sample documents; where the cache cannot be written, one that lasts as long as the block."""
    with ExitStack() as stack:
        try:
            index = _kept(cache_folder() / f"sample-{_key(encoder)}", encoder)
        except (CitespanError, RuntimeError) as exc:  # RuntimeError: there is no home
            sys.stderr.write(f"citespan: {exc}; until then the sample documents are indexed at each start\n")
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citespan-sample-")))
            index = _made(folder, encoder)
        stack.callback(index.close)
        yield index


def _key(encoder: Encoder) -> str:
    """What the index depends on: the documents, how they are read, cut and embedded, and citespan's version."""
    files = [
        (file.name, hashlib.sha256(file.read_bytes()).hexdigest(), extractor_of(file.name))
        for file in files_below(SAMPLE_ROOT)
    ]
    parts = [version("citespan"), SCHEMA_VERSION, recipe_of(encoder), files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _kept(folder: Path, encoder: Encoder) -> Index:
    """The index in `folder`, made if it is not there, and made again if it is damaged."""
    try:
        return Index(folder, encoder)
    except IndexMismatchError:
        shutil.rmtree(folder, ignore_errors=True)
    except MissingIndexError:
        pass
    return _made(folder, encoder)


def _made(folder: Path, encoder: Encoder) -> Index:
    from citespan.index.updating.mirror import build_index  # noqa: PLC0415  # not needed where one is kept

    build_index(folder, [SAMPLE_ROOT], encoder=encoder, root_keys={SAMPLE_ROOT.resolve(): "sample"})
    return Index(folder, encoder)
