"""A check as one self-contained page: no script, nothing fetched, everything from documents escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from citespan.api.check.report import TOLERATED
from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import boundary_at_or_after, boundary_at_or_before
from citespan.qa.regression.diagnosis import nearest_target, span_difference
from citespan.qa.regression.measures import gates, is_tolerated, measured, measured_by_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.regression.baseline import Comparison
    from citespan.qa.regression.run import FileRun
    from citespan.qa.regression.stages import Finding

_CONTEXT = 120
_PLACES_SHOWN = 5


def check_page(runs: Sequence[FileRun], comparison: Comparison | None) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=PackageLoader("citespan.api.check", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for helper in (_difference, _surroundings, gates, is_tolerated, measured, measured_by_tag):
        environment.globals[helper.__name__.removeprefix("_")] = helper
    return environment.get_template("page.html").render(
        runs=runs, comparison=comparison, tolerated=TOLERATED, places_shown=_PLACES_SHOWN
    )


def _surroundings(text: str, span: Span) -> Span:
    """The span that is shown around `span`."""
    start, end = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    return Span(boundary_at_or_after(text, start), boundary_at_or_before(text, end))


def _difference(finding: Finding) -> str:
    """How far the answer that was given lies from the nearest expected place; empty if there is nothing to tell."""
    if finding.answer is None:
        return ""
    first = finding.answer.citations[0]
    nearest = nearest_target(finding.expected, first)
    return span_difference(nearest, first) if nearest else ""
