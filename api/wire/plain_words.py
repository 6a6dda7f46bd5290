"""A response in plain words, for doors that show a text: the answers' texts, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.qa.answer import Status

if TYPE_CHECKING:
    from citespan.qa.answer import Response

_SILENT = "These documents do not say."
_UNSURE = "Not sure enough to answer."
_REFUSED = "There can be no answer:"


def lines_of(response: Response) -> tuple[str, ...]:
    """The answers' texts, one a line, each on one line; or the sentence that says why there is none."""
    if response.status is Status.ABSTAINED:
        if response.refused:
            return (f"{_REFUSED} {_on_one_line(response.refused.detail)}.",)
        if response.lead is None:
            return (_SILENT,)
        place = response.lead.citations[0].source
        return (f"{_UNSURE} The most likely place is {place}: “{_on_one_line(response.lead.text)}”.",)
    return tuple(_on_one_line(answer.text) for answer in response.answers)


def answers_in(text: str) -> tuple[str, ...]:
    """The answers' texts in what `lines_of` gave; empty if it was such a sentence."""
    return (
        ()
        if text.startswith((_SILENT, _UNSURE, _REFUSED))
        else tuple(line for line in text.split("\n") if line.strip())
    )


def _on_one_line(text: str) -> str:
    """The text with blanks for line ends, a character each, so that its length stays."""
    return text.translate({ord(end): " " for end in "\n\r\v\f\x85\u2028\u2029"})
