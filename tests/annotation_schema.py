"""What the W3C's data model demands of an annotation, of the kinds of body and selector that citespan writes."""

from __future__ import annotations

from typing import Any

IRI = {"type": "string", "minLength": 1, "pattern": r"^[^\s<>\"{}|\\^`]+$"}


def _selector(kind: str, required: tuple[str, ...], **properties: object) -> dict[str, Any]:
    return {
        "required": ["type", *required],
        "additionalProperties": False,
        "properties": {"type": {"const": kind}, **properties},
    }


OFFSET = {"type": "integer", "minimum": 0}
SELECTORS = [
    _selector("TextPositionSelector", ("start", "end"), start=OFFSET, end=OFFSET),
    _selector(
        "TextQuoteSelector",
        ("exact",),
        exact={"type": "string", "minLength": 1},
        prefix={"type": "string"},
        suffix={"type": "string"},
    ),
    _selector(
        "FragmentSelector",
        ("value", "conformsTo"),
        value={"type": "string", "pattern": "^page=[1-9][0-9]*$"},
        conformsTo={"const": "http://tools.ietf.org/rfc/rfc3778"},
    ),
]
ANNOTATIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["@context", "id", "type", "target"],
        "properties": {
            "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
            "id": IRI,
            "type": {"const": "Annotation"},
            "motivation": {"enum": ["highlighting"]},
            "body": {
                "type": "object",
                "required": ["type", "value"],
                "properties": {"type": {"const": "TextualBody"}, "value": {"type": "string"}},
            },
            "target": {
                "type": "object",
                "required": ["source", "selector"],
                "additionalProperties": False,
                "properties": {"source": IRI, "selector": {"type": "array", "items": {"oneOf": SELECTORS}}},
            },
        },
    },
}
