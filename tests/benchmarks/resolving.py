"""Measures resolving: `python resolving.py [--edits 1000] [--write]`.

Citations of the bundled samples, after random edits of which is known what became of the quote: text put in or taken
out elsewhere, paragraphs moved, the quote changed, its sentence deleted or doubled.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from measurements import write

from citespan.corpus.document import Document, Span
from citespan.corpus.load import SAMPLE_ROOT, load_bytes, load_file
from citespan.corpus.selection import files_below
from citespan.corpus.text.sentences import sentence_spans
from citespan.qa.cite import cite
from citespan.qa.resolve import CitationStanding, resolve

if TYPE_CHECKING:
    from citespan.qa.answer import Citation

WORDS = "lantern quay meadow orchard violet copper mallow thimble harbour saddle linen walnut".split()


def main() -> None:
    """Print how many edits were resolved rightly, and how many silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    parser.add_argument("--verbose", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    outcomes = Counter(outcome(number, verbose=options.verbose) for number in range(options.edits))
    right = outcomes["right"] / options.edits
    lines = [
        "| edits | right | called ambiguous, gone or changed without need | silently wrong |",
        "|---|---|---|---|",
        f"| {options.edits} | {right:.1%} | {outcomes['cautious']} | {outcomes['wrong']} |",
    ]
    print("\n".join(lines))
    if options.write:
        write("resolving", lines, command=f"python tests/benchmarks/resolving.py --edits {options.edits} --write")


def outcome(seed: int, *, verbose: bool = False) -> str:
    """`right`, `cautious` or `wrong`: what became of one random citation after one random edit."""
    random = Random(seed)
    document = random.choice([made for file in files_below(SAMPLE_ROOT) for made in load_file(file, root=SAMPLE_ROOT)])
    sentences = sentence_spans(document.text, Span(0, len(document.text)))
    sentence = random.choice(sentences)
    words = [match.span() for match in re.finditer(r"\w+", document.text[sentence.start : sentence.end])] or [(0, 1)]
    first = random.randrange(len(words))
    last = min(first + random.choice((0, 0, 1, 2, 5)), len(words) - 1)
    quote = Span(sentence.start + words[first][0], sentence.start + words[last][1])
    citation = cite(document, quote, sentences=[sentence])
    text, standing, place = _edited(citation, document, sentences, sentence, random)
    today = load_bytes(text.encode(), source=document.source, document_id=document.document_id)
    resolution = resolve(citation, current=today)
    found = None if resolution.quote is None else Span(resolution.quote.start, resolution.quote.end)
    if resolution.standing is standing and (place is None or found == place):
        return "right"
    if verbose:
        print(
            seed,
            "expected",
            standing,
            place,
            "got",
            resolution,
            "of",
            repr(citation.exact),
            repr(citation.evidence.exact),
        )
    # A word put in right beside the quote may be taken for a part of what stands in its place: more than the quote.
    wider = (
        resolution.standing is CitationStanding.CHANGED
        and place
        and found
        and found.start <= place.start < place.end <= found.end
    )
    return (
        "cautious" if wider or resolution.standing in {CitationStanding.AMBIGUOUS, CitationStanding.GONE} else "wrong"
    )


def _edited(
    citation: Citation, document: Document, sentences: tuple[Span, ...], sentence: Span, random: Random
) -> tuple[str, CitationStanding, Span | None]:
    """The document's text after an edit, what became of the quote, and where it or its successor stands now."""
    text = document.text
    start, end = citation.start, citation.end
    others = [other for other in sentences if other != sentence]
    kind = random.choice(("insert", "delete", "move", "change", "drop", "double", "reword"))
    made_up = " ".join(random.choices(WORDS, k=random.randint(3, 20))).capitalize() + ". "
    if kind == "insert":
        place = random.choice(others).start
        shift = len(made_up) if place <= start else 0
        standing = CitationStanding.MOVED if shift else CitationStanding.EXACT
        return text[:place] + made_up + text[place:], standing, Span(start + shift, end + shift)
    if kind == "delete":
        other = random.choice(others)
        shift = -len(other) if other.start < start else 0
        standing = CitationStanding.MOVED if shift else CitationStanding.EXACT
        return text[: other.start] + text[other.end :], standing, Span(start + shift, end + shift)
    if kind == "move":
        rest = text[: sentence.start] + text[sentence.end :]
        moved = f"{rest}\n\n{text[sentence.start : sentence.end]}\n"
        return (
            moved,
            CitationStanding.MOVED,
            Span(len(rest) + 2 + start - sentence.start, len(rest) + 2 + end - sentence.start),
        )
    if kind == "change":
        word = random.choice(WORDS)
        return text[:start] + word + text[end:], CitationStanding.CHANGED, Span(start, start + len(word))
    if kind == "drop":
        return text[: sentence.start] + text[sentence.end :], CitationStanding.GONE, None
    if kind == "double":
        return text + "\n\n" + text, CitationStanding.AMBIGUOUS, None
    # A word elsewhere in the sentence is replaced.
    word = random.choice(WORDS)
    if end + 1 < sentence.end:
        return text[: sentence.end - 1] + f" {word}." + text[sentence.end :], CitationStanding.EXACT, Span(start, end)
    shift = len(word) + 1
    return (
        f"{text[: sentence.start]}{word} {text[sentence.start :]}",
        CitationStanding.MOVED,
        Span(start + shift, end + shift),
    )


if __name__ == "__main__":
    main()
