"""Markdown as it is seen: elements and texts, each text with its place in the document; nothing of HTML in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from citespan.corpus.text.placed_inline import PLACE, PlacedInline, stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|$)")
_SETTINGS = re.compile(r"---[ \t]*\n((?:[\w-]+:[^\n]*\n|[ \t#-][^\n]*\n){1,100}?)---[ \t]*(?:\n|$)")
"""What stands above many texts: YAML between two rules."""

_BLANKS = " \t\n\v\f\r"
_CONTAINERS = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]*)*")
_ESCAPED_BRACKET = re.compile("%5[BD]", re.IGNORECASE)  # half the brackets of an IPv6 address: no host has that name
_SCHEMES = frozenset(("http", "https", "mailto"))
_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong s a table thead tbody tr th td hr br img".split()
)
"""The elements that a rendering may have. `img` is a picture's description: pictures themselves are not shown."""

_NOWHERE = -2
"""The place of a blank that a tab was made into."""

_VOID = frozenset(("hr", "br"))


@dataclass(frozen=True, slots=True)
class RenderedPiece:
    """A step of a rendering: an element that begins (`tag`), one that ends (neither), or a `text`.

    A text has its place `[start, end)` in code points of the document: as long as the text itself, it says the same,
    character by character, but for kinds of white space; otherwise it stands for its source as a whole. `href` is the
    address of a link, `number` that of the first item of a list.
    """

    tag: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    href: str | None = None
    number: int | None = None


END = RenderedPiece()
"""The end of the element that began last."""


