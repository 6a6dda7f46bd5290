"""The words that are known of English can be edited by somebody who does not program."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from citespan.corpus.english.lexicon import table, words
from citespan.corpus.english.word_classes import WH_WORDS, base_form

FILES = sorted(file for file in files("citespan.corpus.english").iterdir() if file.name.endswith(".toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_list_holds_no_word_twice(file: object) -> None:
    tree = tomllib.loads(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    twice = {
        name: sorted({word for word in text.split() if text.split().count(word) > 1})
        for name, text in tree.items()
        if isinstance(text, str)
    }
    assert {name: found for name, found in twice.items() if found} == {}


def test_lists_keep_their_order_and_tables_their_keys() -> None:
    assert words("numbers", "weekdays")[0] == "monday"
    assert table("verbs", "irregular_bases")["went"] == base_form("went") == "go"
    assert {"who", "where"} <= WH_WORDS


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("words", "nowhere")
    with pytest.raises(KeyError):
        words("verbs", "irregular_bases")
