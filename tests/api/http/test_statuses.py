"""The status of each error, to the number: a client acts on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.api.http import errors as http_errors
from citespan.api.http.statuses import reply_to
from citespan.corpus import errors
from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Path(http_errors.__file__).parent
STATUSES = {
    "AccessError": 401,
    "BodySizeError": 413,
    "BodyTimeError": 408,
    "BodyTypeError": 415,
    "ChangedDocumentError": 409,
    "CitespanError": 500,
    "CrowdedError": 503,
    "CrowdedUploadsError": 503,
    "EngineError": 503,
    "ForeignPageError": 403,
    "FullFeedbackError": 503,
    "HeadError": 400,
    "HeadSizeError": 431,
    "HeadTimeError": 408,
    "HostError": 421,
    "IndexBusyError": 503,
    "IndexMismatchError": 503,
    "IssuerError": 503,
    "LoadError": 422,
    "MissingIndexError": 503,
    "ModelError": 500,
    "NoFeedbackError": 403,
    "OverdueError": 503,
    "RateError": 429,
    "ReadOnlyError": 403,
    "RefusedError": 503,
    "ScopeError": 403,
    "StoppedError": 503,
    "UnknownDocumentError": 404,
    "UnknownFeedbackError": 404,
    "UnknownJobError": 404,
    "UnknownKeyError": 404,
    "UnsupportedTypeError": 415,
    "UsageError": 422,
}


def _kinds() -> Iterator[type[CitespanError]]:
    for module in (errors, http_errors):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                assert issubclass(kind, CitespanError)
                yield kind


KINDS = {kind.__name__: kind for kind in _kinds()}


def test_every_error_is_named_here() -> None:
    assert KINDS.keys() == STATUSES.keys()


@pytest.mark.parametrize("name", STATUSES)
def test_an_error_has_its_status(name: str) -> None:
    reply = reply_to(KINDS[name]("the harbour is closed"))
    assert (reply.status_code, reply.media_type) == (STATUSES[name], "application/problem+json")
    assert f'"status":{STATUSES[name]}'.encode() in reply.body


@pytest.mark.parametrize("name", ["CitespanError", "IndexBusyError", "IndexMismatchError", "ModelError"])
def test_an_error_of_the_inside_keeps_its_words_to_itself(name: str) -> None:
    assert b"harbour" not in reply_to(KINDS[name]("the harbour is closed")).body


def test_an_error_says_when_to_try_again() -> None:
    assert reply_to(http_errors.RateError("slow down", retry_seconds=7)).headers["Retry-After"] == "7"
    assert reply_to(errors.IndexBusyError("x")).headers["Retry-After"] == "5"
    assert "Retry-After" not in reply_to(errors.UsageError("x")).headers


def test_a_body_that_is_not_read_closes_its_connection() -> None:
    closed = {name for name, kind in KINDS.items() if reply_to(kind("x")).headers.get("Connection") == "close"}
    assert closed == {
        *("AccessError", "BodySizeError", "BodyTimeError", "CrowdedUploadsError"),
        *("HeadError", "HeadSizeError", "HeadTimeError"),
    }


def test_no_other_module_chooses_a_status_for_an_error() -> None:
    choice = re.compile(r"HTTPStatus\.\w+|HTTPException\(|status_code=[45]\d\d")
    chosen = {
        found
        for file in HTTP.rglob("*.py")
        if file.name != "statuses.py"
        for found in choice.findall(file.read_text(encoding="utf-8"))
    }
    assert chosen == {"HTTPStatus.ACCEPTED", "HTTPStatus.NO_CONTENT"}
