import pytest

from citespan.index.search.variants import Vocabulary, joined

VOCABULARY = Vocabulary.of(["abdollahian", "amir", "jaish", "khamenei", "stated", "tool", "shed", "toolbox", "1280"])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("nine", ("9",)),
        ("9", ("nine",)),
        ("third", ("3rd",)),
        ("sept", ("september",)),
        ("january", ("jan",)),
        ("thirty", ("30",)),
        ("1280", ("1 280",)),
    ],
)
def test_numbers_and_months_have_equals(word: str, expected: tuple[str, ...]) -> None:
    assert tuple(map(" ".join, VOCABULARY.variants(word))) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("abdullahian", ("abdollahian",)),
        ("abdulahian", ("abdollahian",)),
        ("jaesh", ("jaish",)),
        ("toolshed", ("tool shed",)),
        ("zool", ()),
        ("abdollahian", ()),
        ("kamenei", ("khamenei",)),
        ("khamenai", ("khamenei",)),
    ],
)
def test_a_misspelt_word_has_near_ones_that_begin_alike(word: str, expected: tuple[str, ...]) -> None:
    assert tuple(map(" ".join, VOCABULARY.spellings(word))) == expected


def test_the_stem_of_a_word_is_no_other_spelling_of_it() -> None:
    vocabulary = Vocabulary.of(["radcliff", "german", "germani", "radclifie"])
    assert vocabulary.near("radcliffe") == ("radclifie",)
    assert vocabulary.near("germany") == ()


def test_neighbours_that_the_documents_write_together_are_joined() -> None:
    assert joined(["tool", "box", "1", "280", "amir"], VOCABULARY) == ("toolbox", "1280")
