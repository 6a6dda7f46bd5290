"""Web pages: the main content of an HTML file, without navigation, advertisements and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import trafilatura
from lxml import etree, html

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import LINE_END, TextBuilder, stated_address
from citespan.corpus.formats.web.decode import decode_page
from citespan.corpus.formats.web.headings import restore_headings
from citespan.corpus.formats.web.markup import allowed_markup
from citespan.corpus.formats.web.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.formats.extract import Extract

_SKIPPED = frozenset("script style noscript template form button select svg iframe object head".split())
_FURNITURE = frozenset(("nav", "footer", "aside"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body dd details div dl dt figcaption figure footer header hr html li main nav ol "
    "p pre section summary table tbody tfoot thead tr ul".split()
)
_BROKEN_OFF = frozenset(("br", "hr", "td", "th"))
# What trafilatura calls the elements of its own tree.
_TRAFILATURA = {"list": "ul", "item": "li", "row": "tr", "cell": "td", "lb": "br", "quote": "blockquote"}
_OTHER_TYPES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive, as Word and EPUB files are",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_FEWEST_CHARACTERS = 200
# Links beside headings: to the heading itself, and to a form in which its section is edited.
_PRUNED = (
    "//a[contains(@class, 'headerlink') or contains(@class, 'heading-anchor') or contains(@class, 'anchor-link')]",
    "//*[contains(@class, 'mw-editsection')]",
)
_NUMBERED_ITEM = re.compile(
    r"(\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,6})(?:\.\d{1,3})*[.)]|\d{1,4}(?:\.\d{1,3})+(?=\s+[A-Z]))\s+(.+)", re.DOTALL
)
_SIGNS = re.compile(r"\s*[¶§🔗\u200b]+\s*$")
# Dates that the page states in its markup. A search through its text guesses, and takes seconds on some pages.
_DATE_OF_PUBLICATION = {"original_date": True, "extensive_search": False}


def extract_web(data: bytes, *, source: str) -> Extract:
    """The main content of an HTML page with its headings, title, date of publication and canonical address.

    Where no main content is found, it is all of the page but its navigation and other furniture.

    Raises:
        LoadError: if there is no text, or it is a file of another type.
    """
    for start, kind in _OTHER_TYPES.items():
        if data.startswith(start):
            raise LoadError(f"{source}: is {kind}, no web page; give it the suffix of its type")
    decoded = decode_page(data)
    root = _parsed(decoded.text)
    page = (
        None
        if root is None
        else trafilatura.bare_extraction(
            html.tostring(root, encoding="unicode"),
            with_metadata=True,
            include_comments=False,
            date_extraction_params=dict(_DATE_OF_PUBLICATION),
            prune_xpath=list(_PRUNED),
        )
    )
    title = _SIGNS.sub("", str(getattr(page, "title", None) or ""))
    body = getattr(page, "body", None)
    builder = TextBuilder()
    if body is not None and len("".join(body.itertext())) >= _FEWEST_CHARACTERS and not _is_run_together(body):
        if root is not None:
            restore_headings(body, root)
        _as_html(body)
        if title and body.find(".//h1") is None:
            builder.heading(title, level=1)
        _Blocks(builder, skipped=_SKIPPED).add(body)
    elif root is not None:
        _Blocks(builder, skipped=_SKIPPED | _FURNITURE).add(_article(root))
    if builder.is_empty:
        raise LoadError(f"{source}: there is no text in this page; save it from the browser once it has loaded")
    return builder.extract(
        title=title,
        published=getattr(page, "date", None),
        url=stated_address(str(getattr(page, "url", None) or "")),
        encoding=decoded.encoding,
        losses=decoded.losses,
    )


def add_html(builder: TextBuilder, data: bytes) -> None:
    """Add all blocks of an HTML or XHTML text, in order, navigation, footers and asides among them.

    Nothing is added of what cannot be parsed at all.
    """
    root = _parsed(decode_page(data).text)
    if root is not None:
        _Blocks(builder, skipped=_SKIPPED).add(root)


def _is_run_together(body: html.HtmlElement) -> bool:
    """True if trafilatura made one paragraph of all it found, headings and lists included, as it does of short ones."""
    return len(body) == 1 and body[0].tag == "p"


def _article(root: html.HtmlElement) -> html.HtmlElement:
    """The one element of a page that says that it is the article or the main content, else all of the page."""
    for path in ("//article", "//main | //*[@role = 'main']"):
        found = root.xpath(path)
        if len(found) == 1:
            return found[0]
    return root


def _parsed(text: str) -> html.HtmlElement | None:
    """The tree of what is seen of an HTML text, without links to its own headings; None if it cannot be parsed."""
    try:
        root = html.document_fromstring(
            allowed_markup(text).encode(),
            parser=html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError):
        return None
    for path in _PRUNED:
        for element in root.xpath(path):
            element.drop_tree()
    tidy(root)
    return root


class _TreeWalk(Protocol):
    def __iter__(self) -> Iterator[tuple[str, html.HtmlElement]]: ...
    def skip_subtree(self) -> None: ...


class _Blocks:
    """Collects running text and hands it on at every boundary of a block; in a table, at the end of each row."""

    def __init__(self, builder: TextBuilder, *, skipped: frozenset[str]) -> None:
        self._builder = builder
        self._skipped = skipped
        self._text: list[str] = []
        self._rows: list[list[str]] = []
        self._are_names: list[bool] = []
        self._kinds: list[str] = []

    def add(self, root: html.HtmlElement) -> None:
        """Add the blocks below `root`, in document order, without recursion: pages nest as deep as they like."""
        walk: _TreeWalk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in self._skipped:
                    walk.skip_subtree()
                    continue
                self._start(tag)
                self._text.append(element.text or "")
            else:
                if tag and tag not in self._skipped:
                    self._end(tag)
                if element is not root:
                    self._text.append(element.tail or "")
        self._flush()

    def _start(self, tag: str) -> None:
        if tag in _BROKEN_OFF:
            self._text.append("\n" if self._is_in("pre") else LINE_END if tag == "br" else " ")
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._flush()
            self._kinds.append(tag)
            if tag == "tr":
                self._rows.append([])
                self._are_names.append(True)

    def _end(self, tag: str) -> None:
        if tag in {"td", "th"} and self._rows:
            self._rows[-1].append("".join(self._text))
            self._are_names[-1] &= tag == "th"
            self._text.clear()
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._flush()
            if self._kinds:
                self._kinds.pop()
            if tag == "table" and not self._rows:
                self._builder.end_table()
            if tag == "tr" and self._rows:
                row, are_names = self._rows.pop(), self._are_names.pop()
                if are_names and len(row) > 1:
                    self._builder.names(row)
                else:
                    self._builder.row(row)

    def _is_in(self, tag: str) -> bool:
        return bool(self._kinds) and self._kinds[-1] == tag

    def _flush(self) -> None:
        if self._rows:
            # Inside a cell a block is no line of its own.
            self._text.append(" ")
            return
        kind = self._kinds[-1] if self._kinds else ""
        text = "".join(self._text)
        self._text.clear()
        if kind in _HEADINGS:
            self._builder.heading(_SIGNS.sub("", text), level=_HEADINGS[kind])
        elif kind == "li":
            numbered = _NUMBERED_ITEM.fullmatch(text.strip())
            self._builder.item(numbered[2] if numbered else text, number=numbered[1] if numbered else "")
        elif kind == "pre":
            for line in text.splitlines():
                self._builder.line(line)
        else:
            self._builder.paragraph(text)


def _as_html(body: html.HtmlElement) -> None:
    """Rename the elements of trafilatura's tree to those of HTML."""
    for element in body.iter():
        if element.tag == "head":
            level = str(element.get("rend", ""))
            element.tag = level if level in _HEADINGS else "h2"
        elif element.tag == "code":
            element.tag = "code" if _is_inline(element) else "pre"
        elif element.tag == "cell" and element.get("role") == "head":
            element.tag = "th"
        elif element.tag in _TRAFILATURA:
            element.tag = _TRAFILATURA[element.tag]


def _is_inline(code: html.HtmlElement) -> bool:
    """True if a piece of code stands in a sentence, cell or heading."""
    parent = code.getparent()
    return parent is not None and parent.tag != "body" and "\n" not in "".join(code.itertext()).strip()
