"""What the process that parses files is asked about how documents look; every answer is made of what JSON holds."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from citespan.corpus.document import Span
from citespan.corpus.formats.scans.recognised import page_from
from citespan.corpus.formats.seen.pictures import page_picture, page_sizes, seen_areas
from citespan.corpus.text.seen_markdown import render_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping


def look(data: bytes, task: str, request: Mapping[str, Any]) -> object:
    """The answer to a task: `sizes` or a `picture` of pages, `areas` of a span, or a `rendering`.

    Raises:
        LoadError: if the file cannot be shown.
        ValueError: if there is no such task.
    """
    source = request["source"]
    match task:
        case "sizes":
            return [asdict(size) for size in page_sizes(data, source=source)]
        case "picture":
            picture = page_picture(data, request["number"], width=request["width"], source=source)
            return base64.b64encode(picture).decode()
        case "areas":
            areas = seen_areas(
                data,
                Span(**request["of"]),
                text_sha256=request["text_sha256"],
                source=source,
                recognised={page.number: page for page in map(page_from, request["recognised"])},
            )
            return [asdict(area) for area in areas]
        case "rendering":
            return [asdict(piece) for piece in render_markdown(data.decode("utf-8"))]
        case _:
            raise ValueError(task)
