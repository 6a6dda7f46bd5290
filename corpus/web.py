"""Web pages: the main content of an HTML file, without navigation, advertisements and the like."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import trafilatura
from lxml import etree, html

from citespan.corpus.errors import LoadError
from citespan.corpus.extract import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.extract import Extract

_SKIPPED = frozenset(
    "script style noscript template nav header footer aside form button select svg iframe object head".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article blockquote body dd details div dl dt figcaption figure hr html main ol p pre section summary "
    "table tbody tfoot thead ul".split()
)
_FEWEST_CHARACTERS = 200


def extract_web(data: bytes, *, source: str) -> Extract:
    """The main content of an HTML page with its headings, title, date of publication and canonical address.

    Where no main content is found, it is all of the page but its navigation and other furniture.

    Raises:
        LoadError: if there is no text.
    """
    page = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    builder = TextBuilder()
    body = getattr(page, "body", None)
    if body is not None:
        _add_main_content(builder, body, title=str(getattr(page, "title", None) or ""))
    if len("".join(body.itertext()) if body is not None else "") < _FEWEST_CHARACTERS:
        builder = TextBuilder()
        add_html(builder, data)
    if builder.is_empty:
        raise LoadError(f"{source}: there is no text in this page; save it from the browser once it has loaded")
    address = str(getattr(page, "url", None) or "")
    return builder.extract(
        extractor=f"trafilatura/{version('trafilatura')} citespan-web/1",
        title=str(getattr(page, "title", None) or ""),
        published=getattr(page, "date", None),
        url=address if address.startswith(("http://", "https://")) else None,
    )


def add_html(builder: TextBuilder, data: bytes) -> None:
    """Add all blocks of an HTML or XHTML text, navigation and other furniture excepted.

    Raises:
        LoadError: if it cannot be parsed at all.
    """
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=_declared_encoding(data)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError):
        return
    _Blocks(builder).add(root)


class _Walk(Protocol):
    def __iter__(self) -> Iterator[tuple[str, html.HtmlElement]]: ...
    def skip_subtree(self) -> None: ...


class _Blocks:
    """Collects running text and hands it on at every boundary of a block."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._text: list[str] = []
        self._cells: list[str] = []
        self._kinds: list[str] = []

    def add(self, root: html.HtmlElement) -> None:
        """Add the blocks below `root`, in document order, without recursion: pages nest as deep as they like."""
        walk: _Walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in _SKIPPED:
                    walk.skip_subtree()
                    continue
                self._start(tag)
                self._text.append(element.text or "")
            else:
                if tag and tag not in _SKIPPED:
                    self._end(tag)
                self._text.append(element.tail or "")
        self._flush()

    def _start(self, tag: str) -> None:
        if tag == "br":
            self._text.append(" ")
        elif tag in {"td", "th"}:
            self._text.clear()
        elif tag in _HEADINGS or tag in _BLOCKS or tag in {"li", "tr"}:
            self._flush()
            self._kinds.append(tag)

    def _end(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cells.append("".join(self._text))
            self._text.clear()
        elif tag in _HEADINGS or tag in _BLOCKS or tag in {"li", "tr"}:
            self._flush()
            if self._kinds:
                self._kinds.pop()

    def _flush(self) -> None:
        kind = self._kinds[-1] if self._kinds else ""
        text = "".join(self._text)
        self._text.clear()
        if kind == "tr":
            self._builder.row(self._cells)
            self._cells.clear()
        elif kind in _HEADINGS:
            self._builder.heading(text, level=_HEADINGS[kind])
        elif kind == "li":
            self._builder.item(text)
        else:
            self._builder.paragraph(text)


def _add_main_content(builder: TextBuilder, body: html.HtmlElement, *, title: str) -> None:
    """Add the tree that trafilatura makes of a page's main content."""
    if title and not any(head.get("rend") == "h1" for head in body.iter("head")):
        builder.heading(title, level=1)
    for element in body:
        text = "".join(element.itertext())
        if element.tag == "head":
            builder.heading(text, level=_HEADINGS.get(element.get("rend", ""), 2))
        elif element.tag == "list":
            for item in element.iter("item"):
                builder.item("".join(item.itertext()))
        elif element.tag == "table":
            for row in element.iter("row"):
                builder.row("".join(cell.itertext()) for cell in row.iter("cell"))
        else:
            builder.paragraph(text)


def _declared_encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are valid UTF-8; else what lxml finds declared."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
