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
    Corners = npt.NDArray[np.float64]

LEAST_CONFIDENCE = 0.8
"""How sure the engine must be of a line: of less, the text would be a guess."""

_MOST_THREADS = 4
_NARROWER = 0.7  # time goes with the width of lines, and letters that are so much narrower are read as well
_LONGEST_SIDE = 4000
_LONGEST_SIDE_TO_FIND_LINES = 1600
_LONGEST_SIDE_OF_PROFILE = 800
_CLEARLY = 2
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

    corners: Sequence[Corners]
    texts: Sequence[str]
    confidences: Sequence[float]
    words: Sequence[Sequence[tuple[str, Corners]]]

    @property
    def confidence(self) -> float:
        """The mean confidence, long lines counting more."""
        return float(np.average(self.confidences, weights=_lengths(self.corners)))


def recognise(picture: Picture) -> FoundLines:
    """The lines of a picture, uint8 [height, width, 3] in RGB, which may stand upside down or on its side."""
    quarters = 0
    if _seems_sideways(picture) and _are_sideways(found := _found(picture)):
        quarters = _turned_best(picture, found)
    reading = _read(_turned(picture, quarters))
    if reading is None:
        return FoundLines((), 0, 0)
    if not quarters and (_are_sideways(reading.corners) or reading.confidence < _CONVINCING):
        quarters = _turned_best(picture, reading.corners)
        turned = _read(_turned(picture, quarters)) if quarters else None
        if turned is not None:
            reading = turned
        else:
            quarters = 0
    height = picture.shape[1 if quarters % 2 else 0]
    sure = [place for place, one in enumerate(reading.confidences) if one >= LEAST_CONFIDENCE]
    lines = [line for place in sure if (line := _line(reading, place, height)).words]
    return FoundLines(tuple(lines), len(reading.texts) - len(sure), quarters)


def _seems_sideways(picture: Picture) -> bool:
    """True if ink comes and goes from left to right rather than from top to bottom, as it does where lines stand.

    It tells at no cost which pages are worth finding lines on before any is read.
    """
    scale = min(1.0, _LONGEST_SIDE_OF_PROFILE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).mean(axis=2)
    changes = [float(np.diff(small.mean(axis=axis)).std()) if small.shape[1 - axis] > 1 else 0.0 for axis in (0, 1)]
    return changes[0] > _CLEARLY * changes[1]


def _are_sideways(lines: Sequence[Corners]) -> bool:
    """True if most of the text stands in lines that are taller than wide."""
    sides = [_sides(corners) for corners in lines]
    tall = sum(height for width, height in sides if height > _TALL * width)
    return tall > sum(width for width, height in sides if width >= height)


def _lengths(lines: Sequence[Corners]) -> npt.NDArray[np.float64]:
    """The longer side of each line."""
    return np.array([max(_sides(corners)) for corners in lines])


def _turned_best(picture: Picture, lines: Sequence[Corners]) -> int:
    """The quarters by which the longest lines are read best; 0 if no turn makes them better."""
    longest = np.argsort(-_lengths(lines))[:_SAMPLE]
    rectangles = [cv2.boundingRect(np.asarray(lines[place], dtype=np.float32)) for place in longest]
    pieces = [
        picture[max(0, top) : top + height, max(0, left) : left + width] for left, top, width, height in rectangles
    ]
    pieces = [piece for piece in pieces if piece.size]

    def score(quarters: int) -> float:
        return float(np.mean([_confidence(_turned(piece, quarters)) for piece in pieces])) if pieces else 0.0

    return max((1, 3) if _are_sideways(lines) else (0, 2), key=score)


def _turned(picture: Picture, quarters: int) -> Picture:
    return np.ascontiguousarray(np.rot90(picture, -quarters))


def _narrowed(picture: Picture) -> tuple[Picture, npt.NDArray[np.float64]]:
    """The picture, BGR, drawn out downwards, so that its letters are narrower, and by how much it is [across, down]."""
    height, width = picture.shape[:2]
    across = min(1.0, _LONGEST_SIDE / width, _LONGEST_SIDE * _NARROWER / height)
    size = (max(1, round(width * across)), max(1, round(height * across / _NARROWER)))
    drawn = cv2.resize(picture[:, :, ::-1], size, interpolation=cv2.INTER_AREA if across < 1 else cv2.INTER_CUBIC)
    return drawn.astype(np.uint8, copy=False), np.array(size) / (width, height)


def _found(picture: Picture) -> Sequence[Corners]:
    """The corners of the lines in a picture, which are not read."""
    drawn, scale = _narrowed(picture)
    boxes = getattr(_engine()(drawn, use_det=True, use_cls=False, use_rec=False), "boxes", None)
    return () if boxes is None else [np.asarray(corners) / scale for corners in boxes]


def _read(picture: Picture) -> _Reading | None:
    """The lines of a picture as it stands; None if there is no text."""
    drawn, scale = _narrowed(picture)
    found = _engine()(drawn, use_det=True, use_cls=False, use_rec=True, return_word_box=True, text_score=0.0)
    if getattr(found, "txts", None) is None or found.boxes is None or not len(found.txts):
        return None
    words = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    return _Reading(
        [np.asarray(corners) / scale for corners in found.boxes],
        found.txts,
        [float(score) for score in found.scores],
        [[(piece, np.asarray(corners) / scale) for piece, _, corners in line] for line in words],
    )


def _confidence(line: Picture) -> float:
    """How sure the engine is of a picture of one line."""
    found = _engine()(_narrowed(line)[0], use_det=False, use_cls=False, use_rec=True, return_word_box=False)
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
    corners: Corners,
    words: Sequence[tuple[str, Corners]],
    height: int,
) -> Iterator[RecognisedWord]:
    """The words between blanks, each in the box around the engine's pieces of it; else in its share of the line's."""
    tokens = text.split()
    pieces = [(piece, _box(box, height)) for piece, box in words]
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


def _box(corners: Corners, height: int) -> Box:
    across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return Box(min(across), height - max(down), max(across), height - min(down))


def _sides(corners: Corners) -> tuple[float, float]:
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
            "Global.max_side_len": _LONGEST_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST_SIDE_TO_FIND_LINES,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": min(os.cpu_count() or 1, _MOST_THREADS),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
        }
    )
