"""The values of a chart (DrawingML), whatever it looks like: a row for each category, a column for each series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from citespan.corpus.formats.office.cell_values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from citespan.corpus.formats.extract import TextBuilder

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def add_chart_values(builder: TextBuilder, chart: etree._Element) -> None:
    """Add the values of all series of a chart as a table; nothing if there are none.

    `chart` is its `chartSpace`. Source: ECMA-376, part 1, 21.2.
    """
    series = list(chart.iter(f"{_C}ser"))
    values = [dict(_points(one, "val", "yVal")) for one in series]
    labels: dict[int, str] = {}
    for one in series:
        for place, label in _points(one, "cat", "xVal"):
            labels.setdefault(place, label)
    places = sorted(labels.keys() | {place for column in values for place in column})
    if not places:
        return
    builder.names(["", *(" ".join(one.findtext(f"{_C}tx//{_C}v", "").split()) for one in series)])
    for place in places:
        builder.row([labels.get(place, ""), *(column.get(place, "") for column in values)])


def _points(series: etree._Element, *kinds: str) -> Iterator[tuple[int, str]]:
    """The places and texts of what a series holds of one of these kinds; of categories in levels, the lowest."""
    for kind in kinds:
        for held in series.iterfind(f"{_C}{kind}"):
            level = held.find(f".//{_C}lvl")
            for point in (held if level is None else level).iter(f"{_C}pt"):
                text = " ".join(point.findtext(f"{_C}v", "").split())
                yield int(point.get("idx", "")), _as_shown(text, held.findtext(f".//{_C}formatCode", ""))


def _as_shown(text: str, number_format: str) -> str:
    """A value of a chart: a number as it is, unless its format makes a date of it."""
    try:
        number = float(text)
    except ValueError:
        return text
    if is_date_format(number_format):
        return shown(from_excel(number), number_format)
    return f"{number:.15g}"
