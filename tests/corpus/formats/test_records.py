from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.rows import read_rows
from citespan.corpus.load import file_of, load_documents

if TYPE_CHECKING:
    from citespan.corpus.document import Document

CSV = 'name;Price;url;date\r\nTent;120 euros;https://shop.example/tent;2024-01-19\r\n;;;\r\n"Lamp; small";9 euros;;\r\n'


def _loaded(text: str, name: str) -> tuple[Document, ...]:
    return load_documents(text.encode(), source=name, root_key="root")


def test_each_row_of_a_table_is_a_document_with_its_fields_named() -> None:
    tent, lamp = _loaded(CSV, "shop/prices.csv")
    assert tent.text == "name: Tent\nPrice: 120 euros\nurl: https://shop.example/tent\ndate: 2024-01-19"
    assert (tent.title, tent.published, tent.url) == ("Tent", "2024-01-19", "https://shop.example/tent")
    assert (tent.source, lamp.source) == ("shop/prices.csv#row=1", "shop/prices.csv#row=3")
    assert lamp.text == "name: Lamp; small\nPrice: 9 euros"
    assert tent.document_id != lamp.document_id
    assert tent.sha256 == lamp.sha256


def test_each_json_line_is_a_document_with_nested_fields_by_their_path() -> None:
    lines = [
        {"title": "Ferry", "author": {"name": "Ada"}, "tags": ["sea", "port"], "cars": 40, "late": False, "x": None},
        {"question": "When?", "steps": [{"do": "wait"}]},
    ]
    ferry, when = _loaded("\n".join(json.dumps(line) for line in lines) + "\n", "log.jsonl")
    assert ferry.text == "title: Ferry\nauthor.name: Ada\ntags: sea, port\ncars: 40\nlate: false"
    assert (when.title, when.text) == ("When?", "question: When?\nsteps.1.do: wait")


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("a,b\n1,2,3\n", "x.csv", "holds no record .row 1 has 3 values for 2 fields"),
        ("a,b\n", "x.csv", "holds no record"),
        ('a,b\n"1,2\n', "x.csv", "row 1 cannot be read"),
        ("{\n{", "x.jsonl", "line 1 is not JSON"),
        ("[1]\n", "x.jsonl", "line 1 is no JSON object but list"),
        ("[1]\n", "x.json", "holds no record"),
        ("[1", "x.json", "is not JSON"),
        ("{}\n", "x.ndjson", "holds no record"),
        ("a\0b\n", "x.tsv", "NUL"),
        ("", "x.csv", "is empty"),
    ],
)
def test_a_bad_file_is_named_with_its_place(text: str, name: str, told: str) -> None:
    with pytest.raises(LoadError, match=told) as caught:
        _loaded(text, name)
    assert name in str(caught.value)


@pytest.mark.parametrize("field", ["url", "date"])
@pytest.mark.parametrize("value", ["http://\ud800", "https://x.example/\0", "2024-02-30", "٢٠٢٤-٠١-٠١", "soon"])
def test_no_field_is_taken_for_an_address_or_a_date_that_is_none(field: str, value: str) -> None:
    (record,) = _loaded(json.dumps({"text": "The ferry leaves.", field: value}), "x.jsonl")
    assert (record.url, record.published) == (None, None)


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("a/b.csv#row=3", "a/b.csv"),
        ("a#row=1.txt", "a#row=1.txt"),
        ("notes.txt#row=3", "notes.txt#row=3"),
        ("x.jsonl", "x.jsonl"),
    ],
)
def test_a_record_knows_its_file(source: str, file: str) -> None:
    assert file_of(source) == file


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers() | st.none()), max_size=4))
def test_any_records_are_read_or_named(records: list[dict[str, str | int | None]]) -> None:
    try:
        documents = _loaded("\n".join(map(json.dumps, records)), "x.jsonl")
    except LoadError as exc:
        assert "x.jsonl" in str(exc)  # noqa: PT017
    else:
        assert all(document.text.strip() for document in documents)


@pytest.mark.parametrize(
    ("text", "name", "places", "lost"),
    [
        ("a,b\n1,2\n3,4,5\n6,7\n", "x.csv", ["row=1", "row=3"], (2,)),
        ('a,b\n"1,2\n3,4\n', "x.csv", ["row=2"], (1,)),
        ('a,b\n1,"2" 3\n4,5\n', "x.csv", ["row=2"], (1,)),
        ('{"a": 1}\n{\n{"a": 2}\n', "x.jsonl", ["row=1", "row=3"], (2,)),
        ('{"a": 1}\n[2]\n', "x.jsonl", ["row=1"], (2,)),
    ],
)
def test_a_bad_row_costs_itself_and_is_told(text: str, name: str, places: list[str], lost: tuple[int, ...]) -> None:
    documents = _loaded(text, name)
    assert [document.source.partition("#")[2] for document in documents] == places
    assert all([loss.rows for loss in document.losses] == [lost] for document in documents)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices 2024,,\n,,\nItem,Price,Unit\nNut,1.20,box\n", "Item: Nut\nPrice: 1.20\nUnit: box"),
        ("Price,Price,\n1,2,x\n", "Price: 1\nPrice: 2\nx"),
        ("Nut,1.20,box\nBolt,2.10,bag\nPin,0.10,bag\n", "Nut\n1.20\nbox"),
        ("a,b,\n1,2,\n", "a: 1\nb: 2"),
        ("a;b\n1,5;2,5\n3,5;4,5\n", "a: 1,5\nb: 2,5"),
        ("Route;Fee\nNorth;4,50\nSouth;6,00;extra\n", "Route: North\nFee: 4,50"),
    ],
)
def test_names_of_fields_are_those_of_the_header_and_no_others(text: str, expected: str) -> None:
    assert _loaded(text, "x.csv")[0].text == expected


