"""Running the HTTP application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from citespan.api.app import build_app
from citespan.api.own_host import OwnHost, is_loopback
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def check_loopback(host: str) -> None:
    """Raise `UsageError` if others than this machine could reach `host`: nothing checks yet who is asking."""
    if not is_loopback(f"[{host}]" if ":" in host else host):
        raise UsageError(
            f"{host} is not a loopback address, and there are no access keys yet; "
            "use 127.0.0.1, and a proxy that checks who is asking"
        )


def serve_app(answerer: Answerer, *, host: str, port: int) -> None:
    """Serve until interrupted; requests in flight are finished."""
    uvicorn.run(OwnHost(build_app(answerer)), host=host, port=port, log_level="info", access_log=False)
