"""Tables: what stands in their cells, and below which names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.text.tables import MOST_ROWS_ABOVE, columns_above, tables

FERRIES = "| Ferry | Harbour | Cars |\n| --- | :---: | ---: |\n| Aurora | Port Anselm | 120 |\n| Tern |  | 40 |\n"
LINES = st.sampled_from(
    [
        "| a | b | c |",
        "| d | 5 |",
        "| --- | --- |",
        "|x|y|z|",
        "  | e |  | f |",
        "||",
        "prose",
        "",
        "| \u0301g | h\\|i | j |",
    ]
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n"])), max_size=12).map(
    lambda parts: "".join(line + end for line, end in parts)
)


def cells(text: str, columns: tuple[str, ...] = ()) -> list[list[tuple[str, ...]]]:
    return [[table.columns, *(row.texts(text) for row in table.rows)] for table in tables(text, columns=columns)]


def test_a_row_above_a_rule_names_the_columns() -> None:
    (table,) = tables(f"The fleet:\n\n{FERRIES}\nAll sail daily.")
    assert table.columns == ("Ferry", "Harbour", "Cars")
    assert cells(FERRIES) == [[table.columns, ("Aurora", "Port Anselm", "120"), ("Tern", "", "40")]]
    assert tables(FERRIES)[0].head == (0, FERRIES.index("| Aurora") - 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "| Ferry | Harbour | Cars |\n| Aurora | Anselm | 120 |",
            [[("Ferry", "Harbour", "Cars"), ("Aurora", "Anselm", "120")]],
        ),
        ("| Date | Place |\n| 16 January | Sandhamn |", []),
        ("| Aurora | Anselm | 120 |\n| Tern | Sandhamn | 40 |", []),
        ("| Ann | cook | Lund |\n| Bo | baker | Malmo |", []),
        ("| Owner | Role | Lund |\n| Bo | Role | Malmo |", []),
        (
            "| Ferry | Home harbour | Captain |\n| Tern | Lund | Ann |",
            [[("Ferry", "Home harbour", "Captain"), ("Tern", "Lund", "Ann")]],
        ),
        (
            "| Sign | Means | Since |\n| a|b | or | 1998 |",
            [[("Sign", "Means", "Since"), ("a|b", "or", "1998")]],
        ),
        ("| a|b | c |\n| --- | --- |\n| d | e|f |", [[("a|b", "c"), ("d", "e|f")]]),
        ("| Ferry |  | Cars |\n| Aurora | Anselm | 120 |", []),
        ("| Ferry | Ferry | Cars |\n| Aurora | Anselm | 120 |", []),
        (
            "| Date | Place |\n| --- | --- |\n| 16 January | Sandhamn |",
            [[("Date", "Place"), ("16 January", "Sandhamn")]],
        ),
        ("|a|b|\r\n|-|-|\r\n|c|d \\| e|\r\n|f|", [[("a", "b"), ("c", "d \\| e")]]),
        ("| a | b |\n| --- | --- |\n", []),
        ("prose | with | bars\n| one row |", []),
    ],
)
def test_names_are_known_or_there_is_no_table(text: str, expected: list[list[tuple[str, ...]]]) -> None:
    assert cells(text) == expected


def test_a_table_goes_on_below_names_that_stand_above_it() -> None:
    columns = ("Ferry", "Harbour", "Cars")
    rest = FERRIES[FERRIES.index("| Tern") :]
    assert cells(rest, columns) == [[columns, ("Tern", "", "40")]]
    assert cells("A line between.\n" + rest, columns) == []
    assert cells("| one | two |\n", columns) == []


@pytest.mark.parametrize("above", ["", "The fleet.\n", "The fleet.\n\n", "\r\n"])
def test_names_are_found_from_the_midst_of_a_table(above: str) -> None:
    text = above + FERRIES
    for row in ("| ---", "| Aurora", "| Tern"):
        assert columns_above(text, text.index(row)) == ("Ferry", "Harbour", "Cars")
    for place in (0, len(above), text.index("Aurora"), text.index("Tern"), len(text)):
        assert columns_above(text + "\nMore.", place) == (("Ferry", "Harbour", "Cars") if place == len(text) else ())


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Ferry: Aurora\n Home port:  Sandhamn\r\nBuilt: 1998: spring", ("Ferry", "Home port", "Built")),
        ("Ferry: Aurora\nBuilt: 1998", None),
        ("Ann: Hello.\nBen: Hello.\nAnn: Good day.", None),
        ("Ferry: Aurora\nIt sails daily.\nBuilt: 1998\nCars: 3", None),
        ("See https://ferry.example\nor: call\nor write: so", None),
    ],
)
def test_lines_of_fields_are_a_record(text: str, columns: tuple[str, ...] | None) -> None:
    found = tables(text)
    assert [table.columns for table in found] == ([columns] if columns else [])
    if columns:
        assert found[0].rows[0].texts(text) == ("Aurora", "Sandhamn", "1998: spring")


def test_an_endless_table_is_given_up_and_costs_no_more() -> None:
    text = FERRIES + "| Kestrel | Vadum | 64 |\n" * (MOST_ROWS_ABOVE + 10)
    assert columns_above(text, text.rindex("| Kestrel")) == ()
    assert columns_above(text, text.index("| Kestrel")) == ("Ferry", "Harbour", "Cars")


@given(TEXTS)
def test_cells_lie_apart_in_their_rows_and_hold_no_margins(text: str) -> None:
    for table in tables(text):
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            assert "\n" not in text[row.start : row.end]
            end = row.start
            for (start, stop), cell in zip(row.cells, row.texts(text), strict=True):
                assert end < start <= stop < row.end
                assert cell == cell.strip()
                end = stop
