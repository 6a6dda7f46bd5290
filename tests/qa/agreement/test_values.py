"""What counts as the same, what as different, and what as neither: tables, and laws that hold for all of them."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.agreement.quantities import enumeration_around
from citespan.qa.agreement.relation import Relation
from citespan.qa.agreement.values import compare, is_said_in, value_of
from citespan.qa.question.kind import AnswerKind
from citespan.qa.question.question import Question

HOW_MANY = "How many people were killed?"
HOW_LONG = "How long is the bridge?"
HOW_MUCH = "How much did it cost?"
WHEN = "When was it opened?"
WHO = "Who designed the bridge?"
POSTCODE = "What is the postcode of the depot?"

SAME = [
    (HOW_MANY, "nine", "9"),
    (HOW_MANY, "Nine people", "9"),
    (HOW_MANY, "twenty-five", "25 people"),
    (HOW_MANY, "one hundred and four", "104"),
    (HOW_MANY, "a dozen", "12"),
    (HOW_MANY, "1,204", "1204"),
    (HOW_MANY, "1.2 million", "1,204,000"),
    (HOW_MANY, "about 10", "nine"),
    (HOW_MANY, "at least nine", "nine"),
    (HOW_MANY, "nine or more", "nine"),
    (HOW_MANY, "9-12", "between nine and twelve"),
    (HOW_MANY, "nine people", "nine foreign nationals"),
    (HOW_MANY, "three women, four children and two men", "nine"),
    (HOW_MANY, "nine people, including four children", "9"),
    (HOW_MUCH, "US$400 billion", "400 billion dollars"),
    (HOW_MUCH, "€3.4 million", "3,400,000 euros"),
    (HOW_MUCH, "$5m", "5 million dollars"),
    (HOW_MUCH, "about 1,000 euros", "1,045 euros"),
    (HOW_MUCH, "between 200 and 240 euros", "200-240 euros"),
    (POSTCODE, "60313", "60313"),
    (POSTCODE, "SW1A 1AA", "SW1A1AA"),
    ("What is the phone number of the depot?", "555 01 99", "555-0199"),
    ("Which version is supported?", "version 1.2.3", "1.2.3"),
    (WHEN, "12 March 2024", "12.03.2024"),
    (WHEN, "2024-03-12", "12.03.2024"),
    (WHEN, "13/03/2024", "March 13, 2024"),
    (WHEN, "2024/03/12", "12 March 2024"),
    (WHEN, "from 1 November to 30 April", "1 November - 30 April"),
    (WHEN, "10:00-18:00", "10:00 to 18:00"),
    (WHEN, "9 am", "9:00"),
    (WHEN, "Monday to Thursday", "Mondays to Thursdays"),
    (HOW_LONG, "412 metres", "412 m"),
    (HOW_LONG, "412 metres", "412 meters long"),
    (HOW_LONG, "five miles", "8 km"),
    (HOW_LONG, "two days", "48 hours"),
    ("What percentage voted?", "61%", "61 per cent"),
    (WHEN, "16 January", "January 16, 2024"),
    (WHEN, "January 2024", "16 January 2024"),
    (WHEN, "2024-01-16", "the 16th of January"),
    (WHEN, "2024", "May 2024"),
    (WHEN, "about 1835", "1840"),
    (WHO, "Keller", "Maria Keller"),
    (WHO, "M. Keller", "Maria Keller"),
    (WHO, "Maria J. Keller", "Maria Keller"),
    (WHO, "Dr. Maria Keller", "maria keller"),
    (WHO, "Zoë Müller", "Zoe Muller"),
    (WHO, "Hossein Amir-Abdollahian", "Hossein Amirabdollahian"),
    (WHO, "Jaish al-Adl", "Jaish ul-Adl"),
    (WHO, "Sistan-o-Balochistan", "Sistan and Baluchestan"),
    (WHO, "the Islamic Revolutionary Guard Corps", "IRGC"),
    (WHO, "Castor Engineering Ltd", "Castor Engineering"),
    (WHO, "the U.S.", "United States"),
    ("Why did it close?", "serious consequences", "the serious consequences"),
]
DIFFERENT = [
    (HOW_MANY, "nine", "ten"),
    (HOW_MANY, "9", "1,204"),
    (HOW_MANY, "at least nine", "seven"),
    (HOW_MANY, "about 100", "nine"),
    (HOW_MANY, "nine to twelve", "14"),
    (HOW_MANY, "1.2 million", "1.4 million"),
    (HOW_MANY, "three women and four children", "nine people"),
    (HOW_MANY, "nine deaths", "ten people"),
    ("How many people live there?", "1,530 inhabitants", "2,240"),
    (HOW_MUCH, "€3.4 million", "4.3 million euros"),
    (HOW_LONG, "412 metres", "214 m"),
    (HOW_LONG, "five miles", "5 km"),
    ("What percentage voted?", "61%", "16 percent"),
    (WHEN, "16 January", "18 January 2024"),
    (WHEN, "January 2024", "16 January 2023"),
    (WHEN, "1835", "1935"),
    (HOW_MUCH, "1,000 euros", "1,045 euros"),
    (HOW_MUCH, "100 euros", "105 euros"),
    (HOW_MUCH, "US$400", "A$300"),
    (HOW_MUCH, "30 euros", "30 dollars"),
    (HOW_MUCH, "between 200 and 240 euros", "between 200 and 420 euros"),
    (HOW_MANY, "48,000", "48,213"),
    (HOW_MANY, "at most 12", "at least 12"),
    (HOW_MANY, "at least 12", "at least 14"),
    (HOW_LONG, "3 km", "3 miles"),
    (HOW_LONG, "30 days", "30 minutes"),
    (POSTCODE, "60310", "60313"),
    ("Which room is it in?", "room 12", "room 14"),
    ("What is the model number of the boiler?", "7200", "7205"),
    ("Which version is supported?", "1.2.3", "1.2.13"),
    ("Which firmware fixed it?", "4.9.7", "firmware 4.10.0"),
    ("What is the daily dose?", "100 mg", "105 mg"),
    (WHEN, "from 1 November to 30 April", "from 1 November to 15 May"),
    (WHEN, "12.03.2024", "2024-03-13"),
    (WHEN, "10:00-18:00", "10:00-22:00"),
    (WHEN, "Monday to Thursday", "Monday to Saturday"),
    (WHEN, "Monday to Thursday", "Friday"),
    (WHEN, "after 9", "before 9"),
    (WHEN, "before 3 May", "after 3 May"),
    ("May it be used?", "with a permit", "without a permit"),
    (WHEN, "about 1835", "1870"),
    (WHO, "Maria Keller", "Thomas Brandt"),
    (WHO, "Castor Engineering", "Aquila Metals Ltd"),
    (WHO, "Maria J. Keller", "Maria Brandt"),  # only a first name is shared
]
UNCLEAR = [
    (HOW_MANY, "two children", "nine"),  # may be two of the nine
    (HOW_MANY, "at least nine", "forty"),
    (HOW_MANY, "up to 300", "240"),
    (HOW_MANY, "dozens", "nine"),
    (HOW_MANY, "nine", "the mayor"),
    (HOW_MANY, "one of them", "nine"),
    (HOW_MANY, "two hurt and three missing", "nine"),
    (HOW_MANY, "nineteen eighty-four", "nine"),
    (HOW_MANY, "half a million", "nine"),
    (HOW_MANY, "no one", "nine"),
    (HOW_MANY, "16th", "nine"),
    (HOW_MANY, "8:30", "nine"),
    (HOW_MANY, "nine of them on 3 May and two later", "ten"),
    (HOW_LONG, "412 metres", "three years"),
    (HOW_MANY, "nine to twelve", "ten"),  # it may be one of them
    (WHEN, "1 May", "1 May to 3 June"),
    (WHEN, "03/04/2024", "3 April 2024"),
    (WHEN, "Monday", "Monday to Friday"),
    (WHEN, "10:00", "10:00-18:00"),
    ("What is the phone number of the office?", "555 0199", "+1 202 555 0199"),
    (WHEN, "2024", "16 January"),
    (WHEN, "before 1835", "1820"),
    (WHEN, "before 1835", "1835"),
    (WHEN, "3 May and 7 June", "9 July"),
    (WHEN, "Wednesday", "16 January"),
    (WHO, "Maria Keller", "Thomas Keller"),
    (WHO, "President Keller", "the president"),
    ("Which company built it?", "Castor Engineering", "Castor Works"),
    (WHO, "two engineers", "Maria Keller"),
    (WHO, "not Keller", "Keller"),
    ("Who visited Pakistan?", "Maria Keller", "Thomas Brandt"),
    ("Where was she born?", "Ulm", "Germany"),
    ("Which groups took part?", "Castor Engineering", "Aquila Metals"),
    ("What did they say?", "nine", "ten"),
]


def relation(question: str, one: str, other: str) -> Relation:
    asked = Question.of(question)
    return compare(value_of(one, kind=asked.kind), value_of(other, kind=asked.kind), question=asked)


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        *((*row, Relation.SAME) for row in SAME),
        *((*row, Relation.DIFFERENT) for row in DIFFERENT),
        *((*row, Relation.UNCLEAR) for row in UNCLEAR),
    ],
)
def test_two_answers_are_the_same_different_or_neither(question: str, one: str, other: str, expected: Relation) -> None:
    assert relation(question, one, other) is expected
    assert relation(question, other, one) is expected


TEXTS = sorted({text for _, *texts in chain(SAME, DIFFERENT, UNCLEAR) for text in texts})
QUESTIONS = sorted({question for question, *_ in chain(SAME, DIFFERENT, UNCLEAR)})
WRITTEN = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=12),
    st.tuples(
        st.sampled_from(["", "about ", "at least ", "up to ", "$", "nearly €"]),
        st.decimals(min_value=0, max_value=10**9, places=2).map(lambda number: f"{number.normalize():f}"),
        st.sampled_from(["", " people", " km", " miles", " million", "%", " or more"]),
    ).map("".join),
)


@given(WRITTEN, WRITTEN, st.sampled_from(QUESTIONS))
def test_it_does_not_matter_which_answer_comes_first(one: str, other: str, question: str) -> None:
    assert relation(question, one, other) is relation(question, other, one)


@given(WRITTEN, st.sampled_from(QUESTIONS))
def test_an_answer_agrees_with_itself(text: str, question: str) -> None:
    assert relation(question, text, text) is Relation.SAME


@given(st.integers(0, 999), st.integers(0, 999))
def test_plain_counts_are_the_same_only_if_they_are_equal(one: int, other: int) -> None:
    expected = Relation.SAME if one == other else Relation.DIFFERENT
    assert relation(HOW_MANY, str(one), str(other)) is expected


@pytest.mark.parametrize(
    ("text", "before", "after", "other"),
    [
        ("89", "In all, ", " percent voted.", "89%"),
        ("nine", "It killed at least ", " people.", "at least 9"),
        ("400 billion", "It received US$", " in aid.", "400 billion dollars"),
    ],
)
def test_what_stands_around_a_quantity_counts(text: str, before: str, after: str, other: str) -> None:
    whole = value_of(text, kind=AnswerKind.QUANTITY, before=before, after=after)
    same = value_of(other, kind=AnswerKind.QUANTITY)
    assert whole.content is not None
    assert same.content is not None
    assert (whole.content.low, whole.content.high) == (same.content.low, same.content.high)  # type: ignore[union-attr]
    assert compare(whole, same, question=Question.of(HOW_MANY)) is Relation.SAME


@pytest.mark.parametrize(
    ("text", "before", "after", "other", "expected"),
    [
        ("Keller", "The winner was Thomas ", ".", "Maria Keller", Relation.UNCLEAR),
        ("Keller", "The winner was ", ".", "Maria Keller", Relation.SAME),
        ("Maria", "", " J. Keller won.", "Thomas Brandt", Relation.DIFFERENT),
        ("Keller", "In ", "'s words, it won.", "Keller", Relation.SAME),
    ],
)
def test_a_name_is_read_in_full(text: str, before: str, after: str, other: str, expected: Relation) -> None:
    name = value_of(text, kind=AnswerKind.NAME, before=before, after=after)
    assert compare(name, value_of(other, kind=AnswerKind.NAME), question=Question.of(WHO)) is expected


def test_a_date_is_read_to_its_end() -> None:
    cut = value_of("6 February", kind=AnswerKind.DATE, before="It opened on ", after=" 1984.")
    assert (
        compare(cut, value_of("6 February 1985", kind=AnswerKind.DATE), question=Question.of(WHEN))
        is Relation.DIFFERENT
    )


@pytest.mark.parametrize(
    ("answer", "kind", "text", "expected"),
    [
        ("four", AnswerKind.QUANTITY, "Nine people died, 4 of them children.", True),
        ("four", AnswerKind.QUANTITY, "Nine people died on 14 May.", False),
        ("16 January", AnswerKind.DATE, "It opened on 16 January 2024, not on the 18th.", True),
        ("16 January 2024", AnswerKind.DATE, "It opened in January 2024.", False),
        ("Erbil", AnswerKind.NAME, "the Kurdistan Region and its capital, Erbil", True),
        ("Thomas Brandt", AnswerKind.NAME, "Thomas Keller and his brother", False),
        ("Castor Works", AnswerKind.NAME, "It works.", False),
    ],
)
def test_a_text_may_say_an_answer_too(answer: str, kind: AnswerKind, text: str, *, expected: bool) -> None:
    assert is_said_in(value_of(answer, kind=kind), text) is expected


@pytest.mark.parametrize(
    ("text", "given", "whole"),
    [
        ("It said three women and four children had died.", "three", "three women and four children"),
        ("It said three women and four children had died.", "four children", "three women and four children"),
        ("Killed: 3 women, 4 small children and two men.", "4", "3 women, 4 small children and two men"),
        ("Nine died, including three women and four children.", "four", None),
        ("Nine people died in two days.", "Nine", None),
        ("On 3 May two men and a boy died.", "3", None),
        ("Nobody died.", "Nobody", None),
    ],
)
def test_an_enumeration_of_counts_is_found_from_one_of_them(text: str, given: str, whole: str | None) -> None:
    start = text.index(given)
    found = enumeration_around(text, start, start + len(given))
    assert (found and found.slice(text)) == whole
