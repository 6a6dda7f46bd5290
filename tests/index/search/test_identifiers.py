"""Identifiers in questions, and where texts name them or others of their shape."""

from __future__ import annotations

import time

import pytest

from citespan.index.search.identifiers import identifiers_in


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("In which firmware was CVE-2024-31337 fixed?", ["cve202431337"]),
        ("how much does AB1234/5 weigh", ["ab1234/5"]),
        ("How much does AB–1234/5 weigh?", ["ab1234/5"]),
        ("Which town does platform 9a serve?", ["9a"]),
        ("What is in room A-21?", ["a21"]),
        ("What is the size of build 1.2.3?", ["1.2.3"]),
        ("What is step 4?", ["4"]),
        ("What does Appendix C say?", ["c"]),
        ("Where does flight BA 117 land?", ["ba117"]),
        ("Who has key 12 of room 7b?", ["12", "7b"]),
        ("What happened on 12 March 2024?", []),
        ("What happened on 2024-03-12 at 10:30?", []),
        ("What happened on 12.03.2024?", []),
        ("How many people came in 2019/20?", []),
        ("How many 14MB files fit in 3.5 GB?", []),
        ("What is a 5-year plan of the 1990s?", []),
        ("Who was the 21st president?", []),
        ("Who lives there?", []),
    ],
)
def test_codes_and_numbers_of_things_are_identifiers_and_dates_and_quantities_are_not(
    question: str, keys: list[str]
) -> None:
    assert [one.key for one in identifiers_in(question)] == keys


@pytest.mark.parametrize(
    ("question", "text", "named", "rivals"),
    [
        ("AB1234/5", "Part AB-1234/5 and part AB-1243/5", ["AB-1234/5"], ["AB-1243/5"]),
        ("build 1.2.3", "1.2.3, 1.2.13 and 1.2.3.4", ["1.2.3"], ["1.2.13"]),
        ("platform 9a", "Platform 9 and platform 9a", ["9a"], ["9"]),
        ("room 12", "Rooms 11 and 14, room 12", ["12"], ["11", "14"]),
        ("version 3", "Since v3 it is; version 2 was not", ["v3"], ["2"]),
        ("CVE-2024-31337", "CVE-2024-31377", [], ["CVE-2024-31377"]),
        ("AB-1234", "AB-1234/5", [], []),
    ],
)
def test_a_text_names_an_identifier_only_where_it_is_whole(
    question: str, text: str, named: list[str], rivals: list[str]
) -> None:
    (identifier,) = identifiers_in(question)
    assert [text[start:end] for start, end in identifier.places_in(text)] == named
    assert [text[start:end] for start, end in identifier.rivals_in(text)] == rivals


def test_a_number_in_a_range_is_named_by_it() -> None:
    (identifier,) = identifiers_in("Where is room 13?")
    assert identifier.places_in("Rooms 11 to 14 are upstairs.")


def test_a_very_long_identifier_is_taken_in_no_time() -> None:
    started = time.perf_counter()
    (identifier,) = identifiers_in("A1-" * 66 + "A2")
    assert len(identifier.phrases()) < 10
    assert not identifier.places_in("A1-" * 2000)
    assert time.perf_counter() - started < 1
