"""Questions and documents that no one should send: each gets a sensible reply, in seconds, at full size."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from citespan.index.search.identifiers import identifiers_in
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answer import Status
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.question.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

CODES = 10_000
ITEMS = 5_000
LONGEST_SECONDS = 20.0


@pytest.fixture
def over(tmp_path: Path, encoder: Encoder, reader: Reader) -> Iterator[Callable[[str, str], Answerer]]:
    """Makes what answers from one document."""
    opened: list[Index] = []

    def make(name: str, text: str) -> Answerer:
        (tmp_path / "documents").mkdir(exist_ok=True)
        (tmp_path / "documents" / name).write_text(text, encoding="utf-8")
        build_index(tmp_path / "index", [tmp_path / "documents"], encoder=encoder)
        opened.append(Index(tmp_path / "index", encoder))
        return Answerer(opened[-1], reader, calibration=calibration_for(None, reader=reader.name, encoder=encoder.name))

    yield make
    for index in opened:
        index.close()


def test_among_ten_thousand_codes_that_are_nearly_alike_only_the_one_that_is_asked_for_answers(
    over: Callable[[str, str], Answerer],
) -> None:
    lines = [" ".join(f"KX-{10_000 + n}" for n in range(start, start + 100)) for start in range(0, CODES, 100)]
    answerer = over("codes.md", "KX-31337 is painted green.\n\n" + "\n\n".join(lines))
    started = time.perf_counter()
    response = answerer.answer("Which colour is KX-31373?")
    assert time.perf_counter() - started < LONGEST_SECONDS
    assert response.answers == ()
    assert response.refused is not None
    assert "KX-31373" in response.refused.detail
    assert [one.text for one in answerer.answer("Which colour is KX-31337?", threshold=0.0).answers] == ["green"]
    assert answerer.answer("Which colour is KX-12345?").answers == ()


def test_a_list_of_five_thousand_items_is_no_answer_in_part(over: Callable[[str, str], Answerer]) -> None:
    names = [f"{first}{middle}o" for first in _SYLLABLES for middle in (a + b for a in _ENDS for b in _ENDS)][:ITEMS]
    assert len(names) == ITEMS
    answerer = over("list.md", "The depot stores the following goods:\n\n" + "\n".join(f"- {n}" for n in names))
    started = time.perf_counter()
    response = answerer.answer("Which goods does the depot store?")
    assert time.perf_counter() - started < LONGEST_SECONDS
    assert len(response.answers) in {0, ITEMS}


_SYLLABLES = [f"{a}{b}" for a in "BDFGKLMNPRST" for b in "aeiou"]
_ENDS = [f"{a}{b}" for a in "lmnrst" for b in "ae"]


def test_an_identifier_of_two_hundred_characters_is_named_as_unknown(over: Callable[[str, str], Answerer]) -> None:
    answerer = over("part.txt", "Part A1-2345 weighs 3 kg.")
    code = "A1-" + "9" * 197
    started = time.perf_counter()
    response = answerer.answer(f"How much does part {code} weigh?")
    assert time.perf_counter() - started < LONGEST_SECONDS
    assert response.answers == ()
    assert response.refused is not None
    assert code in response.refused.detail


@pytest.mark.parametrize("dash", "-‐‑‒–—―−")
def test_dashes_of_every_kind_join_an_identifier(dash: str, over: Callable[[str, str], Answerer]) -> None:
    asked = f"How much does part AB{dash}1234/5 weigh?"
    assert [one.key for one in identifiers_in(asked)] == [identifiers_in("AB-1234/5")[0].key]
    if dash in "‐−":
        answerer = over("weights.txt", "Part AB-1234/5 weighs 2.1 kg. Part AB-1243/5 weighs 1.9 kg.")
        answers = answerer.answer(asked, threshold=0.0).answers
        assert ["2.1 kg" in one.text for one in answers] == [True]


def test_a_question_of_identifiers_only_is_answered_or_not_but_never_with_another(
    over: Callable[[str, str], Answerer],
) -> None:
    answerer = over("weights.txt", "Part AB-1234/5 weighs 2.1 kg. Part AB-1243/5 weighs 1.9 kg.")
    for asked in ("AB-1234/5", "AB-1234/5 CD-77/1", "#9 #8"):
        assert not any("1.9" in one.text for one in answerer.answer(asked, threshold=0.0).answers)


def test_each_of_six_parts_is_answered_or_named_as_not_answered(over: Callable[[str, str], Answerer]) -> None:
    asked = (
        "When does the shop open, when does it close, how much is a ticket, who runs it, where is it and how old is it?"
    )
    answerer = over("shop.txt", "The shop opens at 8:15. It closes at 18:45. Ane Vik runs it. A ticket costs 4 euros.")
    assert len(parts_of(asked)) == 6
    response = answerer.answer(asked)
    assert response.parts is not None
    assert [part.question for part in response.parts] == list(parts_of(asked))
    assert {part.status for part in response.parts[4:]} == {Status.ABSTAINED}


def test_rows_whose_first_column_repeats_are_told_by_another(over: Callable[[str, str], Answerer]) -> None:
    answerer = over("rooms.md", "| floor | room | seats |\n|---|---|---|\n| 1 | 101 | 24 |\n| 1 | 102 | 30 |\n")
    response = answerer.answer("How many seats has room 102?", threshold=0.0)
    assert [one.text for one in response.answers] == ["30"]
    row = response.answers[0].citations[0].row
    assert row is not None
    assert row.exact == "102"


def test_a_second_part_that_nothing_completes_is_named_as_not_answered(over: Callable[[str, str], Answerer]) -> None:
    answerer = over("song.txt", "Ida Brandt wrote the song of Ulmby. Moa Lind was born in 1950.")
    response = answerer.answer("Which of them wrote the songs and when was he born?", threshold=0.9999)
    assert response.parts is not None
    assert response.parts[1].answers == ()
    assert response.parts[1].refused is not None
    assert response.parts[1].refused.rule == "open_part"
