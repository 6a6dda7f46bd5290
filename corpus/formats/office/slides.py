"""PowerPoint files (.pptx): slide by slide the title, the texts, tables and charts, and the notes of the speaker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import FAULTS, check_archive
from citespan.corpus.formats.extract import LINE_END, TextBuilder
from citespan.corpus.formats.grid import Cell, spread
from citespan.corpus.formats.office.charts import add_chart_values
from citespan.corpus.text.raised import Rise, TextRun, compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.formats.extract import Extract

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STRUCK = frozenset(("sngStrike", "dblStrike"))
_TITLES = frozenset((PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE))
_BODIES = frozenset((PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY))
_MARGINS = frozenset((PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER))

MOST_SLIDES = 5000
"""The most slides that are read of one file."""


def extract_slides(data: bytes, *, source: str) -> Extract:
    """The text of the slides that are shown, each a page: its title is a heading, its notes come last.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, longer than `MOST_SLIDES`, or holds no
            text.
    """
    check_archive(data, source=source)
    builder = TextBuilder()
    hidden: list[int] = []
    silent: list[int] = []
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        slides = deck.slides
        if len(slides) > MOST_SLIDES:
            raise LoadError(f"{source}: has {len(slides)} slides, {MOST_SLIDES} at most are read; split it")
        for number, slide in enumerate(slides, start=1):
            if slide.element.get("show") in {"0", "false"}:
                hidden.append(number)
                continue
            builder.page(number)
            before = builder.length
            _add_slide(builder, slide)
            if builder.length == before:
                silent.append(number)
        title = str(deck.core_properties.title or "")
    except (*FAULTS, PythonPptxError, etree.LxmlError) as exc:
        raise LoadError(f"{source}: is not a PowerPoint file that can be read ({exc}); save it as .pptx again") from exc
    if builder.is_empty:
        raise LoadError(f"{source}: holds no text, only pictures; run text recognition (OCR) first")
    return builder.extract(title=title, losses=[*_losses(hidden, "hidden"), *_losses(silent, "without text")])


def _losses(numbers: Sequence[int], state: str) -> Iterator[Loss]:
    if numbers:
        slides = "slides" if len(numbers) > 1 else "slide"
        yield Loss(f"{slides} {', '.join(map(str, numbers))} {state}: left out", pages=tuple(numbers))


def _add_slide(builder: TextBuilder, slide: Any) -> None:
    shapes = list(_flat(slide.shapes))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES and shape.has_text_frame]
    for shape in titles:
        builder.heading(" ".join(_paragraphs(shape)), level=1)
    for shape in shapes:
        if shape in titles or _placeholder(shape) in _MARGINS:
            continue
        builder.break_off()
        if getattr(shape, "has_table", False):
            builder.table(spread(_rows(shape.table)))
        elif getattr(shape, "has_chart", False):
            _add_chart(builder, shape.chart)
        elif shape.has_text_frame:
            texts = _paragraphs(shape)
            is_list = _placeholder(shape) in _BODIES and len(texts) > 1
            for text in texts:
                builder.item(text) if is_list else builder.paragraph(text)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            builder.paragraph(_text(paragraph._p))


def _flat(shapes: Any) -> Iterator[Any]:
    """The shapes of a slide, those in groups in the place of their group; groups nest as deep as they like."""
    waiting = list(reversed(list(shapes)))
    while waiting:
        shape = waiting.pop()
        if hasattr(shape, "shapes"):
            waiting.extend(reversed(list(shape.shapes)))
        else:
            yield shape


def _placeholder(shape: Any) -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _paragraphs(shape: Any) -> list[str]:
    texts = (_text(paragraph._p) for paragraph in shape.text_frame.paragraphs)
    return [text for text in texts if text.strip()]


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph as it is seen, without what is struck out."""
    runs = []
    for element in paragraph:
        if element.tag == f"{_A}br":
            runs.append(TextRun(LINE_END))
        elif element.tag in {f"{_A}r", f"{_A}fld"}:
            properties = element.find(f"{_A}rPr")
            stated = {} if properties is None else properties.attrib
            if stated.get("strike") not in _STRUCK:
                runs.append(TextRun(element.findtext(f"{_A}t") or "", _rise(stated.get("baseline", "0"))))
    return compose(runs)


def _rise(baseline: str) -> Rise:
    if baseline.strip("0%") == "":
        return Rise.LEVEL
    return Rise.LOWERED if baseline.startswith("-") else Rise.RAISED


def _rows(table: Any) -> list[list[Cell]]:
    return [
        [
            Cell(
                " ".join(_text(paragraph._p) for paragraph in cell.text_frame.paragraphs),
                columns=cell.span_width,
                rows=cell.span_height,
                is_name=number == 0 and bool(table.first_row),
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
        for number, row in enumerate(table.rows)
    ]


def _add_chart(builder: TextBuilder, chart: Any) -> None:
    """Add a chart's title and its values."""
    if chart.has_title and chart.chart_title.has_text_frame:
        builder.paragraph(chart.chart_title.text_frame.text)
    add_chart_values(builder, chart.element)
