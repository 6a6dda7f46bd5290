"""The chunks of an index: their vectors as they are stored, and their rows where they are damaged."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from citespan.corpus.errors import IndexMismatchError
from citespan.index.database.schema import open_for_reading, open_for_writing
from citespan.index.database.store import Store
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def test_a_chunk_has_the_same_cosine_to_the_last_digit_among_whichever_others(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    for number in range(40):
        (root / f"buoy{number}.txt").write_text(f"Buoy {number} is painted {number} times.")
    build_index(folder, [root], encoder=encoder)
    query = encoder.encode_query("Which buoy is painted?")
    with closing(open_for_reading(folder)) as connection:
        store = Store(connection)
        ((ids, vectors),) = store.chunks.embeddings(store.pointer().generation, dimension=encoder.dimension)
        together = store.chunks.cosines(query, ids)
        assert list(together.values()) == pytest.approx(vectors @ query, abs=1e-5)
        random = np.random.default_rng(0)
        for count in (1, 2, 3, 7, 20, len(ids)):
            some = random.choice(ids, count, replace=False).tolist()
            assert store.chunks.cosines(query, some) == {one: together[one] for one in some}
        assert store.chunks.cosines(query, []) == {}
        with pytest.raises(KeyError, match="999"):
            store.chunks.cosines(query, [*ids, 999])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("embedding = zeroblob(length(embedding))", "a stored vector is damaged"),
        ("embedding = substr(embedding, 5)", "a stored vector has the wrong length"),
        ("sentences = char(0)", "a stored passage is damaged"),
        ("kind = 'nothing'", "a stored passage is damaged"),
    ],
)
def test_a_damaged_row_is_named_with_the_command_that_fixes_it(
    root: Path, folder: Path, encoder: Encoder, change: str, told: str
) -> None:
    """A last page of zeros fits its checksum, and SQLite reads it."""
    build_index(folder, [root], encoder=encoder)
    with closing(open_for_writing(folder)) as connection:
        connection.execute(f"UPDATE chunks SET {change}")
    with closing(open_for_reading(folder)) as connection:
        chunks = Store(connection).chunks
        query = encoder.encode_query("flour")

        def read() -> None:
            chunks.cosines(query, [1])
            chunks.read(1)

        with pytest.raises(IndexMismatchError, match=f"{told}.*run 'citespan index --rebuild'"):
            read()
