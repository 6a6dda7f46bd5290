"""The whole examination, in order. Each part is imported when it is due: a missing package fails that part alone."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.doctor.findings import INSTALL, Examination

if TYPE_CHECKING:
    from citespan.api.settings import Settings
    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader


def examine(index: str | None) -> Examination:
    """Look at the installation, the settings, and the index in `index`, or else the one that the settings name."""
    examination = Examination()
    with examination.checking("packages", remedy=INSTALL):
        from citespan.api.doctor.packages import check_packages

        check_packages(examination)
    with examination.checking("sqlite", remedy="pip install --force-reinstall apsw"):
        from citespan.index.database.schema import check_sqlite

        examination.ok("sqlite", f"SQLite {check_sqlite()} has full-text search and page checksums")
    settings: Settings | None = None
    with examination.checking("settings", remedy=INSTALL):
        from citespan.api.doctor.environment import check_history, check_settings

        settings = check_settings(examination, index)
        check_history(examination)
    encoder, reader = _check_models(examination, settings)
    with examination.checking("index", remedy=INSTALL):
        from citespan.api.doctor.stored_index import check_index
        from citespan.index.address import is_postgresql

        place = settings.index if settings else index
        if place is None:
            examination.note(
                "index", "the settings do not say where it is", shlex.join(["citespan", "doctor", "--index", "DIR"])
            )
        elif is_postgresql(str(place)):
            examination.ok("index", "it is in PostgreSQL and Milvus, of which nothing is checked here yet")
        else:
            check_index(examination, Path(place), encoder=encoder, reader=reader)
    return examination


def _check_models(examination: Examination, settings: Settings | None) -> tuple[Encoder | None, Reader | None]:
    """Check the models; return those that the settings choose, as far as they can be used."""
    encoder: Encoder | None = None
    reader: Reader | None = None
    with examination.checking("models", remedy=INSTALL):
        from citespan.api.doctor import models

        reader = models.check_bundled_reader(examination)
        encoder = models.check_encoder(examination, settings.encoder if settings else None)
        if settings is not None and settings.reader is not None:
            reader = models.check_own_reader(examination, settings.reader, encoder)
        if encoder is not None and reader is not None:
            models.check_calibration(examination, reader, encoder, settings)
    return encoder, reader
