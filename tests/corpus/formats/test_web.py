"""Pages as documentation, wikis, newspapers and lists of questions have them, each with its own ways."""

from __future__ import annotations

import pytest

from citespan.corpus.formats.web.page import extract_web

DOCUMENTATION = """<html><head><title>Configure the client — Ferry 2.1</title>
<link rel="canonical" href="https://docs.ferry.example/configure"></head><body>
<div class="sidebar"><ul><li><a href="/">Start</a></li><li><a href="/api">API</a></li></ul></div>
<div class="document" role="main"><h1>Configure the client<a class="headerlink" href="#c">¶</a></h1>
<p>The client reads one file, which may be as long as you like.</p>
<h2>Where it looks<a class="headerlink" href="#w">¶</a></h2>
<p>It looks in the working directory, then in your home. On Windows that is <code>%APPDATA%</code>.</p>
<pre><code>[ferry]
timeout = 30</code></pre>
<h2>Options</h2><table><tr><th>Name</th><th>Default</th></tr><tr><td><code>timeout</code></td><td>30</td></tr></table>
</div><footer>Built with care. © 2024</footer></body></html>"""

WIKI = """<html><head><title>Otter Bridge - Harbourpedia</title></head><body>
<div id="mw-navigation"><a href="/">Main page</a></div><div id="content"><h1 id="firstHeading">Otter Bridge</h1>
<div class="mw-parser-output"><table class="infobox"><tr><th>Opened</th><td>3 May 1911</td></tr></table>
<p><b>Otter Bridge</b> is a road bridge over the river Otter. It was opened in 1911 and carries the harbour road.</p>
<h2><span class="mw-headline">History</span><span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<p>The first bridge was of wood, and burnt down in 1904. The next one, of iron, took four years to build.</p>
<div class="mw-heading"><h3>Collapse</h3><span class="mw-editsection">[<a href="/e">edit</a>]</span></div>
<p>One of the arches fell in 1954.</p></div></div></body></html>"""

NEWS = """<html><head><title>Strike ends | The Courier</title><meta property="og:title" content="Strike ends">
<meta property="og:url" content="https://courier.example/2024/02/strike">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-09T07:30:00+01:00"}</script>
</head><body><header><nav><a href="/">Home</a></nav></header>
<main><article><h1>Strike ends</h1><p class="byline">By O. Ras</p>
<p>Ferry crews went back to work on Friday after the council agreed to raise their pay by six per cent.</p>
<h2>What they agreed</h2><p>The raise is paid from March. Crews also get two more days of leave a year.</p>
<h2>Figures</h2><ul><li>312 crew members took part</li></ul></article>
<aside><h3>Most read</h3><ul><li><a href="/b">Bridge to close</a></li></ul></aside></main></body></html>"""

QUESTIONS = """<html><head><title>Questions</title></head><body><nav><h2>Menu</h2><a href="/">Home</a></nav>
<div id="app">
<section><h2>How do I return a tool?</h2><div><p>Bring it to the desk within 14 days. You get a slip that says so, and
you should keep it for a month, for that is how long we keep ours.</p></div></section>
<section><h2>What does a lost tool cost?</h2><div><p>What it cost when it was new, less a tenth for each year that it
was lent out, and never less than 5 pounds.</p></div></section>
<section><h3>May I lend it on?</h3><div><p>No.</p></div></section></div></body></html>"""


def _headings(page: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in extract_web(page.encode(), source="x.html").headings]


def test_a_page_of_documentation_keeps_its_code_where_it_stands() -> None:
    page = extract_web(DOCUMENTATION.encode(), source="x.html")
    assert (page.title, page.url) == ("Configure the client", "https://docs.ferry.example/configure")
    assert _headings(DOCUMENTATION) == [(1, "Configure the client"), (2, "Where it looks"), (2, "Options")]
    assert "On Windows that is %APPDATA%.\n\n[ferry]\ntimeout = 30\n" in page.text
    assert "| Name | Default |\n| --- | --- |\n| timeout | 30 |" in page.text
    assert "API" not in page.text
    assert "Built with" not in page.text


def test_a_page_of_a_wiki_has_its_box_and_its_headings_without_the_links_to_edit_them() -> None:
    page = extract_web(WIKI.encode(), source="x.html")
    assert _headings(WIKI) == [(1, "Otter Bridge"), (2, "History"), (3, "Collapse")]
    assert "| Opened | 3 May 1911 |" in page.text
    assert "edit" not in page.text


def test_a_control_character_in_a_heading_costs_nothing_but_itself() -> None:
    assert _headings(WIKI.replace("History", "Hist\x02ory")) == _headings(WIKI)
    page = NEWS.replace("by six per cent.", f"by six per cent. {'They had lasted nine days. ' * 20}")
    assert _headings(page.replace("Figures", "Fig\x02ures")) == _headings(page)


def test_an_element_with_a_broken_name_costs_nothing_but_itself() -> None:
    page = f"<html<>{'Ferry crews went back to work on Friday after the council agreed. ' * 5}"
    assert extract_web(page.encode(), source="x.html").text.startswith("Ferry crews")


@pytest.mark.parametrize("broken", [b"\xff", b"\xe2\x80"])
def test_a_broken_byte_costs_a_page_in_utf_8_no_other_letter(broken: bytes) -> None:
    page = NEWS.replace("Ferry crews", "Fährleute über Brücken")
    text = extract_web(page.encode().replace(b"312 crew", b"312" + broken + b" crew"), source="x.html").text
    assert "Fährleute über Brücken went back" in text
    assert "312\ufffd crew" in text


def test_a_page_that_is_not_in_the_utf_8_that_it_declares_is_read() -> None:
    page = NEWS.replace("<head>", '<head><meta charset="utf-8">').replace("Ferry crews", "Fährleute über Brücken")
    assert "Fährleute über Brücken went back" in extract_web(page.encode("windows-1252"), source="x.html").text


def test_a_page_of_news_has_its_date_and_address() -> None:
    page = extract_web(NEWS.encode(), source="x.html")
    assert (page.title, page.published) == ("Strike ends", "2024-02-09")
    assert page.url == "https://courier.example/2024/02/strike"
    assert _headings(NEWS) == [(1, "Strike ends"), (2, "What they agreed"), (2, "Figures")]
    assert "Most read" not in page.text
    assert "lasted" not in NEWS
    longer = NEWS.replace("<h2>Figures", f"<p>{'The strike had lasted for nine days. ' * 20}</p><h2>Figures")
    assert _headings(longer) == _headings(NEWS)


def test_a_page_without_an_article_keeps_its_headings_in_their_places() -> None:
    page = extract_web(QUESTIONS.encode(), source="x.html")
    assert _headings(QUESTIONS) == [
        (1, "Questions"),
        (2, "How do I return a tool?"),
        (2, "What does a lost tool cost?"),
        (3, "May I lend it on?"),
    ]
    assert page.text.endswith("\n\nMay I lend it on?\n\nNo.")
    assert "How do I return a tool?\n\nBring it" in page.text


def test_a_heading_of_which_nothing_was_kept_is_not_put_elsewhere() -> None:
    page = QUESTIONS.replace(
        "<section><h3>", "<section><h2>Cookies</h2><form>We use them.</form></section><section><h2>"
    )
    page = page.replace("lend it on?</h3>", "lend it on?</h2>")
    assert "Cookies" not in [text for _, text in _headings(page)]


def test_many_texts_that_are_alike_cost_no_more_than_others() -> None:
    page = f"<body>{'<h2>A</h2><p>x y z</p>' * 20_000}</body>"
    assert extract_web(page.encode(), source="x.html").text
