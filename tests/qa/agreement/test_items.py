"""Which stretches of a sentence are items of one enumeration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.agreement.items import items_of

SPLIT = [
    ("It calls at [Vellmark, Hartingen and Yarrowdale].", ["Vellmark", "Hartingen", "Yarrowdale"]),
    ("It calls at [Vellmark, Hartingen, and Yarrowdale].", ["Vellmark", "Hartingen", "Yarrowdale"]),
    ("It struck [Iraq and Syria] that week.", ["Iraq", "Syria"]),
    ("[Both Iraq and Syria] were struck.", ["Iraq", "Syria"]),
    ("[The United States and Britain] bombed them.", ["The United States", "Britain"]),
    ("It is in [Trinidad and Tobago, Barbados and Grenada].", ["Trinidad and Tobago", "Barbados", "Grenada"]),
    ("It is in [Barbados, and Trinidad and Tobago].", ["Barbados", "Trinidad and Tobago"]),
    ("It carried [barley, timber and salt].", ["barley", "timber", "salt"]),
    ("It carried [old coins and new maps].", ["old coins", "new maps"]),
    ("It flooded in [1921, 1954 and 1987].", ["1921", "1954", "1987"]),
    ("It was built by [Maria Keller] and Thomas Brandt.", ["Maria Keller", "Thomas Brandt"]),
    ("[Maria Keller] and Thomas Brandt built it.", ["Maria Keller", "Thomas Brandt"]),
    ("Maria Keller, Thomas Brandt, and [Ingrid Novak] built it.", ["Maria Keller", "Thomas Brandt", "Ingrid Novak"]),
    ("It calls at [Vellmark], Hartingen and Ulmby in summer.", ["Vellmark", "Hartingen", "Ulmby"]),
    (
        "The groups are [Jaish ul-Adl; Ansar al-Furqan; and Jundallah].",
        ["Jaish ul-Adl", "Ansar al-Furqan", "Jundallah"],
    ),
]
WHOLE = [
    "It is owned by [Johnson and Johnson].",
    "It is owned by [Johnson & Johnson].",
    "It lies in [Trinidad and Tobago].",
    "It takes [between 3 and 5] days.",
    "It lies in [Sistan and Baluchestan] province.",
    "It lies in the province of [Sistan and Baluchestan].",
    "It lies in [Sistan and Baluchestan] Province.",
    "It lies in [Sistan and Baluchestan Province].",
    "It is owned by [Keller and Brandt Ltd].",
    "It borders [North and South Korea].",
    "It belongs to the [Ministry of Culture and Tourism].",
    "It touches the [Red and Black Seas].",
    "It laid [oil and gas pipelines].",
    "It was [Maria Keller, Minister of Health, and Thomas Brandt].",
    "It was [Maria Keller, a teacher, and Thomas Brandt].",
    "It was [Maria Keller, Thomas Brandt].",
    "It was [Paris, France, and Rome, Italy].",
    "It was [Keller and Brandt and Novak].",
    "It was [tea or coffee].",
    "It was [Iraq but not Syria and Iran].",
    "It was [Maria Keller who left and Thomas Brandt].",
    "It was [Maria Keller].",
    "The ship left [Vellmark] and Captain Keller died.",
    "In Oskelby, Maria Keller and [Thomas Brandt] opened it.",
    "[Keller and Novak] has repaired it.",
]


def cut(marked: str, **known: object) -> list[str]:
    start = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    return [span.slice(text) for span in items_of(text, start, marked.index("]") - 1, **known)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("marked", "items"), SPLIT)
def test_an_enumeration_is_split_into_its_items(marked: str, items: list[str]) -> None:
    assert cut(marked) == items


@pytest.mark.parametrize("marked", WHOLE)
def test_what_may_be_one_thing_is_not_split(marked: str) -> None:
    assert cut(marked) == []


def test_two_names_that_the_documents_only_use_together_are_one() -> None:
    marked = "It lies in [Sarn and Belluk]."
    map_of = "A map of Sarn and Belluk hangs there."
    assert cut(marked, texts=["It lies in Sarn and Belluk."]) == ["Sarn", "Belluk"]
    assert cut(marked, texts=["It lies in Sarn and Belluk.", map_of]) == []
    assert cut(marked, texts=["It lies in Sarn and Belluk.", map_of, "Belluk is dry."]) == ["Sarn", "Belluk"]


def test_two_short_names_of_firms_are_one_unless_one_stands_alone() -> None:
    marked = "It was built by [Keller and Brandt]."
    assert cut(marked, may_be_firms=True) == []
    assert cut(marked, may_be_firms=True, texts=["Brandt built ships."]) == ["Keller", "Brandt"]
    assert cut("It was built by [Aquila Metals and Sudbrook Steel].", may_be_firms=True) != []


def test_there_are_as_many_items_as_asked_for_or_none() -> None:
    marked = "It struck [Iraq, Syria and Pakistan]."
    assert len(cut(marked, count=3)) == 3
    assert cut(marked, count=2) == []


WORDS = st.sampled_from(
    ["Iraq", "Syria", "the", "of", "and", ",", ", and", "salt", "1987", ";", "&", "or", "", "\n", "é"]
)


@given(st.lists(WORDS, min_size=2, max_size=9).map(" ".join), st.data())
def test_items_are_disjoint_and_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, len(text))))
    spans = items_of(text, start, end, texts=[text])
    assert len(spans) != 1
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(span.slice(text).strip() for span in spans)
