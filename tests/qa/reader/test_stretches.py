"""Stretches: what of a chunk is read at once, and that every answer stands where it says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.document import Span
from citespan.corpus.text.chunk import Chunk
from citespan.corpus.text.graphemes import is_grapheme_boundary
from citespan.qa.reader.stretches import stretches

TABLE = "| Ferry | Harbour | Cars |\n| --- | --- | ---: |\n| Aurora | Port Anselm[3] | 120 |\n| Tern |  | 40 |\n"
PIECES = st.sampled_from(
    [*"ab|\n -", " | ", "|\n| ", "| a | b |\n| - | - |\n", "[1]", "e\u0301", "\u0301", "\r\n", "7"]
)


def chunk_of(document: str, start: int = 0, *, columns: tuple[str, ...] = ()) -> Chunk:
    span = Span(start, len(document))
    return Chunk("d", span, span.slice(document), (), (span,), preamble=document[:start], columns=columns)


def test_prose_is_read_in_one_with_its_lead() -> None:
    document = "The ferry sank.[1] It was old."
    (stretch,) = stretches(chunk_of(document, document.index("It")))
    assert stretch.text == "The ferry sank.    It was old."
    assert [document[p.origin : p.origin + p.end - p.start] for p in stretch.places] == ["It was old."]


def test_a_table_is_read_row_by_row_below_its_names() -> None:
    aurora, tern = stretches(chunk_of(TABLE))
    assert aurora.text == "Ferry: Aurora. Aurora, Harbour: Port Anselm   . Aurora, Cars: 120. "
    assert tern.text == "Ferry: Tern. Tern, Cars: 40. "
    start = aurora.text.index("Port")
    assert aurora.in_document(start, start + 4).slice(TABLE) == "Port"


def test_names_are_read_with_each_row_and_are_no_answers() -> None:
    unruled = "".join(line for line in TABLE.splitlines(keepends=True) if "---" not in line)
    assert [stretch.text for stretch in stretches(chunk_of(unruled))] == [s.text for s in stretches(chunk_of(TABLE))]


def test_a_record_is_read_as_a_row_of_its_fields() -> None:
    record = "Ferry: Aurora\nHarbour: Port Anselm\nNote: She sank. She was raised.\n"
    (stretch,) = stretches(chunk_of(record))
    assert stretch.text == "Ferry: Aurora. Aurora, Harbour: Port Anselm. Aurora, Note: She sank. She was raised.. "
    assert [record[p.origin : p.origin + p.end - p.start] for p in stretch.places][1] == "Port Anselm"


def test_no_answer_goes_across_the_end_of_a_sentence_in_a_cell() -> None:
    table = "| Ferry | Note | Cars |\n| --- | --- | --- |\n| Aurora | She sank. She was raised. | 3 |"
    end = table.index(" She was")
    (row,) = stretches(replace(chunk_of(table), sentences=(Span(0, end), Span(end + 1, len(table)))))
    (broken,) = (place for place in row.places if place.origin < end < place.origin + place.end - place.start)
    inside = [offset for place in row.places for offset in row.breaks if place.start < offset < place.end]
    assert inside == [end - broken.origin + broken.start]


def test_a_long_first_cell_is_said_once() -> None:
    (row,) = stretches(chunk_of(TABLE.replace("Aurora", "A" * 81).replace("| Tern |  | 40 |\n", "")))
    assert row.text.count("A" * 81) == 1


def test_what_stands_beside_a_table_is_read_as_it_stands() -> None:
    document = f"Three ships sail.\n\n{TABLE}\nAll are white."
    whole, *rows = stretches(chunk_of(document))
    assert len(rows) == 2
    answers = "".join(whole.text[place] for place in whole.characters())
    assert answers == "ThreeshipssailAllarewhite"


def test_a_chunk_in_the_midst_of_a_table_is_read_below_the_names_above() -> None:
    (row,) = stretches(chunk_of(TABLE, TABLE.index("| Tern"), columns=("Ferry", "Harbour", "Cars")))
    assert row.text == "Ferry: Tern. Tern, Cars: 40. "


@given(st.lists(PIECES, min_size=1, max_size=30).map("".join), st.data())
def test_what_may_be_answered_stands_in_the_chunk_once(document: str, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([n for n in range(len(document)) if is_grapheme_boundary(document, n)]))
    chunk = chunk_of(document, start, columns=data.draw(st.sampled_from([(), ("x", "y")])))
    seen: set[int] = set()
    read = stretches(chunk)
    assert read
    for stretch in read:
        for place in stretch.places:
            span = stretch.in_document(place.start, place.end)
            assert chunk.span.contains(span)
            assert is_grapheme_boundary(document, span.start)
            assert is_grapheme_boundary(document, span.end)
            said, there = stretch.text[place.start : place.end], span.slice(document)
            assert all(a in {b, " "} for a, b in zip(said, there, strict=True))
            assert not seen & set(range(span.start, span.end))
            seen |= set(range(span.start, span.end))
