"""Measures chunk size and overlap: `python chunking.py DATA [--limit N] [--write]`.

The contexts of each article of SQuAD 2.0 and newer Wikipedia are joined to one long document, as people's documents are
long, and cut into chunks of several sizes: without overlap, with the sentence before where a chunk leans on it (what
citespan does), and with the sentence before always. Asked are the questions of the split's `fit` and `threshold`
articles: what is chosen here must not have been chosen on the test articles.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from measurements import write

from citespan.corpus.text import chunk
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.evaluation.scoring import exact_match, f1
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.reader.extractive import load_bundled_reader
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.split import Part, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citespan.index.search.retrieve import Passage
    from citespan.qa.evaluation.squad import SquadQuestion
    from citespan.qa.reader.protocol import Reader

SIZES = (64, 96, 128, 160, 200)
OVERLAPS = {"none": lambda *_: False, "where it leans": chunk._leans, "always": lambda *_: True}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where, in its article's document, a gold answer stands."""

    question: SquadQuestion
    source: str
    golds: tuple[tuple[int, int], ...]


def main() -> None:
    """Print the table."""
    options = _options()
    encoder, reader = Encoder(), load_bundled_reader()
    lines = [
        "| tokens at most | overlap | chunks | recall at 1 | at 5 | at 20 | exact match | F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        asked = _write_articles(Path(scratch, "articles"), options.data)
        asked = Random(0).sample(asked, min(options.limit, len(asked)))
        for size in SIZES:
            for overlap, leans in OVERLAPS.items():
                if overlap != "where it leans" and size != 160:
                    continue
                chunk._leans = leans  # variants that do not ship
                index = Path(scratch, f"{size}-{overlap}")
                report = build_index(index, [Path(scratch, "articles")], encoder=encoder, chunk_tokens=size)
                values = _measured(asked, index, encoder, reader)
                lines.append(f"| {size} | {overlap} | {report.chunks} | {values} |")
                print(lines[-1], flush=True)
    lines += ["", f"{len(asked)} questions."]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/chunking.py DATA --limit {options.limit} --write"
        write("chunking", lines, command=command)


def _write_articles(folder: Path, data: Path) -> list[Asked]:
    folder.mkdir()
    questions = [q for source in (Source.SQUAD2, Source.NEW_WIKI) for q in load_squad(data / f"{source}.json.gz")]
    parts = {
        q.question_id: part_of(source, q)
        for source in (Source.SQUAD2, Source.NEW_WIKI)
        for q in load_squad(data / f"{source}.json.gz")
    }
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    for question in questions:
        contexts[question.title][question.context] = None
    places: dict[str, tuple[str, int]] = {}
    for number, texts in enumerate(contexts.values()):
        source, start = f"{number}.txt", 0
        for text in texts:
            places[text] = (source, start)
            start += len(text) + 2
        (folder / source).write_bytes("\n\n".join(texts).encode())
    asked = []
    for question in questions:
        if question.is_answerable and parts[question.question_id] in {Part.FIT, Part.THRESHOLD}:
            source, start = places[question.context]
            golds = tuple((start + gold.start, start + gold.end) for gold in question.answers)
            asked.append(Asked(question, source, golds))
    return asked


def _measured(asked: Sequence[Asked], folder: Path, encoder: Encoder, reader: Reader) -> str:
    index = Index(folder, encoder)
    answerer = Answerer(index, reader, calibration=calibration_for(None, reader=reader.name, encoder=encoder.name))
    ranks, exact, overlap = [], [], []
    for one in asked:
        passages = index.retrieve(one.question.question, limit=20).passages
        ranks.append(next((rank for rank, passage in enumerate(passages, 1) if _holds(passage, one)), 99))
        response = answerer.answer(one.question.question, threshold=0.0)
        text = response.answers[0].text if response.answers else ""
        exact.append(exact_match(text, one.question.gold_texts))
        overlap.append(f1(text, one.question.gold_texts))
    index.close()
    recalls = [_share(rank <= depth for rank in ranks) for depth in (1, 5, 20)]
    return " | ".join([*recalls, f"{100 * statistics.mean(exact):.1f}", f"{100 * statistics.mean(overlap):.1f}"])


def _holds(passage: Passage, one: Asked) -> bool:
    span = passage.chunk.span
    return passage.document.source == one.source and any(span.start <= s and e <= span.end for s, e in one.golds)


def _share(hits: Iterable[bool]) -> str:
    return f"{statistics.mean(hits):.3f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=400, help="ask at most this many questions (400)")
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
