"""Archives: files that are ZIP files inside, checked before they are unpacked."""

from __future__ import annotations

import io
import zipfile

from citespan.corpus.errors import LoadError

MAX_UNPACKED_MEGABYTES = 200
"""How much an archive may hold once unpacked."""


def check_archive(data: bytes, *, source: str) -> None:
    """Make sure that unpacking is harmless.

    Raises:
        LoadError: if `data` is no ZIP file, is encrypted, or would unpack to more than `MAX_UNPACKED_MEGABYTES`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise LoadError(f"{source}: is damaged or of another type than its name says ({exc})") from exc
    if any(member.flag_bits & 1 for member in members):
        raise LoadError(f"{source}: is encrypted; save it without a password")
    megabytes = sum(member.file_size for member in members) / 1e6
    if megabytes > MAX_UNPACKED_MEGABYTES:
        raise LoadError(
            f"{source}: unpacks to {megabytes:.0f} MB, {MAX_UNPACKED_MEGABYTES} MB at most are read; is it a zip bomb?"
        )
