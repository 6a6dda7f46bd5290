"""The text of a web page, in the encoding that a browser would read it in."""

from __future__ import annotations

import codecs
import re

from citespan.corpus.formats.decode import Decoded, decode, is_mostly_utf_8, web_name

_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_LOOKED_AT = 4096
# What browsers read otherwise than the names say.
_READ_AS = {
    **dict.fromkeys("iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii iso_8859-1 x-cp1252".split(), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("x-mac-roman", "macintosh"), "mac_roman"),
}


def decode_page(data: bytes) -> Decoded:
    """The text of a page: by its byte-order mark, as UTF-8 if most of it is, as it declares, or as it looks.

    Source: WHATWG Encoding Standard, names and labels; Windows-1252 stands behind those of ISO 8859-1.
    """
    if data.startswith(_BYTE_ORDER_MARKS):
        decoded = decode(data)
        return Decoded(decoded.text.removeprefix("\ufeff"), decoded.encoding, decoded.broken)
    declared = _declared(data)
    if declared is None or is_mostly_utf_8(data) or data.isascii():
        return decode(data)
    text = data.decode(declared, "replace")
    return Decoded(text, web_name(declared), text.count("\ufffd"))


def encoding_named(label: str) -> str:
    """The encoding that programs read a text in which calls itself so: Windows-1252 for ISO 8859-1."""
    return _READ_AS.get(label.lower(), label)


def _declared(data: bytes) -> str | None:
    """The encoding that the page names, if it is one that is known and no kind of UTF: bytes show those."""
    found = _DECLARED.search(data[:_LOOKED_AT])
    if not found:
        return None
    label = found[1].decode("ascii", "replace").lower()
    try:
        name = codecs.lookup(encoding_named(label)).name
    except LookupError:
        return None
    return None if name.startswith(("utf", "idna", "punycode", "unicode", "raw")) or not _is_of_text(name) else name


def _is_of_text(name: str) -> bool:
    return codecs.lookup(name)._is_text_encoding  # what Python offers to tell them from those such as hex
