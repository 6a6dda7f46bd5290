"""How a page of a PDF file is looked at: which part of it, and turned which way."""

from __future__ import annotations

from dataclasses import dataclass

from citespan.corpus.document import Box

_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: `width` by `height` points cut out of it, and turned clockwise by so many quarters."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int

    def seen(self, box: Box) -> Box:
        """Where a rectangle of the page is seen, from the lower left of what is seen."""
        left, right = box.left - self.left, box.right - self.left
        bottom, top = box.bottom - self.bottom, box.top - self.bottom
        match self.quarters:
            case 1:
                return Box(bottom, self.width - right, top, self.width - left)
            case 2:
                return Box(self.width - right, self.height - top, self.width - left, self.height - bottom)
            case 3:
                return Box(self.height - top, left, self.height - bottom, right)
            case _:
                return Box(left, bottom, right, top)

    def on_page(self, box: Box) -> Box:
        """Where on the page itself a rectangle lies that is seen there: the reverse of `seen`."""
        match self.quarters:
            case 1:
                left, bottom, right, top = self.width - box.top, box.left, self.width - box.bottom, box.right
            case 2:
                left, right = self.width - box.right, self.width - box.left
                bottom, top = self.height - box.top, self.height - box.bottom
            case 3:
                left, bottom, right, top = box.bottom, self.height - box.right, box.top, self.height - box.left
            case _:
                left, bottom, right, top = box.left, box.bottom, box.right, box.top
        return Box(left + self.left, bottom + self.bottom, right + self.left, top + self.bottom)

    def shows(self, box: Box) -> bool:
        """True if the middle of what is seen there lies on the page."""
        across, up = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return -_MARGIN <= across <= self.seen_width + _MARGIN and -_MARGIN <= up <= self.seen_height + _MARGIN

    def foot(self, x: float, y: float) -> float:
        """The height at which a point of the page is seen."""
        return self.seen(Box(x, y, x, y)).bottom

    @property
    def is_turned(self) -> bool:
        """True if anything is seen elsewhere than on the page itself."""
        return bool(self.left or self.bottom or self.quarters)

    @property
    def seen_width(self) -> float:
        """The width of the page as it is seen."""
        return self.height if self.quarters % 2 else self.width

    @property
    def seen_height(self) -> float:
        """The height of the page as it is seen."""
        return self.width if self.quarters % 2 else self.height
