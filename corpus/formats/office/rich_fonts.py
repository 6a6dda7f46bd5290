"""The fonts of a rich text: in which encoding their characters are, and which are signs of a font of signs."""

from __future__ import annotations

import codecs

from citespan.corpus.formats.word.symbols import symbol

_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip
_SYMBOLS = 2
_PROGRAMS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


class Fonts:
    """The table of fonts as it is read, and the encoding of the file."""

    def __init__(self) -> None:
        """Begin with none."""
        self._encoding = "cp1252"
        self._default = 0
        self._charsets: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._current = 0
        self._lead = b""

    def begin(self, number: int) -> None:
        """Begin the entry of a font."""
        self._current = number

    def named(self, data: bytes) -> None:
        """Add to the name of the font whose entry it is."""
        self._names[self._current] = self._names.get(self._current, "") + data.decode("cp1252", "replace").strip(" ;")

    def state(self, word: str, number: int | None) -> bool:
        """Take what a control word says about fonts and encoding; False if it is about something else."""
        if word == "ansicpg":
            self._encoding = _known(f"cp{number}")
        elif word == "deff":
            self._default = number or 0
        elif word == "fcharset":
            self._charsets[self._current] = number or 0
        elif word in _PROGRAMS:
            self._encoding = _PROGRAMS[word]
        else:
            return False
        return True

    def decoded(self, data: bytes, font: int | None) -> str:
        """The text of some bytes in a font; half a character waits for its other half."""
        number = self._default if font is None else font
        charset = self._charsets.get(number, -1)
        if charset == _SYMBOLS:
            return "".join(symbol(code, self._names.get(number, "")) for code in data)
        encoding = _CHARSETS.get(charset, self._encoding) if charset else self._encoding
        whole, self._lead = self._lead + data, b""
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        text = decoder.decode(whole)
        pending = decoder.getstate()[0]
        if pending and len(pending) < len(whole) + 1 and len(whole) <= 3:
            self._lead = pending
            return text
        return text + decoder.decode(b"", final=True)


def written(number: int) -> str:
    """The character, or half of one, that a control word names by its number in UTF-16."""
    return chr(number % 0x10000) if -0x8000 <= number < 0x10000 else "\ufffd"


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