def render_markdown(text: str) -> tuple[RenderedPiece, ...]:
    """The rendering of a Markdown text, with tables and struck-out text; HTML in it is shown as it is written.

    Links lead to web pages and mail addresses only; of others, and of pictures, their text is left.

    Source: CommonMark 0.31, GitHub Flavored Markdown 0.29 (tables, strikethrough).
    """
    begin = 1 if text.startswith("\ufeff") else 0
    found: list[RenderedPiece] = []
    if settings := _SETTINGS.match(text, begin):
        places = range(*settings.span(1))
        found += [RenderedPiece(tag="pre"), RenderedPiece(tag="code"), *_pieces(settings[1], places, text), END, END]
        begin = settings.end()
    lines = [(match.start(), match[1]) for match in _LINE.finditer(text, begin)]
    row: list[list[int]] = []
    heading: Token | None = None
    for token in _parser().parse(text[begin:]):
        first = token.map[0] if token.map else 0
        if token.type == "heading_open":
            heading = token
        if token.tag == "tr" and token.nesting == 1:
            row = _cells(*lines[first])
        if token.type == "inline":
            if found[-1].tag in {"th", "td"}:
                held = row.pop(0) if row else []
                held = held if "".join(text[place] for place in held) == token.content else []
            else:
                held = _places(token.content, lines[first:], heading if heading and heading.markup[0] == "#" else None)
            found += _inline(token, held, text)
            heading = None
        elif token.type in {"fence", "code_block"}:
            begun = first + (token.type == "fence")
            code = token.content.removesuffix("\n")
            held = _places(code, lines[begun:], None)
            found += [RenderedPiece(tag="pre"), RenderedPiece(tag="code"), *_pieces(code, held, text), END, END]
        elif not token.hidden:
            found += _element(token)
    return tuple(found)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.inline = PlacedInline()
    parser.configure("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.enableOnly(["normalize", "block", "inline"])
    parser.inline.ruler2.disable("fragments_join")
    return parser


def _element(token: Token) -> Iterator[RenderedPiece]:
    if token.tag not in _TAGS:
        return
    if token.nesting >= 0:
        number = token.attrs.get("start")
        yield RenderedPiece(
            tag=token.tag, href=_address(token.attrs.get("href")), number=number if isinstance(number, int) else None
        )
    if token.nesting < 0 or token.tag in _VOID:
        yield END


def _inline(block: Token, places: Sequence[int], text: str) -> Iterator[RenderedPiece]:
    for token in block.children or ():
        if token.type == "image":
            label = int(token.meta[PLACE]) + len("![")
            yield RenderedPiece(tag="img")
            for child in token.children or ():
                yield from _texts(child, block.content[label:], places[label:], text)
            yield END
        elif token.nesting or token.type == "hardbreak":
            yield from _element(token)
        elif token.type == "code_inline":
            yield from (RenderedPiece(tag="code"), *_texts(token, block.content, places, text), END)
        else:
            yield from _texts(token, block.content, places, text)


def _texts(token: Token, content: str, places: Sequence[int], text: str) -> Iterator[RenderedPiece]:
    for said, start, end in stretches(token, content):
        if len(said) == end - start:
            yield from _pieces(said, places[start:end], text)
        elif start < end <= len(places):
            yield RenderedPiece(text=said, start=places[start], end=places[end - 1] + 1)
        else:
            yield RenderedPiece(text=said)


def _pieces(said: str, places: Sequence[int], text: str) -> Iterator[RenderedPiece]:
    """A text whose characters stand at these places, cut where they do not stand side by side."""
    if len(places) < len(said):
        yield RenderedPiece(text=said)
        return
    begun = 0
    for at in range(1, len(said) + 1):
        if at < len(said) and places[at] == places[at - 1] + 1:
            continue
        if places[begun] == _NOWHERE:
            yield RenderedPiece(text=said[begun:at])
            begun = at
            continue
        end = places[at - 1] + 1
        if at - begun == 1 and text[end - 1 : end + 1] == "\r\n":
            end += 1  # a line end of two characters is shown as one
        yield RenderedPiece(text=said[begun:at], start=places[begun], end=end)
        begun = at


def _places(content: str, lines: Sequence[tuple[int, str]], heading: Token | None) -> list[int]:
    """Where in the document each character of a block's content stands, its lines being the ends of these.

    Empty where that does not hold. With an ATX `heading` the content stands behind its signs.
    """
    places: list[int] = []
    for said, (start, line) in zip(content.split("\n"), lines, strict=False):
        body = said.strip(_BLANKS)
        if heading is None and line.endswith(said):
            places += range(start + len(line) - len(said), start + len(line) + 1)
            continue
        if heading is not None:
            at = line.find("#") + len(heading.markup)
            at += len(line[at:]) - len(line[at:].lstrip(_BLANKS))
        else:
            at = len(line.rstrip(_BLANKS)) - len(body)
        if at < 0 or line[at : at + len(body)].replace("\0", "\ufffd") != body:
            return []
        before = len(said) - len(said.lstrip(_BLANKS)) if body else 0
        columns = (at - before + column for column in range(len(said)))
        places += [
            start + column if column >= at or (column >= 0 and line[column] in _BLANKS) else _NOWHERE
            for column in columns
        ]
        places.append(start + len(line))
    return places[: len(content)] if len(places) >= len(content) else []


def _cells(start: int, line: str) -> list[list[int]]:
    """Where the characters of each cell of a table's row stand; a backslash before a bar is not one of them."""
    cells: list[list[int]] = [[]]
    is_escaped = False
    for column, character in enumerate(line):
        if character == "|" and is_escaped:
            cells[-1][-1] = start + column
        elif character == "|":
            cells.append([])
        else:
            cells[-1].append(start + column)
        is_escaped = character == "\\"
    texts = ["".join(line[place - start] for place in cell) for cell in cells]
    containers = _CONTAINERS.match(texts[0])
    behind = containers.end() if containers else 0
    if len(cells) > 1 and behind == len(texts[0]):
        cells, texts, behind = cells[1:], texts[1:], 0
    trimmed = []
    for number, (cell, said) in enumerate(zip(cells, texts, strict=True)):
        first = behind if number == 0 else 0
        first += len(said[first:]) - len(said[first:].lstrip(_BLANKS))
        trimmed.append(cell[first : len(said.rstrip(_BLANKS))])
    return trimmed


def _address(href: object) -> str | None:
    """The address of a link, if it is that of a web page or a mail address."""
    if not isinstance(href, str):
        return None
    try:
        address = urlsplit(href)
    except ValueError:
        return None
    is_shown = address.scheme.lower() in _SCHEMES and not _ESCAPED_BRACKET.search(address.netloc)
    return href if is_shown else None
