"""From the bytes of a text file to the text that offsets count in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

import charset_normalizer
import regex

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a zip file, as Word and EPUB files are",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_MOST_CONTROLS = 0.02
_CONTROL = regex.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LOOKED_AT = 4096
_DETECTED_FROM = 200_000
# A letter of Western Europe stands between plain letters; a sign, a run of such letters, or a capital amid small ones
# shows that the byte means another letter in another encoding.
_NOT_WESTERN = regex.compile(
    r"[^\x00-\x7f]{4,}|[a-z][^\x00-\x7f\p{L}’‘'–—…·­\xa0][a-z]|[a-z][À-ÖØ-ÞŠŽŸ]|[a-z][ÝÞÐýþðƒ]|[ÿþýðÞÝÐ](?![a-zA-Z])|[¹³¼¾][a-z]"
)
_ODD = regex.compile(
    r"\p{Ll}[^\p{L}\p{M}\s\d’‘'`–—…·­.,:;/()@&+=_*-]\p{Ll}|\p{Ll}\p{Lu}|[\x80-\x9f\ufffd]"
    r"|\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}|[a-z][ðþÐÞđ]|\p{Ll}[ŁĄĘŻŠŽ]"
    r"|[a-z][\p{Han}\p{Katakana}]|[\p{Han}\p{Katakana}][a-z]|[\uff61-\uff9f]"
)
_FEW_BYTES = 2
_FEWEST_BETWEEN_NULS = 20
_JAPANESE_MAIL = b"\x1b$"
_EURO = regex.compile(r"\d\s?¤|¤\s?\d")
_CANDIDATES = (
    "cp1250 iso8859_2 cp1251 koi8_r cp866 mac_cyrillic cp1253 iso8859_7 cp1254 cp1255 cp1256 cp1257 cp850 cp437"
    " iso8859_5 cp874 mac_roman shift_jis euc_jp gb18030 big5 euc_kr"
).split()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of the encoding that it was in, and how many stretches of bytes were broken: U+FFFD each."""

    text: str = field(repr=False)
    encoding: str
    broken: int = 0

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The broken bytes, if there are any."""
        if not self.broken:
            return ()
        are = "1 byte is" if self.broken == 1 else f"{self.broken} bytes are"
        return (
            Loss(f"{are} not {self.encoding.upper()}, and U+FFFD stands for {'it' if self.broken == 1 else 'them'}"),
        )


def decode_text(data: bytes, *, source: str) -> Decoded:
    """`data` decoded, and nothing else done to it: no newline conversion, no normalisation.

    A byte-order mark of UTF-16 or UTF-32 is consumed; in UTF-8 it stays as U+FEFF, so that offsets agree with
    `open(path, newline="", encoding="utf-8").read()`. What is not UTF-8 is read in the encoding that it looks like.

    Raises:
        LoadError: if it is a binary file, by how it begins or by its control characters, or holds nothing but blanks.
    """
    decoded = _without_few_nuls(decode(data))
    text = decoded.text
    if "\0" in text:
        raise LoadError(f"{source}: holds a NUL character at offset {text.index(chr(0))}; it looks like a binary file")
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise LoadError(
                f"{source}: is by its content {kind}, not a text; give it its own suffix, or save it as UTF-8"
            )
    if (controls := len(_CONTROL.findall(text))) > max(1, _MOST_CONTROLS * len(text)):
        raise LoadError(
            f"{source}: holds {controls} control characters; it looks like a binary file, not a text in UTF-8"
        )
    if not text.replace("\ufeff", "").replace("\ufffd", "").strip():
        if decoded.broken:
            raise LoadError(f"{source}: holds no text in {decoded.encoding.upper()}; save the file as UTF-8")
        raise LoadError(f"{source}: is empty (nothing but blanks); add text or remove the file")
    return decoded


def decode(data: bytes) -> Decoded:
    """The text of some bytes: by its byte-order mark, as UTF-8, or in the encoding that it looks like."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data, encoding)
    if _JAPANESE_MAIL in data and data.isascii():
        return _replaced(data, "iso2022_jp")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if unmarked := _utf_16_without_mark(data):
        return _replaced(data, unmarked)
    if is_mostly_utf_8(data):
        return _replaced(data, "utf-8")
    return _replaced(data, _detected(data))


def is_mostly_utf_8(data: bytes) -> bool:
    """True if most of the letters beyond ASCII are whole ones of UTF-8: a broken byte then costs no other."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken < sum(not character.isascii() for character in text) - broken


def web_name(encoding: str) -> str:
    """What an encoding of Python is called on the web."""
    name = codecs.lookup(encoding).name
    return f"windows-{name[2:]}" if regex.fullmatch(r"cp125\d", name) else name.replace("_", "-")


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, web_name(encoding), max(1, text.count("\ufffd")))
    return Decoded(text, web_name(encoding))


def _utf_16_without_mark(data: bytes) -> str:
    """The kind of UTF-16 that bytes are in: every other one is zero, as in a text of Latin letters; else empty."""
    head = data[: _LOOKED_AT * 2]
    first, second = head[::2].count(0), head[1::2].count(0)
    pairs = max(1, len(head) // 2)
    if second > 0.4 * pairs and first < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if first > 0.4 * pairs and second < 0.1 * pairs else ""


def _without_few_nuls(decoded: Decoded) -> Decoded:
    """The text with U+FFFD for each NUL, if these are so few that they are damage and no sign of a binary file."""
    nuls = decoded.text.count("\0")
    if not 0 < nuls * _FEWEST_BETWEEN_NULS < len(decoded.text):
        return decoded
    return Decoded(decoded.text.replace("\0", "\ufffd"), decoded.encoding, decoded.broken + nuls)


def _detected(data: bytes) -> str:
    western = data.decode("cp1252", "replace")
    signs = sum(not character.isascii() for character in western)
    if western.count("\ufffd") <= signs // 3 and not _NOT_WESTERN.search(western.replace("\ufffd", "")):
        is_latin_9 = _EURO.search(western) and not any(0x80 <= byte < 0xA0 for byte in data)
        return "iso8859_15" if is_latin_9 else "cp1252"
    if sum(byte > 0x7F for byte in data) <= _FEW_BYTES:
        return "utf-8"
    head = data[:_DETECTED_FROM]
    matches = charset_normalizer.from_bytes(head, cp_isolation=[*_CANDIDATES], threshold=0.4)
    likely = [match.encoding for match in matches]
    odd = {encoding: _oddities(head, encoding) for encoding in likely}
    if odd.get("cp1255") == 0 and _is_hebrew(head):
        return "cp1255"
    return min(likely, key=lambda encoding: odd[encoding], default="cp1252")


def _is_hebrew(data: bytes) -> bool:
    """True if all letters beyond ASCII may be Hebrew, and none would be a capital in Cyrillic."""
    letters = [
        one for one in data.decode("cp1255", "replace") if not one.isascii() and (one.isalpha() or one == "\ufffd")
    ]
    is_capital = any(one.isupper() and not one.isascii() for one in data.decode("cp1251", "replace"))
    return bool(letters) and all("א" <= one <= "ת" for one in letters) and not is_capital


def _oddities(data: bytes, encoding: str) -> int:
    """How often a text would be spelt as none is: with signs, capitals or letters of another script inside words."""
    return len(_ODD.findall(data.decode(encoding, "replace")))
