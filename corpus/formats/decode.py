"""From the bytes of a text file to the text that offsets count in."""

from __future__ import annotations

import codecs

from citespan.corpus.errors import LoadError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def decode_text(data: bytes, *, source: str) -> str:
    """Return `data` decoded, and nothing else done to it: no newline conversion, no normalisation.

    UTF-16 needs its byte-order mark, which is consumed; everything else is UTF-8, in which a byte-order mark stays as
    U+FEFF, so that offsets agree with `open(path, newline="", encoding="utf-8").read()`.

    Raises:
        LoadError: if the bytes are in another encoding, hold NUL characters (a binary file) or nothing but blanks.
    """
    if data.startswith(_UTF32_MARKS):
        raise LoadError(f"{source}: UTF-32 is not supported; save the file as UTF-8")
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise LoadError(
            f"{source}: not {encoding.upper()} text: {exc.reason} at byte {exc.start}; save the file as UTF-8"
        ) from exc
    if "\0" in text:
        raise LoadError(f"{source}: holds a NUL character at offset {text.index(chr(0))}; it looks like a binary file")
    if not text.replace("\ufeff", "").strip():
        raise LoadError(f"{source}: is empty (nothing but blanks); add text or remove the file")
    return text
