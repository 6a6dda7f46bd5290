"""Measures retrieval: `python retrieval.py DATA --work FOLDER [--part test] [--limit N] [--write]`.

All passages of the data files are indexed, each as a document of its own; the held-out questions of SQuAD 2.0, newer
Wikipedia and QED (search queries) are asked. A passage counts as found if it holds a gold answer where it was marked.
`--part fit` is for tuning, `--part test` for reporting. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success
from measurements import write

from citespan.index.encoder import Encoder
from citespan.qa.calibration_file import calibration_for
from citespan.qa.candidates import passages_to_read, read_passages
from citespan.qa.evaluation.asking import holds_gold
from citespan.qa.evaluation.benchmark import Round, case_of, drawn, opened_round
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.evidence import strength
from citespan.qa.question.question import Question
from citespan.qa.reader.extractive import load_bundled_reader
from citespan.qa.rules.intent import Intent
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.split import Part, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citespan.index.search.retrieve import Index, Passage
    from citespan.qa.candidates import Candidate
    from citespan.qa.evaluation.benchmark import Case
    from citespan.qa.reader.protocol import Reader

MEASURES = (Success @ 1, Success @ 5, Success @ 20, RR @ 20)
DEPTH = 100
RANKINGS = ("dense alone", "BM25 alone", "fusion", "fusion, re-ranked by the reader")


def main() -> None:
    """Print the table."""
    options = _options()
    encoder, reader = Encoder(), load_bundled_reader()
    data = {source: load_squad(options.data / f"{source}.json.gz") for source in Source}
    contexts = dict.fromkeys(question.context for source in Source for question in data[source])
    lines = ["| questions | ranking | recall at 1 | at 5 | at 20 | mean reciprocal rank |", "|---|---|---|---|---|---|"]
    milliseconds: list[float] = []
    with opened_round(Round(tuple(contexts), ()), options.work, encoder=encoder, tell=_tell) as index:
        for source in (Source.SQUAD2, Source.NEW_WIKI, Source.QED):
            asked = [case_of(q) for q in select(source, data[source], Part(options.part)) if q.is_answerable]
            cases = drawn(asked, options.limit)
            rows = _rows(cases, index, reader, encoder, milliseconds)
            lines += [f"| {source}, {len(cases)} | {name} | {values} |" for name, values in rows]
    lines += [
        "",
        f"Among {len(contexts)} passages. Retrieval of one question, its embedding included:"
        f" {statistics.median(milliseconds):.1f} ms (median).",
    ]
    print("\n".join(lines))
    if options.write:
        limit = f" --limit {options.limit}" if options.limit else ""
        command = f"python tests/benchmarks/retrieval.py DATA --work FOLDER --part {options.part}{limit} --write"
        write("retrieval", lines, command=command)


def _rows(
    cases: Sequence[Case], index: Index, reader: Reader, encoder: Encoder, milliseconds: list[float]
) -> list[tuple[str, str]]:
    calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
    weight = calibration.retrieval_weight if calibration else 0.0
    qrels: list[Qrel] = []
    runs: dict[str, list[ScoredDoc]] = {name: [] for name in RANKINGS}
    for number, case in enumerate(cases):
        started = time.perf_counter()
        retrieval = index.retrieve(case.question.question, limit=DEPTH)
        milliseconds.append((time.perf_counter() - started) * 1000)
        passages = retrieval.passages
        read = read_passages(
            reader, Intent(Question.of(case.question.question)), passages_to_read(case.question.question, passages)
        )
        orders = (
            sorted(passages, key=lambda passage: -passage.dense),
            sorted(passages, key=lambda passage: -passage.lexical),
            passages,
            _reranked(passages, read, retrieval_weight=weight),
        )
        gold = {_name(passage) for passage in passages if holds_gold(case, passage)} or {"not found"}
        qrels += [Qrel(str(number), name, 1) for name in gold]
        for name, order in zip(RANKINGS, orders, strict=True):
            runs[name] += [ScoredDoc(str(number), _name(p), -rank) for rank, p in enumerate(order)]
    return [(name, _values(qrels, run)) for name, run in runs.items()]


def _reranked(
    passages: Sequence[Passage], candidates: Sequence[Candidate], *, retrieval_weight: float
) -> tuple[Passage, ...]:
    """The passages, those that were read first, by the strength of the best candidate in each; the others follow."""
    best: dict[int, float] = {}
    for candidate in candidates:
        value = strength(candidate, retrieval_weight=retrieval_weight)
        best[candidate.rank] = max(value, best.get(candidate.rank, -math.inf))
    ranks = sorted(range(1, len(passages) + 1), key=lambda rank: (-best.get(rank, -math.inf), rank))
    return tuple(passages[rank - 1] for rank in ranks)


def _values(qrels: Iterable[Qrel], run: Iterable[ScoredDoc]) -> str:
    values = ir_measures.calc_aggregate(MEASURES, qrels, run)
    return " | ".join(f"{values[measure]:.3f}" for measure in MEASURES)


def _name(passage: Passage) -> str:
    return f"{passage.document.document_id}:{passage.chunk.span.start}"


def _tell(what: str, done: int, total: int) -> None:
    if done % 1000 == 0:
        print(f"{what}: {done} of {total}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="folder for the passages and their index")
    parser.add_argument("--part", default="test", choices=[part.value for part in Part])
    parser.add_argument("--limit", type=int, help="ask at most this many questions of each file")
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
