import apsw
import pytest
from hypothesis import given
from strategies import arbitrary_texts, texts

from citespan.index.search.query import Query, content_words, match_expression
from citespan.index.search.variants import Vocabulary


def test_content_words_leave_out_what_every_question_has() -> None:
    assert content_words("Which headquarters did Iran say it wanted to destroy?") == (
        "headquarters", "iran", "say", "wanted", "destroy",
    )  # fmt: skip


def test_a_question_of_function_words_alone_keeps_them() -> None:
    assert content_words("Who was it?") == ("who", "was", "it")


@pytest.mark.parametrize("question", ['"', "* OR NEAR(", "a:b", "-x", "(", "AND", "NOT NOT", "^q", "{}", 'it\'s "q"'])
def test_no_question_is_taken_for_search_syntax(question: str) -> None:
    _search(question)


@given(texts | arbitrary_texts)
def test_any_text_makes_an_expression_that_full_text_search_takes(text: str) -> None:
    _search(text)


def _search(question: str) -> None:
    database = apsw.Connection(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
    if expression := match_expression(
        Query.of(question), vocabulary=Vocabulary.of(["word", "other"]), count=lambda _: 0
    ):
        database.execute("SELECT * FROM words WHERE words MATCH ?", (expression,)).fetchall()


def test_a_rare_name_and_a_word_that_no_text_holds_are_searched_in_other_spellings_too() -> None:
    vocabulary = Vocabulary.of(["abdollahian", "minister", "mister", "visited", "british", "britiss"])
    counts = {"minister": 2, "abdullahian": 1, "british": 99}
    expression = match_expression(
        Query.of("Did minister Abdullahian vist the British minster?"),
        vocabulary=vocabulary,
        count=lambda w: counts.get(w, 0),
    )
    assert expression.split(" OR ") == [
        '"minister"', '"abdullahian"', '"abdollahian"', '"vist"', '"british"', '"minster"', '"mister"',
    ]  # fmt: skip


def test_words_written_together_in_the_documents_are_joined_unless_one_is_a_function_word() -> None:
    vocabulary = Vocabulary.of(["toolbox", "tobe"])
    expression = match_expression(Query.of("Is a tool box to be had?"), vocabulary=vocabulary, count=lambda _: 1)
    assert expression == '"tool" OR "box" OR "toolbox"'
