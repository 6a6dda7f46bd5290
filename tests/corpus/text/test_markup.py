"""Markup in a text: what it marks and strikes out, and quotes that hold both marks of a pair or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.text.marks import without_marks
from citespan.corpus.text.markup import whole

FAR = f"https://pensions.example/{'a-long-way/' * 8}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The fee is ~~40~~ 45 euros.", "The fee is 45 euros."),
        ("The fee is <del>40</del> <s>41</s> 45.", "The fee is 45."),
        ("It opens on ~~Mondays\nand~~ Tuesdays.", "It opens on Tuesdays."),
        ("It will **not** be *so* nor _so_ again.", "It will not be so nor so again."),
        ("Every `2 hours`.", "Every 2 hours ."),
        ("See [the desk](https://desk.example/a_(b)) or [there][to-it].", "See the desk or there ."),
        ("> The gate\n> is shut.", "The gate is shut."),
        ("## Fees ##\nThey are low.", "Fees They are low."),
        ("It was lit.[^4] In 1893⁴ it cost 4¹ euros.", "It was lit. In 1893 it cost 4 euros."),
        ("It has 10⁹ and 60 m².", "It has 10⁹ and 60 m²."),
        ("An <b>old</b> house<!-- sold -->.", "An old house ."),
        ("a * b * c, snake_case_name, 2**3, a ~~ b, a < b > c", "a * b * c, snake_case_name, 2**3, a ~~ b, a < b > c"),
        ("`a ~~b~~ *c*`", "a ~~b~~ *c*"),
        ("See [[the harbour]] or [[desk|the desk]].", "See the harbour or the desk ."),
        ("Built in 1893<sup>4</sup> for 4<sup><a href='#n1'>1</a></sup> euros.", "Built in 1893 for 4 euros."),
        ("It has 10<sup>9</sup> cells.", "It has 10 9 cells."),
    ],
)  # fmt: skip
def test_marks_are_not_read_nor_is_what_is_struck_out(text: str, read: str) -> None:
    blanked = without_marks(text)
    assert " ".join(blanked.split()) == read
    assert len(blanked) == len(text)


@pytest.mark.parametrize(
    ("text", "torn", "quote"),
    [
        ("It will **not** be so.", "will **not", "will **not**"),
        ("It is **very** nice.", "very** nice", "**very** nice"),
        ("On Mondays ~~Tuesdays~~ only.", "Tuesdays~~ only", "only"),
        ("On Mondays ~~Tuesdays~~ only.", "On Mondays ~~Tuesdays~~ only", "On Mondays"),
        ("Every `2 hours` it is.", "`2 hours", "2 hours"),
        ("Every `2 hours` it is.", "2 hours`", "2 hours"),
        ("Every `2 hours` it is.", "`2 hours`", "`2 hours`"),
        ("Ask [the desk](https://d.example) now.", "desk](https://d.example) now", "[the desk](https://d.example) now"),
        ("Ask [the desk](https://d.example) now.", "the desk", "the desk"),
        (f"In a [registered scheme]({FAR}) now.", "a [registered scheme", "registered scheme"),
        (f"Pay it into [it]({FAR}) now.", "Pay it into [it", "Pay it into"),
        ("It has 10<sup>9</sup> cells.", "10<sup>9", "10<sup>9</sup>"),
        ("It is <b>very</b> nice.", "very</b> nice", "<b>very</b> nice"),
        ("Ask [[desk|the desk]] now.", "the desk]] now", "[[desk|the desk]] now"),
    ],
)  # fmt: skip
def test_a_quote_holds_both_marks_or_neither(text: str, torn: str, quote: str) -> None:
    start = text.index(torn)
    first, last = whole(text, start, start + len(torn))
    assert text[first:last] == quote


@given(texts)
def test_marks_never_change_the_length_of_a_text(text: str) -> None:
    assert len(without_marks(text)) == len(text)


def test_a_text_of_nothing_but_marks_costs_no_more_than_others() -> None:
    for mark in ("~~", "**", "`", "_", "[a](", "<b>", "> ", "#", "<del>", "*a "):
        assert len(without_marks(mark * 3000)) == len(mark) * 3000
