"""The straight lines that are drawn on a page of a PDF file: rules of tables, and strokes through words."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

    from citespan.corpus.formats.pdf.view import View

_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 2000
_MOST_LINES = 1500
_THIN = 3.0
_JOINED = 2.5
_SHORTEST = 4.0
_BACKGROUND = 0.9


@dataclass(frozen=True, slots=True, order=True)
class DrawnLine:
    """A line: at this height from left to right, or at this place from below to above."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """The lines across a page and those up it, as they are seen."""

    across: tuple[DrawnLine, ...] = ()
    upright: tuple[DrawnLine, ...] = ()


def ruled_lines(page: pypdfium2.PdfPage, view: View) -> Ruled:
    """The lines of a page; none if there are so many that they are a drawing."""
    across: list[DrawnLine] = []
    upright: list[DrawnLine] = []
    for number in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for box in _edges(drawn, view):
            wide, high = box.right - box.left, box.top - box.bottom
            if high <= _THIN < wide:
                across.append(DrawnLine((box.bottom + box.top) / 2, box.left, box.right))
            elif wide <= _THIN < high:
                upright.append(DrawnLine((box.left + box.right) / 2, box.bottom, box.top))
        if len(across) + len(upright) > 4 * _MOST_LINES:
            return Ruled()
    found = Ruled(_merged(across), _merged(upright))
    return found if len(found.across) + len(found.upright) <= _MOST_LINES else Ruled()


def _edges(drawn: raw.FPDF_PAGEOBJECT, view: View) -> Iterator[Box]:
    """The straight strokes of a path, and the edges of an area that it fills, each as a thin rectangle."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    segments = raw.FPDFPath_CountSegments(drawn)
    raw.FPDFPath_GetDrawMode(drawn, fill, stroke)
    if not 2 <= segments <= _MOST_SEGMENTS or not (fill.value or stroke.value):
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    whole = Box(left.value, bottom.value, right.value, top.value)
    if min(right.value - left.value, top.value - bottom.value) <= _THIN:
        yield view.seen(whole) if view.is_turned else whole
        return
    if right.value - left.value > _BACKGROUND * view.width and top.value - bottom.value > _BACKGROUND * view.height:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    begin = pen = (0.0, 0.0)
    for number in range(segments):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        point = _point(segment, matrix)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield _between(pen, point, view)
        pen = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield _between(pen, begin, view)
            pen = begin


def _point(segment: raw.FPDF_PATHSEGMENT, matrix: raw.FS_MATRIX) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return (
        matrix.a * x.value + matrix.c * y.value + matrix.e,
        matrix.b * x.value + matrix.d * y.value + matrix.f,
    )


def _between(one: tuple[float, float], other: tuple[float, float], view: View) -> Box:
    box = Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
    return view.seen(box) if view.is_turned else box


def _merged(rules: Sequence[DrawnLine]) -> tuple[DrawnLine, ...]:
    """The lines, those that go on in each other made one, without those that are hardly more than dots."""
    found: list[DrawnLine] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / _JOINED), rule.start)):
        last = found[-1] if found else None
        if last is not None and abs(last.at - rule.at) < _JOINED and rule.start <= last.end + _JOINED:
            found[-1] = DrawnLine(last.at, last.start, max(last.end, rule.end))
        else:
            found.append(rule)
    return tuple(rule for rule in found if rule.end - rule.start >= _SHORTEST)
