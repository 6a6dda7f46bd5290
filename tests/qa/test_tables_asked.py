"""Tables, asked: a cell is answered from its row, wherever the names of the columns stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

PORTS = ("Sandhamn", "Vadum", "Port Anselm", "Tarnsee", "Oskelby")
FIRST = ("Sea", "Wave", "Storm", "Star", "Moon", "North", "Silver", "River")
SHIPS = tuple(first + second for first in FIRST for second in ("hawk", "wing", "light", "song"))
ROWS = tuple((ship, PORTS[n % len(PORTS)], str(40 + 7 * n), str(1960 + 3 * n)) for n, ship in enumerate(SHIPS))
LINES = [f"| {' | '.join(row)} |" for row in (("Ship", "Home port", "Cars", "Built"), ("---",) * 4, *ROWS)]
TEXT = "# The fleet\n\n" + "\n".join(LINES) + "\n"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    """The index of a table that is too long for one chunk."""
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "fleet.md").write_text(TEXT, encoding="utf-8")
    report = build_index(folder / "index", [folder / "fleet.md"], encoder=encoder)
    assert report.chunks > 2
    index = Index(folder / "index", encoder)
    yield index
    index.close()


@pytest.mark.parametrize("row", [ROWS[1], ROWS[9], ROWS[-1]], ids=lambda row: row[0])
def test_a_cell_is_the_answer_and_its_row_the_evidence(fleet: Index, reader: Reader, row: tuple[str, ...]) -> None:
    for question, column in (("What is the home port of the {}?", 1), ("How many cars does the {} carry?", 2)):
        (answer,) = Answerer(fleet, reader).answer(question.format(row[0]), threshold=0.0).answers
        (citation,) = answer.citations
        assert answer.text == TEXT[citation.start : citation.end] == row[column]
        evidence = citation.evidence
        assert evidence.exact == TEXT[evidence.start : evidence.end] == f"| {' | '.join(row)} |"
