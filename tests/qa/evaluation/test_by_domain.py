"""Each domain is scored by itself: what is right, what is wrong, and what the curve of it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from citespan.corpus.errors import UsageError
from citespan.qa.evaluation.by_domain import Scored, domain_table
from citespan.qa.evaluation.plots import write_domain_curves

if TYPE_CHECKING:
    from pathlib import Path

THRESHOLD = 0.5
HOWTO = Scored(
    "how-to",
    confidences=np.array([0.9, 0.8, 0.6, 0.4, 0.7, 0.1]),
    right=np.array([True, True, False, True, False, False]),
    answerable=np.array([True, True, True, True, False, False]),
)
"""Four answerable questions, one of them wrong and given, one right and held back; one of two others is answered."""


def test_a_row_counts_what_is_given_at_the_threshold() -> None:
    row = HOWTO.row(THRESHOLD)
    assert (row.answerable, row.unanswerable) == (4, 2)
    assert (row.right, row.right_at_zero) == (0.5, 0.75)
    assert (row.risk, row.falsely_answered) == (0.5, 0.5)
    assert row.auc == pytest.approx(7 / 9)


def test_a_domain_of_which_nothing_is_given_has_no_risk() -> None:
    assert HOWTO.row(0.95).risk is None
    assert "| how-to | 4 | 0.0 % | 75.0 % | – | 2 | 0.0 % | 0.78 |\n" in domain_table([HOWTO.row(0.95)])


def test_the_curve_of_a_domain_ends_at_what_is_right_without_a_threshold() -> None:
    curve = HOWTO.curve()
    assert curve.right[-1] == 0.75
    assert curve.risk[0] == 0.0


def test_curves_are_drawn_into_a_png_file(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    write_domain_curves([HOWTO], THRESHOLD, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(UsageError, match="name another file"):
        write_domain_curves([HOWTO], THRESHOLD, tmp_path / "missing" / "curves.png")
