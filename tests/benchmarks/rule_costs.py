"""What each rule costs: the share of gold answers that it would refuse, or change, of labelled questions.

No reader is asked. Each gold answer is put where a reader would have found it, and every rule judges it by itself.
What a changed answer costs is the word overlap (F1) with the gold answers that it loses. Show what is refused with
`--show RULE`. `--write` puts the table into docs/measurements.md.

    python tests/benchmarks/rule_costs.py everyday_train/questions.jsonl squad1_dev_13_articles.json.gz nqopen.json.gz
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from measurements import write

from citespan.corpus.document import Document, Section, Span
from citespan.corpus.load import is_supported, load_file, text_sha256
from citespan.corpus.text.chunk import chunk_document
from citespan.index.search.retrieve import Passage
from citespan.qa.candidates import Candidate
from citespan.qa.evaluation.scoring import f1
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.question.question import Question
from citespan.qa.rules.identity.rows import cells_alike
from citespan.qa.rules.intent import Intent
from citespan.qa.rules.judge import JUDGES, judge_row
from citespan.qa.rules.surroundings import Surroundings
from citespan.qa.rules.unknown import unknown
from citespan.qa.rules.verdict import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.index.search.retrieve import Written

NAMES = (*(judge.__name__ for judge in JUDGES), "row", "rows alike", "unknown", "all")
_CHUNK_TOKENS = 160
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the document that answers it, where, and all texts of its corpus."""

    question: str
    document: Document
    golds: tuple[Span, ...]
    corpus: tuple[str, ...]


def main() -> None:
    """Print a table: a rule a row, a file a column."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", default="")
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--every", type=int, default=1, help="take each n-th question only")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    columns = [_costs(file, options.show, options.most, options.every) for file in options.files]
    files = [_name(file) for file in options.files]
    lines = [
        _row("rule", *(f"{file}: refused | changed | F1 lost" for file in files)),
        "|---" + "|---:" * 3 * len(files) + "|",
    ]
    for name in NAMES:
        cells = (
            " | ".join(f"{figure:.2f}" for figure in (c[name][0], c[name][1], c[name][0] + c[name][2])) for c in columns
        )
        lines.append(_row(name.removeprefix("judge_"), *cells))
    print(*lines, sep="\n")
    if options.write:
        arguments = " ".join(map(str, files))
        write("rule-costs", lines, command=f"python tests/benchmarks/rule_costs.py FILE... --write` over `{arguments}")


def _name(file: Path) -> str:
    return file.parent.name if file.suffix == ".jsonl" else file.name.split(".")[0]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _costs(file: Path, show: str, most: int, every: int) -> dict[str, list[float]]:
    """For each rule, in per cent of the questions: refused, changed, and the F1 that changes cost."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    count = 0
    for number, one in enumerate(_labelled(file)):
        if number % every:
            continue
        count += 1
        texts = [gold.slice(one.document.text) for gold in one.golds]
        asking = Intent(Question.of(one.question))
        places = [place for gold in one.golds if (place := _place(one.document, gold))]
        for place in places:
            share = 1 / len(places)
            worst = 0.0
            for judge in JUDGES:
                outcome = judge(asking, place)
                if isinstance(outcome, Refusal):
                    worst = 1.0
                    sums[judge.__name__][0] += share
                elif isinstance(outcome, Span):
                    lost = 1 - f1(outcome.slice(one.document.text), texts)
                    worst = max(worst, lost)
                    sums[judge.__name__][1] += share
                    sums[judge.__name__][2] += lost * share
                if outcome is not None and judge.__name__ == f"judge_{show}" and most > 0:
                    most -= 1
                    _show(one, place, outcome)
            worst = max(worst, *_of_row(asking, one, place, sums, share, is_shown=show == "row"))
            sums["all"][0] += worst * share
        passages = [Passage(p.document, p.chunk, 0.0, 0.0, 0.0) for p in places]
        refusal = unknown(asking, passages, holds=partial(_holds, one.corpus))
        if refusal:
            sums["unknown"][0] += 1
            if show == "unknown":
                print("   ", one.question, "|", refusal.detail)
    return {name: [100 * value / max(1, count) for value in values] for name, values in sums.items()} | {
        name: [0.0] * 3 for name in NAMES if name not in sums
    }


