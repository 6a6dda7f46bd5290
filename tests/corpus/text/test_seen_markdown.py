"""Markdown as it is seen: every text with its place, and nothing that runs, loads or leads elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citespan.corpus.text.seen_markdown import RenderedPiece, render_markdown

MARKED_UP = (
    "---\ntitle: x\ndate: 2024\n---\n"
    "# The *ferry* `Aurora` ##\n\nSetext **bold _both_** a\\*b &amp; c\nline two  \n"
    'line  three <b>raw</b> <https://a.example/x> [link *it*](http://x.example "t") ![alt *t*](http://far.example/x)\n'
    "====\n\n> quote | a\n> - one ~~old~~ ***x***\n>   more\n>\n> | a \\| b | c |\n> |---|---|\n> | d | `e f` |\n\n"
    "1. first\n\n   ```py\n   x = 1\n     y\n   ```\n2. second `` a`b ``\n\nh | i\n--|--\nj | **k**\n\n"
    "\tcode  tab\n    more code\n\n<div>html</div>\n\n[ref]: http://r.example\n\n*a **b* c** __d [*e*](/f)"
    " `g`~~~h~~ \\\\ *i\n"
)
_WHITE = re.compile(r"[ \t\r\n]")
PARTS = (
    "*", "**", "_", "`", "~~", "[a](http://b.example)", "](", "<", ">", "&amp;", "\\", "|", "\n", "\n\n", "\r\n", "> ",
    "- ", "1. ", "# ", "\t", "    ", "```\n", "|---|\n", "\0", "e\u0301", "\U0001f6a2", "word ", " ", "* ",
    "<http://x.example>",
)  # fmt: skip
MORE_PARTS = ("![", "---\n", "\ufeff")


def _shown(pieces: tuple[RenderedPiece, ...]) -> str:
    """A rendering as it would be written in HTML."""
    written: list[str] = []
    begun: list[str] = []
    for piece in pieces:
        if piece.tag:
            begun.append(piece.tag)
        written.append(f"<{piece.tag}>" if piece.tag else piece.text or f"</{begun.pop()}>")
    assert begun == []
    return "".join(written)


def _check(text: str) -> None:
    pieces = render_markdown(text)
    _shown(pieces)
    placed = [piece for piece in pieces if piece.text and piece.end]
    for piece in placed:
        assert 0 <= piece.start < piece.end <= len(text)
        source = text[piece.start : piece.end]
        if len(source) == len(piece.text):
            assert _WHITE.sub(" ", source.replace("\0", "\ufffd")) == _WHITE.sub(" ", piece.text)
    assert all(one.end <= other.start for one, other in pairwise(placed))


@pytest.mark.parametrize("text", [MARKED_UP, MARKED_UP.replace("\n", "\r\n"), "\ufeff" + MARKED_UP])
def test_every_text_stands_where_its_place_says(text: str) -> None:
    _check(text)
    assert [piece.text for piece in render_markdown(text) if piece.text and not piece.end] == []


@given(st.lists(st.sampled_from(PARTS + MORE_PARTS) | st.text(max_size=5), max_size=40).map("".join))
def test_places_hold_for_any_text(text: str) -> None:
    _check(text)


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_the_library_that_is_read_with_shows_the_same(text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    expected = ""
    for block in parser.parse(f"x{text}"):
        for token in block.children if block.type == "inline" else (block,):
            if token.type in {"fence", "code_block"}:
                expected += f"<pre><code>{token.content.removesuffix(chr(10))}</code></pre>"
            elif token.type == "code_inline":
                expected += f"<code>{token.content}</code>"
            elif token.type == "softbreak":
                expected += "\n"
            elif token.tag in {"hr", "br"}:
                expected += f"<{token.tag}></{token.tag}>"
            elif not token.hidden:
                begins = {1: f"<{token.tag}>", -1: f"</{token.tag}>", 0: token.content}
                expected += begins[token.nesting]
    assert _shown(render_markdown(f"x{text}")) == expected


def test_what_is_seen_is_what_a_page_of_markdown_would_show() -> None:
    assert _shown(render_markdown(MARKED_UP)) == (
        "<pre><code>title: x\ndate: 2024\n</code></pre><h1>The <em>ferry</em> <code>Aurora</code></h1>"
        "<h1>Setext <strong>bold <em>both</em></strong> a*b & c\nline two<br></br>line  three <b>raw</b>"
        " <a>https://a.example/x</a> <a>link <em>it</em></a> <img>alt t</img></h1><blockquote><p>quote | a</p>"
        "<ul><li>one <s>old</s> <em><strong>x</strong></em>\nmore</li></ul><table><thead><tr><th>a | b</th><th>c</th>"
        "</tr></thead><tbody><tr><td>d</td><td><code>e f</code></td></tr></tbody></table></blockquote><ol><li><p>first"
        "</p><pre><code>x = 1\n  y</code></pre></li><li><p>second <code>a`b</code></p></li></ol><table><thead><tr>"
        "<th>h</th><th>i</th></tr></thead><tbody><tr><td>j</td><td><strong>k</strong></td></tr></tbody></table><pre>"
        "<code>code  tab\nmore code</code></pre><p><div>html</div></p><p><em>a <em><em>b</em> c</em></em> __d"
        " <a><em>e</em></a> <code>g</code>~<s>h</s> \\ *i</p>"
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("/elsewhere", None),
        ("data:text/html,x", None),
        ("JavaScript:alert(1)", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//far.example", None),
        ("http://[", None),
    ],
)
def test_links_lead_to_web_pages_and_mail_addresses_only(address: str, expected: str | None) -> None:
    links = [piece.href for piece in render_markdown(f"[a]({address})") if piece.tag == "a"]
    assert [link for link in links if link] == ([expected] if expected else [])


def test_a_list_begins_with_its_number() -> None:
    assert [piece.number for piece in render_markdown("4. a\n5. b\n") if piece.tag == "ol"] == [4]
