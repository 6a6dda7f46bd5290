"""What is seen of a web page, and nothing else: hidden and struck text goes, what only style shows is written out."""

from __future__ import annotations

import pytest
from made_pages import both, text_of

from citespan.corpus.formats.web.page import extract_web


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>The fee is <del>40</del> <ins>45</ins> euros.</p>", "The fee is 45 euros."),
        ("<p>The fee is <s>40</s> <strike>41</strike> 45 euros.</p>", "The fee is 45 euros."),
        ('<p>The fee is <span style="text-decoration: line-through">40</span> 45.</p>', "The fee is 45."),
        ("<p hidden>It is 40.</p><p>It is 45.</p>", "It is 45."),
        ('<p style="display: none">It is 40.</p><p>It is 45.</p>', "It is 45."),
        ('<p style="color:red;visibility:hidden">It is 40.</p><p>It is 45.</p>', "It is 45."),
        ("<template><p>It is 40.</p></template><p>It is 45.</p>", "It is 45."),
        ("<style>.old, #x {display:none} @media print {.kept {display:none}}</style><p class='old'>a</p>"
         "<p id='x'>b</p><p class='kept'>It is 45.</p>", "It is 45."),
        ("<p>In 1893<sup><a href='#n4'>4</a></sup> and 10<sup>9</sup>.</p>", "In 1893 and 10⁹."),
        ("<p>Of H<sub>2</sub>O and x<sub>i</sub>.</p>", "Of H₂O and x_i."),
        ("<p>In 1893<sup>[4]</sup> it was.</p>", "In 1893 it was."),
        ("<p>It is <math><msup><mi>r</mi><mn>2</mn></msup></math> wide.</p>", "It is r² wide."),
        ("<ol><li>Mix.</li><li>Bake.</li></ol>", "1. Mix.\n2. Bake."),
        ("<ol start='4' type='a'><li>Mix.</li><li>Bake.</li></ol>", "d. Mix.\ne. Bake."),
        ("<ol><li value='7'>Mix.</li><li>Bake.</li></ol>", "7. Mix.\n8. Bake."),
        ("<ol reversed><li>Mix.</li><li>Bake.</li></ol>", "2. Mix.\n1. Bake."),
        ("<dl><dt>Berth</dt><dd>40 euros</dd><dt>Tea</dt><dd><p>free</p></dd></dl>", "- Berth: 40 euros\n- Tea: free"),
        ("<pre><code>timeout = 30\nport = 80</code></pre>", "timeout = 30\nport = 80"),
        ("<pre>timeout = 30\nport = 80</pre>", "timeout = 30\nport = 80"),
        ("<p>Monday 9-5<br>Tuesday 10-6<br>Closed in May.</p>", "Monday 9-5\nTuesday 10-6\nClosed in May."),
        ("<address>Harbour Office<br>Quay 4</address>", "Harbour Office\nQuay 4"),
        ("<p>It opens on <time datetime='2024-05-03'>3 May</time> at <output>9</output>.</p>",
         "It opens on 3 May at 9."),
        ("<p><label>Berth</label>: 12<!-- not 13 -->, by the crane.</p>", "Berth: 12, by the crane."),
        ("<div>Captain: Ann Lee<div>Mate: Bob Ray</div>Cook: Tom Ash</div>",
         "Captain: Ann Lee\n\nMate: Bob Ray\n\nCook: Tom Ash"),
        ("<center>The fee is 45 euros.</center>", "The fee is 45 euros."),
        ("<menu><li>Tea</li><li>Cake</li></menu>", "- Tea\n- Cake"),
    ],
)  # fmt: skip
def test_a_page_says_what_is_seen_of_it(markup: str, text: str) -> None:
    alone, amid = both(markup)
    assert alone == text
    assert amid == f"Harbour\n\nP\n\n{text}\n\nP"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            "<tr><th rowspan=2>Route</th><th colspan=2>Price</th></tr><tr><th>adult</th><th>child</th></tr>"
            "<tr><td>Sandhamn</td><td>4</td><td>2</td></tr>"
            "<tr><td rowspan=2>Lund</td><td colspan=2>free</td></tr><tr><td>6</td><td>3</td></tr>",
            "| Route | Price adult | Price child |\n| Sandhamn | 4 | 2 |\n| Lund | free | free |\n| Lund | 6 | 3 |",
        ),
        (
            "<tr><td colspan=3>Fleet of 2024</td></tr><tr><td>Ferry</td><td>Harbour</td><td>Cars</td></tr>"
            "<tr><td>Aurora</td><td>Anselm</td><td>120</td></tr>",
            "Fleet of 2024\n\n| Ferry | Harbour | Cars |\n| Aurora | Anselm | 120 |",
        ),
        (
            "<caption>Settings</caption><tr><th>Name</th><th>Default</th></tr><tr><td>timeout</td><td>30</td></tr>",
            "Settings\n\n| Name | Default |\n| --- | --- |\n| timeout | 30 |",
        ),
        (
            "<thead><tr><td>Year</td><td>2023</td><td>2024</td></tr></thead><tr><td>Ships</td><td>9</td><td>7</td></tr>",
            "| Year | 2023 | 2024 |\n| --- | --- | --- |\n| Ships | 9 | 7 |",
        ),
    ],
)  # fmt: skip
def test_merged_cells_and_heads_are_spread_and_titles_stand_above(rows: str, text: str) -> None:
    alone, amid = both(f"<table>{rows}</table>")
    assert alone == text
    assert amid == f"Harbour\n\nP\n\n{text}\n\nP"