def _of_row(
    asking: Intent, one: Labelled, place: Surroundings, sums: dict[str, list[float]], share: float, *, is_shown: bool
) -> tuple[float, float]:
    """What the rules on rows cost: a cell that is refused, or is but one of several rows that fit as well."""
    passage = Passage(place.document, place.chunk, 0.0, 0.0, 0.0)
    candidate = Candidate(passage, 1, place.span, place.text, 0.0)
    refusal = judge_row(asking, candidate, [passage])
    alike = cells_alike(asking.question, candidate, [passage])
    if is_shown and (refusal or len(alike) > 1):
        print("   ", one.question, "|", repr(place.text), "|", refusal.detail if refusal else [a.text for a in alike])
    sums["row"][0] += share * (refusal is not None)
    sums["rows alike"][1] += share * (len(alike) > 1)
    return float(refusal is not None), 0.0


def _holds(texts: Sequence[str], written: Written) -> bool:
    return any(map(written.is_written_in, texts))


def _show(one: Labelled, place: Surroundings, outcome: Refusal | Span) -> None:
    told = outcome.detail if isinstance(outcome, Refusal) else f"-> “{outcome.slice(one.document.text)}”"
    print("   ", one.question, "|", repr(place.text), "|", told, "|", repr(place.said[:300]))


def _place(document: Document, gold: Span) -> Surroundings | None:
    chunk = next((c for c in _chunks(document) if c.span.start <= gold.start < c.span.end), None)
    if chunk is None:
        return None
    span = Span(gold.start, max(gold.start + 1, min(gold.end, chunk.span.end)))
    passage = Passage(document, chunk, 0.0, 0.0, 0.0)
    return Surroundings.of(Candidate(passage, 1, span, span.slice(document.text), 0.0))


_known: dict[str, tuple[Chunk, ...]] = {}


def _chunks(document: Document) -> tuple[Chunk, ...]:
    if document.document_id not in _known:
        _known[document.document_id] = chunk_document(document, count_tokens=_count, max_tokens=_CHUNK_TOKENS)
    return _known[document.document_id]


def _count(texts: Sequence[str]) -> Sequence[int]:
    return [1 + len(text) // _CHARACTERS_PER_TOKEN for text in texts]


def _labelled(file: Path) -> Iterator[Labelled]:
    if file.suffix == ".jsonl":
        yield from _everyday(file)
        return
    by_title: dict[str, set[str]] = defaultdict(set)
    questions = [question for question in load_squad(file) if question.is_answerable]
    for question in questions:
        by_title[question.title].add(question.context)
    for question in questions:
        golds = tuple(Span(answer.start, answer.end) for answer in question.answers if answer.text.strip())
        yield Labelled(
            question.question, _document(question.title, question.context), golds, tuple(by_title[question.title])
        )


def _everyday(file: Path) -> Iterator[Labelled]:
    for line in file.read_text(encoding="utf-8").splitlines():
        tree = json.loads(line)
        if not tree["answerable"] or not is_supported(Path(tree["document"])):
            continue
        document = _loaded(file.parent / "docs" / tree["document"])
        golds = tuple(Span(a["start"], a["end"]) for a in tree["answers"][:1] if a["start"] is not None)
        if golds and all(g.slice(document.text) == a["text"] for g, a in zip(golds, tree["answers"], strict=False)):
            yield Labelled(tree["question"], document, golds, (document.text,))


@cache
def _loaded(file: Path) -> Document:
    return load_file(file, root=file.parent)[0]


@cache
def _document(title: str, text: str) -> Document:
    sha256 = text_sha256(text)
    sections = (Section((), Span(0, len(text))),)
    return Document(sha256, title, title.replace("_", " "), text, sha256, sha256, "none", sections)


if __name__ == "__main__":
    main()
