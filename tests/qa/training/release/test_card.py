"""The card says what lies beside it: the size of the weights, each run, and the scores as they were printed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from citespan.qa.reader.extractive import ONNX_FILE
from citespan.qa.training.evaluate import table
from citespan.qa.training.model.history import Run
from citespan.qa.training.release.card import FILE, write_card

if TYPE_CHECKING:
    from pathlib import Path

RUNS = (
    Run(seed=1, rate=1.2e-4, tokens=15_040_000, steps=4000, minutes=90, late_from=0.55),
    Run(seed=7, rate=3e-5, tokens=7_000_000, steps=2100, minutes=45, late_from=0.3),
)
SCORES = table({}) + "| test, {odd} name | 1 | 50.0 |\n"


def card(folder: Path) -> str:
    (folder / ONNX_FILE).write_bytes(bytes(2_340_000))
    write_card(folder, name="citespan-reader 9", runs=RUNS, table=SCORES)
    return (folder / FILE).read_text(encoding="utf-8")


def test_the_card_is_headed_by_the_readers_name(tmp_path: Path) -> None:
    assert card(tmp_path).startswith("# citespan-reader 9\n")


def test_the_size_is_that_of_the_weights_in_the_folder(tmp_path: Path) -> None:
    assert " 2.3 MB " in card(tmp_path)


def test_each_run_has_a_row_in_order(tmp_path: Path) -> None:
    rows = "| 1 | 1 | 0.00012 | 15.0 | 4000 | 90 | 55 % on |\n| 2 | 7 | 3e-05 | 7.0 | 2100 | 45 | 30 % on |\n"
    assert rows in card(tmp_path)


def test_sources_are_told_by_their_names(tmp_path: Path) -> None:
    assert "Source." not in card(tmp_path)


def test_the_scores_stand_there_unchanged_and_dated(tmp_path: Path) -> None:
    text = card(tmp_path)
    assert f"\n\n{SCORES}\n## Limits" in text
    today = datetime.datetime.now(tz=datetime.UTC).date()
    assert any(f"measured {today - datetime.timedelta(days=days)} " in text for days in (0, 1))


def test_a_new_card_takes_the_place_of_the_old(tmp_path: Path) -> None:
    card(tmp_path)
    write_card(tmp_path, name="citespan-reader 10", runs=RUNS[:1], table=SCORES)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert text.startswith("# citespan-reader 10\n")
    assert "| 2 | 7 |" not in text