def test_the_objects_of_a_json_file_are_records() -> None:
    assert [document.text for document in _loaded('[{"a": 1}, 2, {"a": 3}]', "x.json")] == ["a: 1", "a: 3"]
    assert [document.text for document in _loaded('{"a": {"b": 1}}', "x.json")] == ["a.b: 1"]


@pytest.mark.parametrize(
    ("text", "name", "records"),
    [
        ("route,,\nLund,4,5\n", "x.csv", ["route: Lund\n4\n5"]),
        ("Ann,cook,Lund\nBo,baker,Malmo\nCy,smith,Lund\n", "x.csv",
         ["Ann\ncook\nLund", "Bo\nbaker\nMalmo", "Cy\nsmith\nLund"]),
        ("Ann,4\nBo,5\n", "x.csv", ["Ann\n4", "Bo\n5"]),
        ("Year,2023\nFee,4\n", "x.csv", ["Year: Fee\n2023: 4"]),
        ("Route,Summer,,Winter,\n,adult,child,adult,child\nLund,4,2,3,1\n", "x.csv",
         ["Route: Lund\nSummer adult: 4\nSummer child: 2\nWinter adult: 3\nWinter child: 1"]),
        ("sep=;\nItem;Price\nScrew;1,20\n", "x.csv", ["Item: Screw\nPrice: 1,20"]),
        ("Prices 2024,,\n\nItem,Price,Unit\nScrew,1.2,box\n", "x.csv", ["Item: Screw\nPrice: 1.2\nUnit: box"]),
        ('{"fee": 1, "fee": 2}', "x.jsonl", ["fee: 1\nfee: 2"]),
        ('{"version": 1.10, "cells": 1e9, "open": true}', "x.jsonl", ["version: 1.10\ncells: 1e9\nopen: true"]),
        ('{"days": [["Monday", 4], ["Friday"]]}', "x.jsonl", ["days.1: Monday, 4\ndays.2: Friday"]),
        ('{\n "item": "Screw"\n}\n{\n "item": "Nut"\n}\n', "x.jsonl", ["item: Screw", "item: Nut"]),
    ],
)  # fmt: skip
def test_records_say_what_their_file_says(text: str, name: str, records: list[str]) -> None:
    assert [document.text for document in load_documents(text.encode(), source=name, root_key="k")] == records


@pytest.mark.parametrize("text", ['[{"a": "x"}, {"a": y}, {"a": "z"}]', '[\n{"a": "x"},\n{"a": "y,\n{"a": "z"}\n]'])
def test_a_record_that_is_broken_costs_itself_and_is_told(text: str) -> None:
    documents = load_documents(text.encode(), source="x.json", root_key="k")
    assert [document.text for document in documents] == ["a: x", "a: z"]
    assert [loss.rows for loss in documents[0].losses] == [(2,)]


def test_a_row_of_nothing_but_a_control_character_is_no_record() -> None:
    text = "\x01,\nScrew and more,5\nNut,6\nBolt,7\n"
    documents = load_documents(f"item,price\n{text}".encode(), source="x.csv", root_key="k")
    assert [document.text for document in documents][-1] == "item: Bolt\nprice: 7"
    unnamed = load_documents(f"Screw,5\n{text}".encode(), source="x.csv", root_key="k")
    assert all(document.text for document in unnamed)


@pytest.mark.parametrize(
    "cell", ["x" * 140_000, '"' + "a line\n" * 30_000 + '"', '"' + 'so ""said"" he\n' * 20_000 + '"']
)
@pytest.mark.parametrize("place", [1, 2, 3, 30])
def test_a_cell_that_is_too_long_costs_its_row_alone(cell: str, place: int) -> None:
    rows = [f"name {number},note {number}" for number in range(40)]
    rows[place] = f"omega,{cell}"
    table = read_rows("name,note\n" + "\n".join(rows))
    assert table.names == ("name", "note")
    assert [values[0] for _, values in table.rows] == [f"name {number}" for number in range(40) if number != place]
    assert [loss.rows for loss in table.losses] == [(place + 1,)]
