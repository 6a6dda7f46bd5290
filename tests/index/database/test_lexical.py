"""The words of an index, looked up where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.database.schema import open_for_reading
from citespan.index.database.store import Store
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def test_stems_are_found_one_by_one_and_by_their_first_character(root: Path, folder: Path, encoder: Encoder) -> None:
    (root / "letters.txt").write_text("Forty fjords; Ökonomie, \u00e9toile, 500 grams, \U0001d7d9 flour.")
    build_index(folder, [root], encoder=encoder)
    store = Store(open_for_reading(folder))
    try:
        words = store.words
        assert [words.has_stem(stem) for stem in ("flour", "ferri", "ferry", "flou", "")] == [
            True,
            True,
            False,
            False,
            False,
        ]
        assert set(words.stems(initial="f")) == {"ferri", "fjord", "flour", "forti"}
        assert list(words.stems(initial="l")) == sorted(words.stems(initial="l"))
        assert words.stems(initial="5") == ("500",)
        assert words.stems(initial="q") == ()
        assert words.stems(initial="\U0010ffff") == ()
    finally:
        store.close()
