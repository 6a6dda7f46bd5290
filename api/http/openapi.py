"""The OpenAPI document: the contract of the HTTP service, as clients are generated from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from citespan.api.http.guard.access import guarded

if TYPE_CHECKING:
    from citespan.api.http.guard.access import Access

_EXAMPLE = Path(__file__).parents[1] / "wire" / "response-example.json"
_SCHEMAS = "#/components/schemas/"


class DescribedApp(FastAPI):
    """An application that describes itself as it is now: behind keys or not, and below which path."""

    access: Access | None = None
    root: str = ""
    _readable: dict[bool, dict[str, Any]] | None = None

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; it says that a key is demanded as soon as one is.

        It has an example of a response, for FastAPI's own examples lose what is null in them.
        """
        self._readable = self._readable or {}
        demanded = self.access is not None and self.access.is_demanded
        if demanded not in self._readable:
            self._readable[demanded] = self._described(demanded=demanded)
        return self._readable[demanded] | {"servers": [{"url": self.root or "/"}]}

    def _described(self, *, demanded: bool) -> dict[str, Any]:
        document = super().openapi()
        if demanded and self.access is not None:
            document = guarded(document, issuer=self.access.issuer)
        made = with_readable_names(document)
        example = json.loads(_EXAMPLE.read_text(encoding="utf-8"))
        schemas = made["components"]["schemas"]
        schemas["Response"]["examples"] = [example]
        # Declared in the request, the response would be described twice: as it comes in and as it goes out.
        schemas["FeedbackRequest"]["properties"]["response"] = {"$ref": f"{_SCHEMAS}Response"}
        schemas["FeedbackRequest"]["examples"] = [{"response": example, "verdict": "right"}]
        return made


def with_readable_names(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with the names of its schemas as a reader of it would give them: without what only our code needs.

    Raises:
        ValueError: if two schemas would have one name.
    """
    schemas = document["components"]["schemas"]
    names = {name: _readable(name) for name in schemas}
    if len(set(names.values())) < len(names):
        raise ValueError(f"two schemas have one name: {', '.join(sorted(names.values()))}")
    renamed: dict[str, Any] = _renamed(document, names)
    renamed["components"]["schemas"] = {
        names[name]: schema | ({"title": names[name]} if schema.get("title") == name else {})
        for name, schema in renamed["components"]["schemas"].items()
    }
    return renamed


def _readable(name: str) -> str:
    if name.startswith("Body_"):  # FastAPI's name of a form
        operation = name.removeprefix("Body_")
        return operation[:1].upper() + operation[1:]
    return name.removesuffix("Model")


def _renamed(tree: Any, names: dict[str, str]) -> Any:
    """`tree` with every reference to a schema under its new name."""
    if isinstance(tree, dict):
        return {
            key: _SCHEMAS + names[value.removeprefix(_SCHEMAS)]
            if key == "$ref" and value.startswith(_SCHEMAS)
            else _renamed(value, names)
            for key, value in tree.items()
        }
    return [_renamed(value, names) for value in tree] if isinstance(tree, list) else tree
