"""Does it pay to read several questions in one batch? `python tests/benchmarks/batching.py [--questions 24] [--write]`.

The passages of the sample documents for so many known questions are read, question by question and then those of some
questions at once, with one thread of the bundled reader; so are the questions embedded. Times are processor time, the
least of `--rounds` rounds. Scores are compared with those of a question that is read alone. `--write` puts the table
into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from measurements import write

from citespan.api.sample_index import opened_sample
from citespan.index.encoder import Encoder
from citespan.qa.candidates import PASSAGES_READ, passages_to_read
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.qa.reader.protocol import Reading

QUESTIONS = Path(__file__).parents[1] / "known" / "sample.qa.jsonl"
_AT_ONCE = (1, 2, 4, 8)

T = TypeVar("T")
U = TypeVar("U")


def _known(count: int) -> list[str]:
    records = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(record["question"] for record in records if "question" in record))[:count]


def _in_groups(ones: Sequence[T], size: int, work: Callable[[Sequence[T]], Sequence[U]]) -> tuple[float, list[U]]:
    """The processor time of working on all, so many at once, in seconds, and what came of it."""
    started = time.process_time()
    made = [one for start in range(0, len(ones), size) for one in work(ones[start : start + size])]
    return time.process_time() - started, made


def _apart(readings: Sequence[Reading], others: Sequence[Reading]) -> float:
    """How far the scores of the same spans are apart, at most; infinity if the spans are not the same."""
    differences = [0.0]
    for one, other in zip(readings, others, strict=True):
        if [found.span for found in one.spans] != [found.span for found in other.spans]:
            return float("inf")
        differences.append(abs(one.no_answer_score - other.no_answer_score))
        differences += [abs(a.score - b.score) for a, b in zip(one.spans, other.spans, strict=True)]
    return max(differences)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    encoder, reader, questions = Encoder(threads=1), load_bundled_reader(threads=1), _known(options.questions)
    with opened_sample(encoder) as index:
        read: list[list[tuple[str, Chunk]]] = []
        for question in questions:
            passages = index.retrieve(question, limit=PASSAGES_READ).passages
            read.append([(question, passage.chunk) for passage in passages_to_read(question, passages)])

    def reading(group: Sequence[list[tuple[str, Chunk]]]) -> Sequence[Reading]:
        return reader.read_pairs([pair for pairs in group for pair in pairs])

    def embedding(group: Sequence[str]) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return list(encoder.encode_queries(group))

    alone = [one for pairs in read for one in reading([pairs])]
    vectors = [one for question in questions for one in embedding([question])]
    lines = [
        "| questions at once | reading, ms a question | embedding, ms a question | scores apart | vectors apart |",
        "|--:|--:|--:|--:|--:|",
    ]
    for size in _AT_ONCE:
        reads = [_in_groups(read, size, reading) for _ in range(options.rounds)]
        embeds = [_in_groups(questions, size, embedding) for _ in range(options.rounds)]
        apart = max(_apart(alone, made) for _, made in reads)
        moved = max(float(np.abs(np.stack(made) - np.stack(vectors)).max()) for _, made in embeds)
        times = [1000 * min(seconds for seconds, _ in rounds) / len(questions) for rounds in (reads, embeds)]
        lines.append(f"| {size} | {times[0]:.0f} | {times[1]:.1f} | {apart:.1g} | {moved:.1g} |")
    print("\n".join(lines))
    if options.write:
        command = (
            f"python tests/benchmarks/batching.py --questions {options.questions} --rounds {options.rounds} --write"
        )
        write("batching", lines, command=command)


if __name__ == "__main__":
    main()
