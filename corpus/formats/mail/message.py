"""Mail messages (.eml) and web pages saved as such (.mhtml), by the standard library."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.decode import decode
from citespan.corpus.formats.extract import stated_address
from citespan.corpus.formats.mail.letter import Attachment, Body, Letter, letter_records
from citespan.corpus.formats.web.decode import encoding_named
from citespan.corpus.formats.web.page import extract_web

if TYPE_CHECKING:
    from email.message import Message

    from citespan.corpus.formats.extract import Extract, Record

_STATED = ("From", "To", "Cc", "Date")
_HEADER_FAULTS = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
_PICTURES = "image"
_SAYS_MORE = re.compile(r"<(?:del|s|strike|sup|sub)\b|line-through", re.IGNORECASE)


def extract_message(data: bytes, *, source: str) -> tuple[Record, ...]:
    """A message as a document, and each of its attachments that can be read as another.

    Its subject is the heading and title, its date the date of publication; of several forms of one text the plain one
    is read, unless another strikes out or raises what the plain one cannot. What an attachment cannot be read for is
    told.

    Raises:
        LoadError: if it is no message, or there is no text in it.
    """
    parsed = email.message_from_bytes(data, policy=email.policy.compat32)
    if not parsed.keys():
        raise LoadError(f"{source}: is no mail message: it does not begin with header lines such as 'From: ...'")
    records = tuple(letter_records(letter_of(parsed), source=source))
    if not records:
        raise LoadError(f"{source}: holds no text")
    return records


def extract_web_archive(data: bytes, *, source: str) -> Extract:
    """The main content of a web page that was saved with its pictures in one file; nothing is fetched.

    Raises:
        LoadError: if there is no page in it, or no text.
    """
    parsed = email.message_from_bytes(data, policy=email.policy.compat32)
    pages = (part for part in parsed.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"})
    page = next(pages, None)
    if page is None:
        raise LoadError(f"{source}: there is no web page in it; save it from the browser again")
    extract = extract_web(_text(page).encode("utf-8", "replace"), source=source)
    stated = _header(parsed, "Snapshot-Content-Location") or _header(page, "Content-Location")
    return replace(
        extract, url=extract.url or stated_address(stated), title=extract.title or _header(parsed, "Subject")
    )


def letter_of(parsed: Message) -> Letter:
    """What a message says."""
    letter = Letter(_header(parsed, "Subject"), date=_date(_header(parsed, "Date")))
    letter.stated = [(name, value) for name in _STATED if (value := _header(parsed, name))]
    _collect(parsed, letter)
    return letter


def _collect(part: Message, letter: Letter) -> None:
    """Add what a part of a message says, and what is attached there, to the letter."""
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        inner = letter_of(part.get_payload(0))  # type: ignore[arg-type]  # such a part holds a message
        letter.attachments.append(Attachment(_name(part), letter=inner))
    elif kind == "multipart/alternative" and part.is_multipart():
        forms = []
        for child in part.get_payload():
            form = Letter()
            _collect(child, form)  # type: ignore[arg-type]
            letter.attachments += form.attachments
            forms.append(form.bodies)
        best = next((form for form in reversed(forms) if form), [])
        plain = (form for form in forms if form and any(body.text.strip() and not body.is_html for body in form))
        if not any(body.is_html and _SAYS_MORE.search(body.text) for body in best):
            best = next(plain, best)
        letter.bodies += best
    elif part.is_multipart():
        for child in part.get_payload():
            _collect(child, letter)  # type: ignore[arg-type]
    else:
        is_attached = part.get_content_disposition() == "attachment" or bool(_name(part))
        if kind in {"text/plain", "text/html"} and not is_attached:
            letter.bodies.append(Body(_text(part), is_html=kind == "text/html"))
        elif part.get_content_maintype() != _PICTURES or part.get_content_disposition() == "attachment":
            payload = part.get_payload(decode=True)
            letter.attachments.append(Attachment(_name(part), payload if isinstance(payload, bytes) else b""))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    try:
        return data.decode(encoding_named(charset)) if charset else decode(data).text
    except (LookupError, ValueError):
        return decode(data).text


def _name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    except _HEADER_FAULTS:
        return ""


def _header(part: Message, name: str) -> str:
    return _decoded(next((str(value) for key, value in part.raw_items() if key.lower() == name.lower()), ""))


def _decoded(header: str) -> str:
    """A header as it is shown: RFC 2047 decoded, and bytes beyond ASCII as UTF-8."""
    if header.isascii() and "=?" not in header:
        return " ".join(header.split())
    raw = header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        text = str(email.header.make_header(email.header.decode_header(raw)))
    except _HEADER_FAULTS:
        text = raw
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _date(stated: str) -> str | None:
    try:
        return email.utils.parsedate_to_datetime(stated).date().isoformat()
    except (*_HEADER_FAULTS, IndexError):
        return None
