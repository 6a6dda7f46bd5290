"""The wire format of how documents look: their pages, places on them, renderings, and words found in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from citespan.api.wire.response import Offset, Wire


class PageSizeModel(Wire):
    """How large a page of a PDF file is, as it is looked at, in points; numbers count from 1."""

    number: int = Field(ge=1)
    width: float = Field(ge=0)
    height: float = Field(ge=0)


class PageSizesModel(Wire):
    """All pages of a document's file, those without text among them."""

    document_id: str
    sha256: str = Field(description="that of the file")
    pages: tuple[PageSizeModel, ...]


class SeenBoxModel(Wire):
    """A rectangle on the picture of a page: shares of its width and height, in [0, 1], from its upper left."""

    page: int = Field(ge=1)
    left: float = Field(ge=0, le=1)
    top: float = Field(ge=0, le=1)
    width: float = Field(ge=0, le=1)
    height: float = Field(ge=0, le=1)


class BoxesModel(Wire):
    """Where a span of a document is seen on its pages: a box for each of its lines, in order."""

    document_id: str
    text_sha256: str
    start: Offset
    end: Offset
    boxes: tuple[SeenBoxModel, ...]


class PieceModel(Wire):
    """A step of a rendering: an element that begins, or ends, or a text with its place in the document."""

    kind: Literal["open", "close", "text"]
    tag: str = Field(default="", description="of an element that begins, as in HTML; `img` holds a picture's text")
    href: str | None = Field(default=None, description="where a link leads: a web page or a mail address")
    number: int | None = Field(default=None, description="that of a numbered list's first item")
    text: str = ""
    start: int = Field(default=0, ge=0)
    end: int = Field(
        default=0,
        ge=0,
        description="`start` if the text stands nowhere; as far from it as the text is long, or the"
        " text stands for that stretch as a whole",
    )


class RenderingModel(Wire):
    """A Markdown document as it is rendered, step by step."""

    document_id: str
    text_sha256: str
    pieces: tuple[PieceModel, ...]


class WordsPlaceModel(Wire):
    """A place where the words stand."""

    start: Offset
    end: Offset


class WordsFoundModel(Wire):
    """Where words stand in a document's text, from its start; `more` if there are further places."""

    document_id: str
    text_sha256: str
    found: tuple[WordsPlaceModel, ...]
    more: bool
