"""Messages that Outlook saved (.msg)."""

from __future__ import annotations

import datetime
import io
import struct
from typing import TYPE_CHECKING

import olefile

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import FAULTS
from citespan.corpus.formats.decode import decode
from citespan.corpus.formats.mail.letter import MOST_ATTACHMENTS, MOST_NESTED, Attachment, Body, Letter, letter_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.formats.extract import Record

_SUBJECT, _SENDER, _ADDRESS, _TO, _CC = "0037", "0C1A", "5D01", "0E04", "0E03"
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_DATA, _NAME, _SHORT_NAME = "3701", "3707", "3704"
_SENT = (0x00390040, 0x0E060040)  # when it was submitted, else delivered
_ENTRY = struct.Struct("<II8s")
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_MOST_MEGABYTES = 200


def extract_outlook(data: bytes, *, source: str) -> tuple[Record, ...]:
    """A message as a document, and each of its attachments that can be read as another.

    Raises:
        LoadError: if the file is damaged, no message, or holds no text.

    Source: MS-OXMSG, Outlook Item File Format, and MS-OXPROPS for the numbers of properties.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            letter = _Storage(file, ()).letter()
    except (*FAULTS, struct.error) as exc:
        raise LoadError(f"{source}: is not an Outlook message that can be read ({exc}); save it again") from exc
    records = tuple(letter_records(letter, source=source))
    if not records:
        raise LoadError(f"{source}: holds no text")
    return records


class _Storage:
    """The properties below one place of the file: those of a message, or of an attachment."""

    def __init__(self, file: olefile.OleFileIO, place: tuple[str, ...]) -> None:
        self._file = file
        self._place = place

    def letter(self, *, depth: int = 0) -> Letter:
        """The message that is stored here."""
        letter = Letter(self._text(_SUBJECT), date=self._sent())
        sender, address = self._text(_SENDER), self._text(_ADDRESS)
        sender = f"{sender} <{address}>" if address and address not in sender else sender
        stated = (("From", sender), ("To", self._text(_TO)), ("Cc", self._text(_CC)), ("Date", letter.date or ""))
        letter.stated = [(name, value) for name, value in stated if value]
        text, page = self._text(_BODY), self._text(_HTML) or decode(self._bytes(_HTML, "0102")).text
        if text.strip() or page.strip():
            letter.bodies.append(Body(text) if text.strip() else Body(page, is_html=True))
        elif self._bytes(_RTF, "0102"):
            letter.losses.append(Loss("its text is in compressed rich text, which is not read; save it as .eml"))
        for storage in self._attached():
            name = storage._text(_NAME) or storage._text(_SHORT_NAME)
            inner = _Storage(self._file, (*storage._place, f"__substg1.0_{_DATA}000D"))
            if inner._has_properties() and depth <= MOST_NESTED:
                letter.attachments.append(Attachment(name, letter=inner.letter(depth=depth + 1)))
            else:
                letter.attachments.append(Attachment(name, storage._bytes(_DATA, "0102")))
        return letter

    def _attached(self) -> Iterator[_Storage]:
        depth = len(self._place)
        seen: dict[str, None] = {}
        for entry in self._file.listdir(streams=True, storages=True):
            if len(entry) > depth and tuple(entry[:depth]) == self._place and entry[depth].startswith("__attach_"):
                seen[entry[depth]] = None
        for name in list(seen)[: MOST_ATTACHMENTS + 1]:
            yield _Storage(self._file, (*self._place, name))

    def _has_properties(self) -> bool:
        return bool(self._file.exists([*self._place, "__properties_version1.0"]))

    def _stream(self, name: str) -> bytes:
        place = [*self._place, name]
        if not self._file.exists(place) or self._file.get_type(place) != olefile.STGTY_STREAM:
            return b""
        if self._file.get_size(place) > _MOST_MEGABYTES * 1_000_000:
            raise ValueError(f"a part of it is larger than {_MOST_MEGABYTES} MB")
        with self._file.openstream(place) as stream:
            return bytes(stream.read())

    def _bytes(self, number: str, kind: str) -> bytes:
        return self._stream(f"__substg1.0_{number}{kind}")

    def _text(self, number: str) -> str:
        wide = self._bytes(number, "001F").decode("utf-16-le", "replace")
        return (wide or decode(self._bytes(number, "001E")).text).rstrip("\0")

    def _sent(self) -> str | None:
        data = self._stream("__properties_version1.0")
        header = 24 if self._place else 32
        whole = data[header : len(data) - (len(data) - header) % _ENTRY.size] if len(data) > header else b""
        found = {tag: value for tag, _, value in _ENTRY.iter_unpack(whole)}
        value = next((found[tag] for tag in _SENT if tag in found), None)
        if value is None:
            return None
        try:
            passed = datetime.timedelta(microseconds=int.from_bytes(value, "little") // 10)
            return (_EPOCH + passed).date().isoformat()
        except OverflowError:
            return None
