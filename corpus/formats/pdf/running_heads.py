"""Running heads and feet: lines at the edge of a page that stand on many pages at one height, page numbers included."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from citespan.corpus.formats.pdf.lines import Line
    from citespan.corpus.formats.pdf.page import ReadPage

_EDGE = 0.1
_FEWEST_PAGES = 3
_RUNNING_SHARE = 0.5
_HEADING_SIZE = 1.3
_PAGE_NUMBER = re.compile(r"\W*(?:(?:page|p\.|seite|s\.)\W*)?\d+(?:\W+(?:of\W+|von\W+)?\d+)?\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line, the place of its page, and its numbers, each less that place where it grows with the pages."""

    line: Line
    page: int
    numbers: tuple[int, ...] = ()


def without_running_heads(pages: Sequence[ReadPage], *, body_size: float) -> list[list[Line]]:
    """The lines of each page without running heads, feet and page numbers.

    These stand in the outer tenth of the page, with the same words at the same height: on half of all pages, or, if
    their type is not that of a heading, on three pages that follow each other or alternate with others. The first one
    is kept, unless it holds a number that grows with the pages, as chapters do in the type of a heading. A line whose
    numbers differ otherwise is none, and no page loses its last line.
    """
    kept = [list(page.lines) for page in pages]
    at_edges: dict[tuple[str, int], list[_Seen]] = defaultdict(list)
    for place, page in enumerate(pages):
        height = page.view.seen_height
        for line in page.lines:
            if not _EDGE * height < line.top < (1 - _EDGE) * height:
                at_edges[_NUMBER.sub("#", line.text).casefold(), round(line.top / 2)].append(_Seen(line, place))
    for seen in at_edges.values():
        line = seen[0].line
        is_heading = line.size > _HEADING_SIZE * body_size and not _PAGE_NUMBER.match(line.text)
        for found in _equal(seen):
            is_numbered = len({tuple(_NUMBER.findall(one.line.text)) for one in found}) > 1
            often = len(found) >= max(_FEWEST_PAGES, _RUNNING_SHARE * len(pages))
            if (is_numbered and is_heading) or not (often or (not is_heading and _is_run(found))):
                continue
            for one in found[0 if is_numbered else 1 :]:
                if len(kept[one.page]) > 1:
                    kept[one.page].remove(one.line)
    return kept


def _equal(seen: Sequence[_Seen]) -> Iterator[list[_Seen]]:
    """Those lines together whose numbers are the same, or as much larger as their pages are further on."""
    counted = [(one, [int(number) for number in _NUMBER.findall(one.line.text)]) for one in seen]
    growing = [
        _most(values[column] - one.page for one, values in counted) > _most(values[column] for _, values in counted)
        for column in range(len(counted[0][1]))
    ]
    groups: dict[tuple[int, ...], list[_Seen]] = defaultdict(list)
    for one, values in counted:
        numbers = tuple(value - one.page if grows else value for value, grows in zip(values, growing, strict=True))
        groups[numbers].append(_Seen(one.line, one.page, numbers))
    yield from groups.values()


def _most(values: Iterable[int]) -> int:
    """How often the most frequent value occurs."""
    return Counter(values).most_common(1)[0][1]


def _is_run(found: Sequence[_Seen]) -> bool:
    return len(found) >= _FEWEST_PAGES and all(after.page - before.page <= 2 for before, after in pairwise(found))
