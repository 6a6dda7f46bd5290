"""Pages without text that can be read: which they are, and what is told of those that stay so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss
from citespan.corpus.formats.pdf.legible import is_legible
from citespan.corpus.formats.registry import ocr_engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from citespan.corpus.formats.pdf.page import ReadPage
    from citespan.corpus.formats.scans.recognised import RecognisedPage

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class UnreadPages:
    """The numbers of pages that hold only pictures, and of those whose fonts do not say which letters they draw."""

    pictures: tuple[int, ...] = ()
    gibberish: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them, sorted."""
        return tuple(sorted((*self.pictures, *self.gibberish)))

    def losses(self, recognised: Mapping[int, RecognisedPage]) -> Iterator[Loss]:
        """What is not in the text, of those pages that were not recognised and of those that were."""
        if left := [number for number in self.pictures if number not in recognised]:
            told = f"hold{'s' if len(left) == 1 else ''} no text, only pictures (a scan?)"
            yield Loss(f"{named(left)} {told}; {_remedy()}", pages=tuple(left))
        if left := [number for number in self.gibberish if number not in recognised]:
            wrong = f"the letters of {named(left)} cannot be read, since their fonts do not say which letters they are"
            yield Loss(f"{wrong}; {_remedy()}", pages=tuple(left))
        pages = [recognised[number] for number in self.numbers if number in recognised]
        for page in pages:
            if page.failure:
                yield Loss(f"{named([page.number])} was not recognised: {page.failure}", pages=(page.number,))
        if empty := [page.number for page in pages if not (page.lines or page.unclear or page.failure)]:
            is_one = len(empty) == 1
            told = f"{'is a picture' if is_one else 'are pictures'} in which text recognition (OCR) found no text"
            yield Loss(f"{named(empty)} {told}", pages=tuple(empty))
        if unclear := [page for page in pages if page.unclear]:
            count = sum(page.unclear for page in unclear)
            told = f"{count} line{' is' if count == 1 else 's are'} too unclear for text recognition (OCR)"
            numbers = [page.number for page in unclear]
            yield Loss(f"{told} on {named(numbers)}, and left out", pages=tuple(numbers))


def unread_pages(pages: Sequence[ReadPage]) -> UnreadPages:
    """Which pages of a PDF file are to be recognised, if any can be."""
    texts = ["\n".join(line.text for line in page.lines) for page in pages]
    numbered = list(enumerate(zip(pages, texts, strict=True), start=1))
    return UnreadPages(
        tuple(number for number, (page, text) in numbered if not page.is_blank and not any(map(str.isalnum, text))),
        tuple(number for number, (_, text) in numbered if not is_legible(text)),
    )


def named(numbers: Sequence[int]) -> str:
    """Pages by their numbers, the first of many."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    return f"pages {shown} and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else f"pages {shown}"


def _remedy() -> str:
    """What to do about pages that nobody recognised: what is attached to a message is not, even where an engine is."""
    if ocr_engine():
        return "run text recognition (OCR) first, or index the file by itself"
    return "run text recognition (OCR) first, or install it: pip install 'citespan[ocr]'"
