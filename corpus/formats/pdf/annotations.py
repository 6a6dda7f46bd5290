"""What was filled into a form or written onto a page of a PDF file, and where it goes among the lines of the page."""

from __future__ import annotations

import ctypes
from array import array
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box
from citespan.corpus.formats.pdf.lines import BLANK, Line, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pypdfium2

_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_TYPED = frozenset((raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX))
_TICKED = frozenset((raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON))
_PASSWORD = 1 << 13
_MOST = 5000
_USUAL_SIZE = 12.0
_FARTHEST_ABOVE = 1.5

TICK = "☒"
"""What a ticked box says."""

NO_TICK = "☐"
"""What a box says that is not ticked."""


def filled_in(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """The values of form fields and the free texts on a page, each with its rectangle; a box is ☒ or ☐.

    Source: ISO 32000-1, sections 12.5 and 12.7.
    """
    for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            text = _text(annotation, page.formenv.raw if page.formenv else None)
            rectangle = raw.FS_RECTF()
            if text.strip() and raw.FPDFAnnot_GetRect(annotation, rectangle):
                left, right = sorted((rectangle.left, rectangle.right))
                bottom, top = sorted((rectangle.bottom, rectangle.top))
                yield text, Box(left, bottom, right, top)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def struck_out(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Where words of a page are marked as struck out.

    Source: ISO 32000-1, section 12.5.6.10.
    """
    for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_STRIKEOUT:
                continue
            for place in range(min(raw.FPDFAnnot_CountAttachmentPoints(annotation), _MOST)):
                quad = raw.FS_QUADPOINTSF()
                if raw.FPDFAnnot_GetAttachmentPoints(annotation, place, quad):
                    across, up = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                    yield Box(min(across), min(up), max(across), max(up))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _text(annotation: raw.FPDF_ANNOTATION, form: raw.FPDF_FORMHANDLE | None) -> str:
    if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return ""
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _read(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in _TICKED:
        return TICK if raw.FPDFAnnot_IsChecked(form, annotation) else NO_TICK
    if field not in _TYPED or raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _read(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _read(call: Callable[[ctypes.Array[ctypes.c_ushort] | None, int], int]) -> str:
    """What a function of pdfium writes into a buffer that it first says the size of, in UTF-16."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    call(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace").replace("\0", "")


def put_filled(lines: list[Line], text: str, box: Box) -> None:
    """Put a text that was filled in on the line of its label: to the left of it, or above; a tick before what it ticks.

    What has no label stands on a line of its own.
    """
    said = " ".join(text.split())
    places = array("i", [BLANK] * len(said))
    beside = _nearest(lines, box, is_tick=said in {TICK, NO_TICK})
    if beside is None:
        number = _above(lines, box)
        size = lines[number].size if number is not None else min(box.top - box.bottom, _USUAL_SIZE)
        piece = Piece(said, places, box, size, is_filled=True)
        if number is not None and number + 1 < len(lines) and _is_row_of(lines[number + 1], box):
            row = sorted((*lines[number + 1].pieces, piece), key=lambda one: one.box.left)
            lines[number + 1] = Line(tuple(row))
        else:
            lines.insert(len(lines) if number is None else number + 1, Line((piece,)))
        return
    number, position = beside
    pieces = lines[number].pieces
    label = pieces[position]
    around = Box.around((label.box, box))
    if box.left < label.box.left:
        made = Piece(
            f"{said} {label.text}", array("i", [*places, BLANK, *label.places]), around, label.size, True, True
        )
    else:
        made = Piece(
            f"{label.text} {said}", array("i", [*label.places, BLANK, *places]), around, label.size, True, True
        )
    lines[number] = Line((*pieces[:position], made, *pieces[position + 1 :]))


def _nearest(lines: Sequence[Line], box: Box, *, is_tick: bool) -> tuple[int, int] | None:
    """The line and piece at the height of a field that are nearest to its left; those to the right of a tick, too."""
    height = box.top - box.bottom
    best: tuple[float, int, int] | None = None
    for number, line in enumerate(lines):
        if line.table is not None:
            continue
        for position, piece in enumerate(line.pieces):
            middle = (piece.box.bottom + piece.box.top) / 2
            if not box.bottom <= middle <= box.top or piece.is_filled:
                continue
            gap = box.left - piece.box.right
            behind = piece.box.left - box.right
            away = behind if is_tick and -0.5 * height < behind < abs(gap) else gap
            if away > -0.5 * height and (best is None or away < best[0]):
                best = away, number, position
    return None if best is None else best[1:]


def _above(lines: Sequence[Line], box: Box) -> int | None:
    """The line right above a field, which is its label; None if there is none."""
    best: tuple[float, int] | None = None
    for number, line in enumerate(lines):
        for piece in line.pieces:
            step = piece.box.bottom - box.top
            height = piece.box.top - piece.box.bottom
            is_over = piece.box.left < box.right and box.left < piece.box.right
            if is_over and -0.5 * height <= step <= _FARTHEST_ABOVE * height and (best is None or step < best[0]):
                best = step, number
    return None if best is None else best[1]


def _is_row_of(line: Line, box: Box) -> bool:
    """True if a line holds nothing but values, at the height of another one and beside it."""
    return all(
        piece.is_filled
        and not piece.has_label
        and piece.box.bottom < box.top
        and box.bottom < piece.box.top
        and (piece.box.right <= box.left or box.right <= piece.box.left)
        for piece in line.pieces
    )
