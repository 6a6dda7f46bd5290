"""Which forms there are, and what they are called."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """A form in which a response, or what it cites, is written."""

    JSON = "json"
    MARKDOWN = "markdown"
    W3C = "w3c"
    CHAR = "char"
    ANTHROPIC = "anthropic"
    CSL = "csl"
    BIBTEX = "bibtex"

    @property
    def media_type(self) -> str:
        """What HTTP calls it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.MARKDOWN: "text/markdown",
    Form.W3C: "application/ld+json",
    Form.CHAR: "text/uri-list",
    Form.ANTHROPIC: "application/vnd.citespan.content-blocks+json",
    Form.CSL: "application/vnd.citationstyles.csl+json",
    Form.BIBTEX: "application/x-bibtex",
}


def form_accepted(accept: str) -> Form:
    """The form that an `Accept` header asks for first; JSON if it names none of them."""
    named = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((form for name in named for form in Form if form.media_type == name), Form.JSON)
