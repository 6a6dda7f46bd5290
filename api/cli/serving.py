"""Serving: everything that can be wrong is reported before the models are loaded."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from citespan.api.access.audit_log import AuditLog
from citespan.api.access.keys import KEYS_FILE
from citespan.api.cli.watching import watching
from citespan.api.compose import load_encoder, opened_answerer, opened_index
from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.api.http.listening import take_addresses
from citespan.api.http.server import check_host, serve_app
from citespan.api.sign_on.configuration import read_configuration
from citespan.api.sign_on.sign_on import SignOn
from citespan.corpus.errors import UsageError
from citespan.index.database.schema import DATABASE
from citespan.index.labels.label_file import read_labels
from citespan.index.labels.labelling import check_known
from citespan.index.readers import require_index_at
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.api.http.site import Site
    from citespan.api.settings import Settings


def serve_settings(
    settings: Settings,
    *,
    host: str,
    port: int,
    site: Site,
    threshold: float | None,
    sample: bool,
    watched: Sequence[Path] = (),
    with_mcp: bool = False,
    with_work: bool = True,
    with_feedback: bool = True,
    sign_on_file: Path | None = None,
) -> None:
    """Serve the index of the settings until interrupted; with `watched`, keep it like the files at and below these.

    `with_work` it takes files from the queue of an index in PostgreSQL, too.
    Those for whom the issuer in `sign_on_file` vouches are let in as it says.

    Raises:
        UsageError: if others than this machine could reach `host` and nobody would ask who they are, a watched path is
            missing, or the file of the sign-on has a mistake. An index in PostgreSQL has neither keys nor sign-on yet.
        MissingIndexError: if there is no index, and nothing is watched.
        CitespanError: if the host and port cannot be listened on.
    """
    place = settings.place
    folder = place if isinstance(place, Path) else None
    keys_file = None if folder is None else folder / KEYS_FILE
    if sign_on_file is not None and folder is None:
        raise UsageError("an index in PostgreSQL has no labels to sign on for yet; leave --sign-on out")
    sign_on = None if sign_on_file is None or folder is None else _sign_on(sign_on_file, folder)
    check_host(host, keys_file, has_sign_on=sign_on is not None)
    if watched and sample:
        raise UsageError("--watch and --sample exclude each other; leave one out")
    for path in watched:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    if not sample and not watched:
        require_index_at(place)
    limits = Limits(
        upload_bytes=settings.upload_bytes,
        requests=settings.requests,
        question_seconds=settings.question_seconds,
        requests_per_minute=settings.requests_per_minute,
    )
    _end_in_order()
    with ExitStack() as open_things:
        listening = [open_things.enter_context(taken) for taken in take_addresses(host, port)]
        encoder = load_encoder(settings.encoder) if watched else None
        if encoder and not (folder and (folder / DATABASE).exists()):
            build_index(place, watched, encoder=encoder)
        answerer = open_things.enter_context(
            opened_answerer(settings, sample=sample, threshold=threshold, encoder=encoder)
        )
        if encoder:
            open_things.enter_context(watching(place, watched, encoder))
        serve_app(
            answerer,
            listening=listening,
            keys_file=keys_file,
            limits=limits,
            site=site,
            with_mcp=with_mcp,
            with_work=with_work,
            feedback_days=settings.feedback_days if with_feedback and folder else 0,
            audit=AuditLog(folder, days=settings.audit_days, with_questions=settings.audit_questions)
            if folder
            else None,
            sign_on=sign_on,
        )


def _sign_on(file: Path, index: Path) -> SignOn:
    """What lets people sign on, as `file` says.

    Raises:
        UsageError: if it has a mistake, or names a label that no document can have.
    """
    configuration = read_configuration(file)
    try:
        check_known(configuration.labels, read_labels(index))
    except UsageError as exc:
        raise UsageError(f"{file}: {exc}") from exc
    return SignOn(configuration)


def openapi_json(settings: Settings) -> str:
    """The OpenAPI document of a server that demands no key, in JSON; it is the same whatever is indexed."""
    with opened_index(settings, sample=True) as (index, encoder):
        app = build_app(Answerer(index, SentenceReader(encoder)))
        return json.dumps(app.openapi(), indent=2, ensure_ascii=False)


def _end_in_order() -> None:
    """Let SIGTERM close what is open: uvicorn sends it again when it has stopped, and the process would die of it."""
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
