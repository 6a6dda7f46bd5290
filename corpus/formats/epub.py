"""EPUB books: the chapters in the order of reading."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import DAMAGES, check_archive
from citespan.corpus.formats.extract import TextBuilder, stated_date
from citespan.corpus.formats.web.page import add_html

if TYPE_CHECKING:
    from citespan.corpus.formats.extract import Extract

_NAMES = {
    "container": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def extract_epub(data: bytes, *, source: str) -> Extract:
    """The text of a book: the documents of its spine that are there, one after the other.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or empty.

    Source: EPUB 3.3, Open Container Format and package document.
    """
    check_archive(data, source=source)
    builder = TextBuilder()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            container = _parsed(archive.read("META-INF/container.xml"))
            package_path = str(container.xpath("string(//container:rootfile/@full-path)", namespaces=_NAMES))
            package = _parsed(archive.read(package_path))
            members = set(archive.namelist())
            files = {item.get("id"): item.get("href") for item in package.iterfind(".//opf:item", _NAMES)}
            for reference in package.iterfind(".//opf:itemref", _NAMES):
                href = files.get(reference.get("idref"))
                if href:
                    path = posixpath.normpath(posixpath.join(posixpath.dirname(package_path), unquote(href)))
                    if path in members:
                        add_html(builder, archive.read(path))
            title = package.findtext(".//dc:title", default="", namespaces=_NAMES)
            published = stated_date(package.findtext(".//dc:date", default="", namespaces=_NAMES))
    except (*DAMAGES, KeyError, etree.XMLSyntaxError) as exc:
        raise LoadError(f"{source}: is not an EPUB file that can be read ({exc})") from exc
    if builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return builder.extract(title=title, published=published)


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, parser=etree.XMLParser(resolve_entities=False, no_network=True))
