"""What was filled into a form or written onto a page of a PDF file, and where it is seen."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2

_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_TYPED = frozenset((raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX))
_TICKED = frozenset((raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON))
_PASSWORD = 1 << 13
_MOST = 5000


def filled_in(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """The values of form fields and the free texts on a page, each with its rectangle; a ticked box is ☒.

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
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else ""
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
