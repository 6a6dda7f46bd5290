"""A response as Python has it: its fields as attributes, printed as a person reads it."""

from __future__ import annotations

from pydantic import ConfigDict, PrivateAttr

from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import UsageError
from citespan.qa.answer import Response


class LibraryResponse(ResponseModel):
    """What a question got. Its attributes are the fields of the response, as docs/response.md names them.

    Printed, it reads as `citespan ask` prints it; a notebook shows the same, the quote marked in its evidence.
    """

    model_config = ConfigDict(frozen=True)

    _said: Response | None = PrivateAttr(None)

    @classmethod
    def of(cls, said: Response) -> LibraryResponse:
        """The response that `said` is."""
        response = cls.model_validate(said)
        response._said = said
        return response

    def to_json(self) -> str:
        """The response as `citespan ask --json` prints it."""
        return self.model_dump_json(indent=2)

    def to_dict(self) -> dict[str, object]:
        """The response as plain dictionaries, lists, strings and numbers, as JSON has them."""
        return self.model_dump(mode="json")

    def to(self, form: str) -> str:
        """The response, or what it cites, as `citespan ask --format` prints it: `markdown`, `w3c`, `bibtex` and so on.

        Raises:
            UsageError: if there is no such form.
        """
        from citespan.api.standards.form import Form
        from citespan.api.standards.write import written

        if form not in set(Form):
            raise UsageError(f"there is no form {form!r}; there are {', '.join(Form)}")
        return written(self, Form(form))

    def __str__(self) -> str:
        from citespan.api.library.shown import as_text

        return as_text(self._in_full())

    def __repr__(self) -> str:
        return f"<citespan response: {self.status}, {[answer.text for answer in self.answers]}>"

    def _repr_html_(self) -> str:
        from citespan.api.library.shown import as_html

        return as_html(self._in_full())

    def _in_full(self) -> Response:
        """What was said; of a response that was read from JSON, all but its explanation."""
        from citespan.api.wire.reading import response_from

        return self._said or response_from(self)