def test_a_page_that_does_not_say_where_its_content_is_keeps_its_lists() -> None:
    said = "<p>The harbour office is open on every day of the week but Sunday.</p>" * 5
    lists = "<ul><li>Bring a towel</li><li>No dogs</li></ul><dl><dt>Berth</dt><dd>40 euros</dd></dl>"
    for page in (f"<body>{said}{lists}", f"<body><table><tr><td>{said}{lists}</td></tr></table>"):
        text = text_of(f"<html>{page}</body></html>")
        assert "- Bring a towel\n- No dogs\n- Berth: 40 euros" in text


def test_a_page_inside_of_a_form_is_read_and_a_form_for_searching_is_not() -> None:
    said = "<p>The harbour office is open on every day of the week but Sunday.</p>" * 5
    text = text_of(
        f"<body><form id='aspnetForm'><h1>Office</h1>{said}</form><form>Search <p>this site</p></form></body>"
    )
    assert text.startswith("Office\n\nThe harbour office")
    assert "this site" not in text


def test_two_line_ends_end_a_paragraph() -> None:
    assert text_of("<p>Monday 9-5<br><br>Closed in May.</p>") == "Monday 9-5\n\nClosed in May."


def test_deletions_nested_a_thousand_deep_cost_nothing() -> None:
    assert text_of(f"{'<del>' * 1000}gone{'</del>' * 1000}<p>It is 45.</p>") == "It is 45."


def test_a_table_of_a_thousand_columns_with_spans_is_read() -> None:
    head = "".join(f"<th colspan=2>n{number}</th>" for number in range(500))
    cells = "".join(f"<td>{number}</td>" for number in range(1000))
    assert "| 998 | 999 |" in text_of(
        f"<table><tr>{head}</tr><tr>{cells}</tr><tr><td rowspan=65000>x</td></tr></table>"
    )


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_a_page_that_names_iso_8859_1_is_windows_1252(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>The pier’s gate opens 9–17, a ticket costs €6.</p>'
    extract = extract_web(page.encode("cp1252"), source="x.html")
    assert (extract.text, extract.encoding) == ("The pier’s gate opens 9–17, a ticket costs €6.", "windows-1252")


def test_an_encoding_that_lies_about_itself_costs_nothing() -> None:
    page = '<meta charset="shift_jis"><p>Fährleute über Brücken kosten 6 €.</p>'
    assert "Fährleute über Brücken" in text_of(page)
    assert "Brücken" in text_of(page.replace("shift_jis", "no-such-thing"))
    for name in ("hex", "base64", "idna", "rot13", "unicode_escape", "utf-7"):
        data = page.replace("shift_jis", name).encode("cp1252")
        assert "Brücken" in extract_web(data, source="x.html").text
