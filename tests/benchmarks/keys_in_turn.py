"""Hooks for Schemathesis: requests have one key after the other; no reply names what its key does not see."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import schemathesis
from labelled_cases import names_in

if TYPE_CHECKING:
    from schemathesis import AuthContext, Case, CheckContext, Response

_task = json.loads(Path(os.environ["LABELLED_CASES"]).read_text(encoding="utf-8"))
_everything = tuple(_task["everything"])
_names = {token: name for name, token in _task["tokens"].items()}
_turns = itertools.cycle(_names)


@schemathesis.auth(refresh_interval=None)
class KeysInTurn:
    """Gives each request the next key."""

    def get(self, case: Case, context: AuthContext) -> str:  # noqa: ARG002 - Schemathesis calls it so
        """The token of the next key."""
        return next(_turns)

    def set(self, case: Case, data: str, context: AuthContext) -> None:  # noqa: ARG002
        """Send it along."""
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.check
def names_what_its_key_sees(ctx: CheckContext, response: Response, case: Case) -> None:
    """Fail if the reply names a document that its key does not see, and its request did not."""
    request = response.request
    key = _names.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")
    body = request.body or b""
    sent = unquote_plus(request.url or "") + (body if isinstance(body, str) else body.decode("utf-8", "replace"))
    told = response.content.decode("utf-8", "replace") + "\n".join(map(str, response.headers.items()))
    named = names_in(told, _everything, but=sent)
    seen = set(_task["seen"].get(key, ()))
    with Path(_task["log"]).open("a", encoding="utf-8") as log:
        log.write(json.dumps({"key": key, "own": len(named & seen), "foreign": len(named - seen)}) + "\n")
    if foreign := sorted(named - seen):
        raise AssertionError(f"the reply to {key or 'nobody'} names {', '.join(foreign)}, which that key does not see")
