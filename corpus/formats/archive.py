"""Archives: files that are ZIP files inside, checked before they are unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from citespan.corpus.errors import LoadError

MAX_UNPACKED_MEGABYTES = 200
"""How much an archive may hold once unpacked."""

_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))  # Word and EPUB files have no others

DAMAGES = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""What the reading of a damaged archive, or of a file inside, raises."""

FAULTS = (*DAMAGES, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError)
"""What a library raises, beside its own errors, on the files inside an archive that are not as it takes them to be."""


def check_archive(data: bytes, *, source: str) -> None:
    """Make sure that unpacking is harmless.

    Raises:
        LoadError: if `data` is no ZIP file, is encrypted, compressed by an odd method, or would unpack to more than
            `MAX_UNPACKED_MEGABYTES`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except DAMAGES as exc:
        raise LoadError(f"{source}: is damaged or of another type than its name says ({exc})") from exc
    if any(member.flag_bits & 1 for member in members):
        raise LoadError(f"{source}: is encrypted; save it without a password")
    if odd := {member.compress_type for member in members} - _METHODS:
        raise LoadError(f"{source}: is compressed by method {min(odd)}, which is not read; save it again")
    megabytes = sum(member.file_size for member in members) / 1e6
    if megabytes > MAX_UNPACKED_MEGABYTES:
        raise LoadError(
            f"{source}: unpacks to {megabytes:.0f} MB, {MAX_UNPACKED_MEGABYTES} MB at most are read; is it a zip bomb?"
        )
