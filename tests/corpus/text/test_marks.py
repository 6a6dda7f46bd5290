from itertools import pairwise

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.text.marks import cell_breaks, without_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell.[12][3] Then", "It fell.        Then"),
        ("Border[edit]", "Border      "),
        ("a claim[citation needed] here", "a claim                  here"),
        ("in 1893^4^ and 10^6^ cells", "in 1893    and 10^6^ cells"),
        ("in 1893\\ :sup:`4` and 10\\ :sup:`6` cells", "in 1893\\          and 10\\ :sup: 6  cells"),
        ("in 1893\\textsuperscript{4} and $x^2$", "in 1893                    and $x^2$"),
        ("is [.line-through]#40# 45", "is                     45"),
        ("is \\sout{40} 45", "is           45"),
        ("so[a] and[note 4]", "so    and        "),
        ("a [longer] remark [2024]", "a [longer] remark [2024]"),
        ("choose [1] or [2], a list[0], press [a]", "choose [1] or [2], a list[0], press [a]"),
    ],
)
def test_marks_become_blanks_and_other_brackets_stay(text: str, expected: str) -> None:
    assert without_marks(text) == expected


@given(texts)
def test_every_offset_stays(text: str) -> None:
    blanked = without_marks(text)
    assert len(blanked) == len(text)
    assert all(new in {old, " "} for old, new in zip(text, blanked, strict=True))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| Aurora | 120 |", ["Aurora", "120"]),
        ("Aurora | 120\n40 | Tern", ["Aurora", "120\n40", "Tern"]),
        ("the norm |x| of a|b", ["the norm |x| of a|b"]),
    ],
)
def test_a_row_breaks_at_the_bars_between_its_cells(text: str, cells: list[str]) -> None:
    edges = [0, *cell_breaks(text), len(text)]
    parts = [text[start:end].strip() for start, end in pairwise(edges)]
    assert [part for part in parts if part not in {"", "|"}] == cells
