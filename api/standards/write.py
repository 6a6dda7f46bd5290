"""A response in the form that is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from citespan.api.standards.bibliography import bibtex, csl_items
from citespan.api.standards.char_range import char_fragments
from citespan.api.standards.content_blocks import content_blocks
from citespan.api.standards.footnotes import footnoted
from citespan.api.standards.form import Form
from citespan.api.standards.web_annotation import web_annotations

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.api.wire.response import ResponseModel


def written(response: ResponseModel, form: Form) -> str:
    """The response in this form; where it has no answer, the forms that hold citations alone are empty."""
    return _WRITERS[form](response)


def _json(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=2)


_WRITERS: dict[Form, Callable[[ResponseModel], str]] = {
    Form.JSON: lambda response: response.model_dump_json(indent=2),
    Form.MARKDOWN: footnoted,
    Form.CHAR: lambda response: "\n".join(char_fragments(response)),
    Form.BIBTEX: bibtex,
    Form.W3C: lambda response: _json(web_annotations(response)),
    Form.ANTHROPIC: lambda response: _json(content_blocks(response)),
    Form.CSL: lambda response: _json(csl_items(response)),
}
