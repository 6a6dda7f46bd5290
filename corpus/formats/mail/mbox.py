"""Mailboxes (.mbox): each message is a document, and so are its attachments."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.mail.letter import letter_records
from citespan.corpus.formats.mail.message import letter_of
from citespan.corpus.formats.records import MAX_RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.formats.extract import Record

_FROM = re.compile(rb"(?:\n\r?\n|\A)From [^\r\n]*(?=\r?\n)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_TOLD = 100


def extract_mailbox(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The messages of a mailbox, each with its number, and their attachments; one that cannot be read is told.

    Raises:
        LoadError: if it is no mailbox, holds no text, or makes more than `MAX_RECORDS` documents.

    Source: RFC 4155, appendix A, with the quoting of `From ` that is known as mboxrd.
    """
    records: list[Record] = []
    losses: list[Loss] = []
    for number, content in enumerate(_messages(data), start=1):
        parsed = email.message_from_bytes(_QUOTED.sub(rb"\1", content), policy=email.policy.compat32)
        try:
            found = list(letter_records(letter_of(parsed), source=source, message=f"message={number}"))
        except RecursionError:
            losses.append(Loss(f"message {number} is nested too deeply and is left out", rows=(number,)))
            continue
        losses += [replace(loss, rows=(number,)) for record in found[:1] for loss in record.extract.losses]
        records += found
        if len(records) > MAX_RECORDS:
            raise LoadError(f"{source}: holds more than {MAX_RECORDS} messages and attachments; split it")
    if not records:
        raise LoadError(f"{source}: holds no message; each begins with a line 'From ' behind a blank line")
    more = [Loss(f"{len(losses) - _MOST_TOLD} more messages were read in part")] if len(losses) > _MOST_TOLD else []
    first = replace(records[0].extract, losses=(*losses[:_MOST_TOLD], *more))
    return (replace(records[0], extract=first), *records[1:])


def _messages(data: bytes) -> Iterator[bytes]:
    start = -1
    for line in _FROM.finditer(data):
        if start >= 0:
            yield data[start : line.start() + 1]
        start = data.index(b"\n", line.end()) + 1
    if start >= 0:
        yield data[start:]
