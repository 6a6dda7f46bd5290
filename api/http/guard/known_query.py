"""Query parameters: one that a route does not know is a mistake, which would go unnoticed if it were ignored."""

from __future__ import annotations

from collections import Counter

from fastapi import Request  # noqa: TC002 - FastAPI reads the annotation

from citespan.corpus.errors import UsageError

_SHOWN = 100
"""How much of a name is said again."""


async def check_query(request: Request) -> None:
    """Refuse a request with a query parameter that its route does not have, or with one that stands twice.

    A FastAPI dependency; what a route has is what the OpenAPI document says of it.

    Raises:
        UsageError: if there is such a parameter; it is named.
    """
    given = Counter(name for name, _ in request.query_params.multi_items())
    if not given:
        return
    operation = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    known = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    if unknown := sorted(name[:_SHOWN] for name in given if name not in known):
        there_are = f"there are {', '.join(known)}" if known else "there is none here"
        raise UsageError(f"unknown query parameter {', '.join(unknown)}; {there_are}")
    if twice := sorted(name for name, count in given.items() if count > 1):
        raise UsageError(f"query parameter {', '.join(twice)} stands twice; send one value")
