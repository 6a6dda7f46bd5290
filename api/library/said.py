"""What callers hand in as a response: one of this process, or one that was read from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from citespan.api.library.response import LibraryResponse
from citespan.api.wire.reading import parse_responses
from citespan.corpus.errors import LoadError

if TYPE_CHECKING:
    from citespan.qa.answer import Response


def said_in(response: LibraryResponse | Mapping[str, object] | str) -> Response:
    """The response that is meant.

    Raises:
        LoadError: if it is none, or several.
    """
    if isinstance(response, LibraryResponse):
        text = response.to_json()
    elif isinstance(response, Mapping):
        text = json.dumps(response)
    else:
        text = response
    said = parse_responses(text.encode("utf-8", "surrogatepass"), name="response")
    if len(said) > 1:
        raise LoadError(f"response: holds {len(said)} responses; give one after the other")
    return said[0]
