"""The engine of text recognition (RapidOCR), and which way a picture has to be turned to be read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import rapidocr

from citespan.corpus.document import Box
from citespan.corpus.formats.scans.recognised import RecognisedLine, RecognisedWord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Picture = npt.NDArray[np.uint8]

LEAST_CONFIDENCE = 0.8
"""How sure the engine must be of a line: of less, the text would be a guess."""

_MOST_THREADS = 4
_TALL = 1.5
_SAMPLE = 5
_CONVINCING = 0.9


@dataclass(frozen=True, slots=True)
class FoundLines:
    """The lines in a picture, in pixels from its lower left once it is turned clockwise by so many quarters.

    `unclear` counts those that are left out.
    """

    lines: tuple[RecognisedLine, ...] = field(repr=False)
    unclear: int
    quarters: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the engine gives: four corners of each line, [n, 4, 2] in pixels, its text, its confidence, its words."""

    corners: Sequence[npt.NDArray[np.float32]]
    texts: Sequence[str]
    confidences: Sequence[float]
    words: Sequence[Sequence[tuple[str, float, Sequence[Sequence[int]]]]]

    @property
    def lengths(self) -> npt.NDArray[np.float64]:
        """The longer side of each line."""
        return np.array([max(_sides(corners)) for corners in self.corners])

    @property
    def confidence(self) -> float:
        """The mean confidence, long lines counting more."""
        return float(np.average(self.confidences, weights=self.lengths))

    @property
    def is_sideways(self) -> bool:
        """True if most of the text stands in lines that are taller than wide."""
        sides = [_sides(corners) for corners in self.corners]
        tall = sum(height for width, height in sides if height > _TALL * width)
        return tall > sum(width for width, height in sides if width >= height)


def recognise(picture: Picture) -> FoundLines:
    """The lines of a picture, uint8 [height, width, 3] in RGB, which may stand upside down or on its side."""
    reading, quarters = _read(picture), 0
    if reading is None:
        return FoundLines((), 0, 0)
    if reading.is_sideways or reading.confidence < _CONVINCING:
        quarters = _turned_best(picture, reading)
        turned = _read(_turned(picture, quarters)) if quarters else None
        if turned is not None:
            reading = turned
        else:
            quarters = 0
    height = picture.shape[1 if quarters % 2 else 0]
    sure = [place for place, one in enumerate(reading.confidences) if one >= LEAST_CONFIDENCE]
    lines = [line for place in sure if (line := _line(reading, place, height)).words]
    return FoundLines(tuple(lines), len(reading.texts) - len(sure), quarters)


def _turned_best(picture: Picture, reading: _Reading) -> int:
    """The quarters by which the longest lines are read best; 0 if no turn makes them better."""
    longest = np.argsort(-reading.lengths)[:_SAMPLE]
    rectangles = [cv2.boundingRect(np.asarray(reading.corners[place], dtype=np.float32)) for place in longest]
    pieces = [
        picture[max(0, top) : top + height, max(0, left) : left + width] for left, top, width, height in rectangles
    ]
    pieces = [piece for piece in pieces if piece.size]

    def score(quarters: int) -> float:
        return float(np.mean([_confidence(_turned(piece, quarters)) for piece in pieces])) if pieces else 0.0

    return max((1, 3) if reading.is_sideways else (0, 2), key=score)


def _turned(picture: Picture, quarters: int) -> Picture:
    return np.ascontiguousarray(np.rot90(picture, -quarters))


def _read(picture: Picture) -> _Reading | None:
    """The lines of a picture as it stands; None if there is no text."""
    found = _engine()(
        picture[:, :, ::-1], use_det=True, use_cls=False, use_rec=True, return_word_box=True, text_score=0.0
    )
    if getattr(found, "txts", None) is None or found.boxes is None or not len(found.txts):
        return None
    words = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    return _Reading(list(found.boxes), found.txts, [float(score) for score in found.scores], words)


def _confidence(line: Picture) -> float:
    """How sure the engine is of a picture of one line."""
    found = _engine()(line[:, :, ::-1], use_det=False, use_cls=False, use_rec=True, return_word_box=False)
    scores = getattr(found, "scores", None)
    texts = getattr(found, "txts", None)
    return float(scores[0]) if scores and texts and texts[0].strip() else 0.0


def _line(reading: _Reading, place: int, height: int) -> RecognisedLine:
    corners = reading.corners[place]
    return RecognisedLine(
        tuple(_words(reading.texts[place], corners, reading.words[place], height)),
        reading.confidences[place],
        min(_sides(corners)),
    )


def _words(
    text: str,
    corners: npt.NDArray[np.float32],
    words: Sequence[tuple[str, float, Sequence[Sequence[int]]]],
    height: int,
) -> Iterator[RecognisedWord]:
    """The words between blanks, each in the box around the engine's pieces of it; else in its share of the line's."""
    tokens = text.split()
    pieces = [(piece, _box(box, height)) for piece, _, box in words]
    if "".join(piece for piece, _ in pieces) != "".join(tokens):
        pieces = _shared(text, _box(corners, height))
    place = 0
    for token in tokens:
        boxes, length = [], 0
        while length < len(token) and place < len(pieces):
            piece, box = pieces[place]
            boxes.append(box)
            length += len(piece)
            place += 1
        if length != len(token):  # a piece of the engine's reaches beyond the blank
            yield from (RecognisedWord(word, box) for word, box in _shared(text, _box(corners, height)))
            return
        yield RecognisedWord(token, Box.around(boxes))


def _shared(text: str, line: Box) -> list[tuple[str, Box]]:
    """The words of a line with their share of its box, as wide as they have characters."""
    step = (line.right - line.left) / max(1, len(text))
    shared, end = [], 0
    for token in text.split():
        start = text.index(token, end)
        end = start + len(token)
        shared.append((token, Box(line.left + start * step, line.bottom, line.left + end * step, line.top)))
    return shared


def _box(corners: Sequence[Sequence[float]] | npt.NDArray[np.float32], height: int) -> Box:
    across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return Box(min(across), height - max(down), max(across), height - min(down))


def _sides(corners: npt.NDArray[np.float32]) -> tuple[float, float]:
    """The width and height of a rectangle that may be askew."""
    first, second, _, last = corners
    return float(np.linalg.norm(second - first)), float(np.linalg.norm(last - first))


@cache
def _engine() -> rapidocr.RapidOCR:
    """The engine with the models that its package holds: nothing is fetched."""
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": min(os.cpu_count() or 1, _MOST_THREADS),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
