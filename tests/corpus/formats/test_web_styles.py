"""Web pages: what only their styles, links and scripts of formulas show."""

from __future__ import annotations

import pytest
from made_pages import both, text_of

from citespan.corpus.formats.extract import TextBuilder
from citespan.corpus.formats.web.page import add_html

CASES = [
    ('<p>There are 10<span style="vertical-align: super">9</span> cells.</p>', "There are 10⁹ cells."),
    ('<p>A fee of 4<span style="vertical-align:super;font-size:70%">1</span> euros.</p>', "A fee of 4 euros."),
    ('<style>.low{vertical-align:sub}</style><p>It is H<span class="low">2</span>O.</p>', "It is H₂O."),
    ('<p>Built in 1893<a class="footnote-ref" href="#n4">4</a> by Ann.</p>', "Built in 1893 by Ann."),
    ('<p>Built in 1893<a role="doc-noteref" href="#n4">4</a> by Ann.</p>', "Built in 1893 by Ann."),
    ('<p>The fee is <span style="font-size:0">90</span>45 euros.</p>', "The fee is 45 euros."),
    ('<p>The fee is <span style="opacity: 0">90</span>45 euros.</p>', "The fee is 45 euros."),
    ("<p>A super<wbr>market opened.</p>", "A supermarket opened."),
    ("<p>She said <q>no</q> to it.</p>", "She said “no” to it."),
    (
        "<p>It takes <math><mn>3</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math> hours.</p>",
        "It takes 3 1/2 hours.",
    ),
    (
        '<p>There are <span class="katex"><span class="katex-mathml"><math><msup><mn>10</mn><mn>9</mn></msup></math>'
        '</span><span class="katex-html" aria-hidden="true"><span>10</span><span>9</span></span></span> cells.</p>',
        "There are 10⁹ cells.",
    ),
    (
        '<style>li:before{content:counters(item,".")}</style>'
        "<ol><li>Rent<ol><li>Due in May</li></ol></li><li>Hens</li></ol>",
        "1. Rent\n1.1 Due in May\n2. Hens",
    ),
    ('<style>.plain{list-style:none}</style><ol class="plain"><li>Rent</li><li>Hens</li></ol>', "- Rent\n- Hens"),
    ('<style>.r{list-style-type:lower-roman}</style><ol class="r"><li>Rent</li></ol>', "i. Rent"),
    ('<p>Built in 1893<span style="position:relative;top:-.5em;font-size:60%">4</span>.</p>', "Built in 1893."),
    ('<p>There are 10<span style="vertical-align:4px;font-size:8px">9</span> cells.</p>', "There are 10⁹ cells."),
    ('<style>.fees .old{display:none}</style><p class="fees">It is <b class="old">40</b> 45.</p>', "It is 45."),
    ('<style>p>i.old{display:none}</style><p>It is <b><i class="old">40</i></b> 45.</p>', "It is 40 45."),
    ('<style>@media screen{.old{display:none}}</style><p>It is <b class="old">40</b> 45.</p>', "It is 45."),
    (
        '<style>.old{display:none} p b.old{display:inline}</style><p>It is <b class="old">40</b> now.</p>',
        "It is 40 now.",
    ),
    ('<style>.sr{position:absolute;left:-9999px}</style><p>It is <b class="sr">not</b> open.</p>', "It is open."),
    ('<p>It is <b style="position:absolute;clip:rect(0,0,0,0)">not</b> open.</p>', "It is open."),
    ('<ol><li style="list-style-type:none">Rent</li><li>Hens</li></ol>', "- Rent\n1. Hens"),
    ("<pre><span>timeout</span>: 30\n<span>port</span>: 8080</pre>", "timeout: 30\nport: 8080"),
    (
        "<table><tr><th>Boat</th><th>Days</th><th>Fee</th></tr><tr><td>Yawl</td><td><ul><li>Monday</li><li>Friday</li>"
        "</ul></td><td rowspan=2>4</td></tr><tr><td>Dinghy</td><td>Sunday</td></tr></table>",
        "| Boat | Days | Fee |\n| Yawl | Monday Friday | 4 |\n| Dinghy | Sunday | 4 |",
    ),
    (
        "<table><tr><th>Sign</th><th>Means</th></tr><tr><td>a | b</td><td>or</td></tr></table>",
        "| Sign | Means |\n| --- | --- |\n| a|b | or |",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_what_styles_and_links_say_is_read_as_it_is_seen(markup: str, text: str) -> None:
    alone, amid = both(markup)
    assert alone == text
    assert amid == f"Harbour\n\nP\n\n{text}\n\nP"


def test_a_page_that_a_script_shows_once_it_has_loaded_is_read() -> None:
    said = "<p>The harbour office is open on every day of the week.</p>" * 5
    page = f"<style>.app{{display:none}}</style><div class='app'>{said}</div>"
    assert text_of(page).startswith("The harbour office")


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_books_are_read_as_pages_are(markup: str, text: str) -> None:
    builder = TextBuilder()
    add_html(builder, f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{markup}</body></html>'.encode())
    assert builder.extract().text == text


def test_a_mark_that_a_book_calls_a_reference_to_a_note_is_dropped() -> None:
    builder = TextBuilder()
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><p>Built in 1893'
        '<a epub:type="noteref" href="#n4">4</a> by Ann.</p></body></html>'
    )
    add_html(builder, page.encode())
    assert builder.extract().text == "Built in 1893 by Ann."


def test_tables_that_follow_each_other_stay_apart() -> None:
    one, other = (
        f"<table><tr><th>{name}</th><th>Day</th><th>Fee</th></tr><tr><td>Lund</td><td>Monday</td><td>4</td></tr></table>"
        for name in ("Route", "Boat")
    )
    builder = TextBuilder()
    add_html(builder, f"<body>{one}{other}</body>".encode())
    assert builder.extract().text == (
        "| Route | Day | Fee |\n| Lund | Monday | 4 |\n\n| Boat | Day | Fee |\n| Lund | Monday | 4 |"
    )


def test_names_of_words_above_words_have_a_rule_below_them() -> None:
    rows = "<tr><th>Ann</th><th>Bo</th><th>Cy</th></tr><tr><td>cook</td><td>smith</td><td>baker</td></tr>"
    alone, amid = both(f"<table>{rows}</table>")
    text = "| Ann | Bo | Cy |\n| --- | --- | --- |\n| cook | smith | baker |"
    assert (alone, amid) == (text, f"Harbour\n\nP\n\n{text}\n\nP")
