from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citespan.qa.conversation.earlier import EarlierTurn
from citespan.qa.conversation.follow_up import Need, resolve

KILLED = EarlierTurn("How many people were killed in Iran?", ("nine",))
CLAIMED = EarlierTurn("Who claimed responsibility for the Kerman bombings?", ("the Islamic State",))
VISIT = EarlierTurn("Who visited Pakistan in January?", ("Hossein Amir-Abdollahian",))
FORTIFIED = EarlierTurn("When did Iran begin to fortify its border with Pakistan?", ("2011",))


def _resolved(question: str, *earlier: EarlierTurn) -> str | None:
    resolution = resolve(question, earlier)
    return resolution.question if resolution else None


@pytest.mark.parametrize(
    ("earlier", "question", "resolved"),
    [
        (KILLED, "And in Syria?", "How many people were killed in Syria?"),
        (KILLED, "What about Pakistan?", "How many people were killed in Pakistan?"),
        (KILLED, "And in 2019?", "How many people were killed in Iran in 2019?"),
        (KILLED, "And how many in Pakistan?", "How many people were killed in Pakistan?"),
        (FORTIFIED, "And Pakistan?", "When did Pakistan begin to fortify its border with Iran?"),
        (FORTIFIED, "Why?", "Why did Iran begin to fortify its border with Pakistan?"),
    ],
)
def test_a_fragment_is_filled_in_from_the_question_before(earlier: EarlierTurn, question: str, resolved: str) -> None:
    assert _resolved(question, earlier) == resolved


@pytest.mark.parametrize(
    ("earlier", "question", "resolved"),
    [
        (VISIT, "Who invited him?", "Who invited Hossein Amir-Abdollahian?"),
        (VISIT, "What is his post?", "What is Hossein Amir-Abdollahian's post?"),
        (KILLED, "When was that?", "When were people killed in Iran?"),
    ],
)
def test_a_pronoun_stands_for_what_was_spoken_of(earlier: EarlierTurn, question: str, resolved: str) -> None:
    assert _resolved(question, earlier) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "Who painted the ceiling of the Sistine Chapel?",
        "Which headquarters did Iran say it wanted to destroy?",
        "How did Islamabad describe what was done to its airspace?",
        "How long does it take to bake a loaf?",
        "Which state withdrew its ambassador?",
        "How many of the recalled lamps had been returned by the end of January?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert _resolved(question, CLAIMED, VISIT) is None


def test_without_earlier_turns_nothing_is_resolved() -> None:
    assert _resolved("Why?") is None


_WORDS = st.sampled_from(
    "and what about how many who why when was were did he it they that there those his Iran Pakistan Jaish the a "
    "attack strike people killed in on of between 2019 16 January ? ' ’s , and bombed invest largest".split()
)
_TEXTS = st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=9).map(" ".join))


@given(question=_TEXTS, turns=st.lists(st.tuples(_TEXTS, st.lists(_TEXTS, max_size=2)), max_size=3))
@settings(max_examples=1000)
def test_whatever_is_typed_and_whatever_was_said_before_nothing_breaks(
    question: str, turns: list[tuple[str, list[str]]]
) -> None:
    resolution = resolve(question, [EarlierTurn(text, tuple(answers)) for text, answers in turns])
    if resolution:
        assert all(reading.strip("? ") for reading in resolution.readings)


def test_a_resolved_question_that_is_too_long_to_be_asked_is_no_reading() -> None:
    name = "Abdullah " * 110
    resolution = resolve("Who invited him, and what did he say to him on the way?", [EarlierTurn(f"Who is {name}?")])
    assert resolution is None or resolution.readings == ()


def test_a_pronoun_that_can_stand_for_two_things_is_read_in_two_ways() -> None:
    turn = EarlierTurn("Which sea will the Amber Canal reach?", ("Arabian Sea",))
    resolution = resolve("How long is it?", [turn])
    assert resolution is not None
    assert set(resolution.readings) == {"How long is Arabian Sea?", "How long is the Amber Canal?"}


@pytest.mark.parametrize("question", ["Who carried out the attack?", "And who carried out the attack?"])
def test_what_is_left_open_is_taken_from_the_turn_before_but_counts_less(question: str) -> None:
    resolution = resolve(question, [EarlierTurn("Which village did Iran bombard?", ("Koh-e-Sabz",))])
    assert resolution is not None
    assert (resolution.question, resolution.need) == ("Who carried out the attack in Koh-e-Sabz?", Need.POSSIBLE)


@pytest.mark.parametrize(
    ("earlier", "question", "resolved"),
    [
        ("Who commands Jaish ul-Adl?", "How old is he?", "How old is the person who commands Jaish ul-Adl?"),
        ("Which country did Iran hit?", "Who governs it?", "Who governs the country that Iran hit?"),
    ],
)
def test_without_an_answer_what_was_asked_for_is_described(earlier: str, question: str, resolved: str) -> None:
    resolution = resolve(question, [EarlierTurn(earlier)])
    assert resolution is not None
    assert resolved in resolution.readings


def test_a_change_of_subject_is_noticed() -> None:
    earlier = EarlierTurn("When was the Ember lamp recalled?", ("19 January 2024",))
    assert resolve("How many minutes do crackers bake?", [earlier]) is None
    assert resolve("How high is the fee?", [earlier]) is None


FERRIES = (
    EarlierTurn("Which ships does Norrvik Ferries have?", ("the Aurora and the Borealis",)),
    EarlierTurn("Who owns the Aurora?", ("Norrvik Ferries",)),
)


@pytest.mark.parametrize(
    "typed",
    [
        "refund",
        "exit",
        "quit",
        "help",
        "thanks",
        "ok thanks",
        "hello there",
        "deposit cordless drill",
        "what opening hours",
        "the refund",
        "???",
        "12",
        "\u2620",
        "Wie viel kostet die R\u00fcckerstattung?",
        "Was ist das?",
        "\u00bfCu\u00e1nto cuesta?",
        "\u0641\u0631\u0645\u0627\u0646\u062f\u0647 \u06a9\u06cc\u0633\u062a\u061f",
    ],
)
def test_keywords_commands_and_other_languages_are_never_rewritten(typed: str) -> None:
    assert _resolved(typed, *FERRIES) is None


@pytest.mark.parametrize(
    "typed",
    [
        "How do I revive a starter when I forget to feed it?",
        "Can I borrow a drill and keep it for a month?",
        "Can I get a refund if I lose the item before I return it?",
        "What happens if it rains?",
        "How long does it take for a refund to arrive?",
        "How much is it to join the tool library?",
        "Which is the highest mountain in the world?",
        "How many live in Paris?",
        "What is the fee?",
        "Who repairs the roof?",
    ],
)
def test_a_question_whose_own_words_leave_nothing_open_is_never_rewritten(typed: str) -> None:
    assert _resolved(typed, *FERRIES) is None


def test_what_costs_something_is_no_owner() -> None:
    assert _resolved("And how much does it cost?", *FERRIES) == "How much does the Aurora cost?"
    assert _resolved("And how much does it cost?", EarlierTurn("Who visited?", ("Maria Keller",))) is None


@given(question=_TEXTS)
def test_whatever_is_asked_after_a_history_that_does_not_fit_nothing_breaks(question: str) -> None:
    history = [EarlierTurn("", ()), EarlierTurn("???", ("",)), EarlierTurn("\u2620", ("\u2620" * 50,))]
    resolve(question, history)
