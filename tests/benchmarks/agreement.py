"""Measures agreement: `python agreement.py [--tuning] [--verbose] [--write]`.

Made-up pairs of reports, each indexed with the bundled encoder and asked with the bundled reader at its default
threshold: 50 contradict each other in a number, a date or a name, 200 say the same in other words. The figures are for
topics that were written when the rules were done, drawn with another seed; `--tuning` takes those that the rules were
made with. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from agreement_pairs import agreeing_pairs, conflicting_pairs
from agreement_topics import Kind
from measurements import write

from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answer import Agreement
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement_pairs import Pair

    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader

TUNING_SEED, REPORTED_SEED = 1, 3
CONFLICTS, AGREEMENTS = 50, 200
OUTCOMES = ("single", "corroborated", "conflicting", "abstained")
FILES = ("one.txt", "other.txt")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the topics and the seed that the rules were tuned on")
    parser.add_argument("--verbose", action="store_true", help="print what went wrong")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    seed = TUNING_SEED if options.tuning else REPORTED_SEED
    ask = Asking(Encoder(), load_bundled_reader(), verbose=options.verbose)
    conflicts = conflicting_pairs(CONFLICTS, random=Random(seed), held_out=not options.tuning)
    agreements = agreeing_pairs(AGREEMENTS, random=Random(seed), held_out=not options.tuning)
    lines = [f"| pairs that | of | pairs | {' | '.join(OUTCOMES)} | both sides shown |", "|---|---|" + "---:|" * 6]
    lines += ask.rows("contradict", conflicts)
    lines += ask.rows("agree", agreements)
    print("\n".join(lines))
    if options.write:
        tuning = " --tuning" if options.tuning else ""
        write("agreement", lines, command=f"python tests/benchmarks/agreement.py{tuning} --write")


@dataclass(frozen=True)
class Asking:
    """Asks pairs, each over an index of its two reports alone, and counts what came of them."""

    encoder: Encoder
    reader: Reader
    verbose: bool

    def rows(self, what: str, pairs: Sequence[Pair]) -> list[str]:
        """The table's rows for pairs that contradict or agree, as `what` says: by kind, then all."""
        counts: dict[Kind | None, Counter[str]] = {kind: Counter() for kind in (*Kind, None)}
        for pair in pairs:
            response = self.response(pair)
            outcome = response.agreement.value if response.agreement else "abstained"
            both = both_shown(pair, response)
            if self.verbose and (outcome == "abstained" or (outcome == "conflicting") is (what == "agree")):
                explain(what, pair, response)
            for kind in (pair.kind, None):
                counts[kind].update([outcome, "pairs", *["both"] * both])
        lines = []
        for kind, seen in counts.items():
            figures = [seen["pairs"], *(seen[outcome] for outcome in OUTCOMES)]
            shown = f"{seen['both']} ({seen['both'] / seen['pairs']:.0%})" if what == "contradict" else ""
            cells = [what, f"{kind.value}s" if kind else "all", *map(str, figures), shown]
            lines.append(f"| {' | '.join(cells)} |")
        wrong, total = counts[None]["conflicting"], counts[None]["pairs"]
        if what == "agree":
            lines += ["", f"Falsely called a conflict: {wrong} of {total} agreeing pairs ({wrong / total:.1%})."]
        return lines

    def response(self, pair: Pair) -> Response:
        """The response to a pair's question."""
        calibration = calibration_for(None, reader=self.reader.name, encoder=self.encoder.name)
        with tempfile.TemporaryDirectory() as folder:
            documents = Path(folder) / "documents"
            documents.mkdir()
            for name, text in zip(FILES, pair.texts, strict=True):
                (documents / name).write_text(text, encoding="utf-8")
            build_index(Path(folder) / "index", [documents], encoder=self.encoder)
            index = Index(Path(folder) / "index", self.encoder)
            try:
                return Answerer(index, self.reader, calibration=calibration).answer(pair.question, explained=True)
            finally:
                index.close()


def both_shown(pair: Pair, response: Response) -> bool:
    """True if a conflict is shown, with an answer from each report that lies in the words where it states its value."""
    if response.agreement is not Agreement.CONFLICTING:
        return False
    shown = {answer.citations[0].source: answer.citations[0] for answer in response.answers}
    for source, value, start in zip(FILES, pair.values, pair.places, strict=True):
        cited = shown.get(source)
        if cited is None or cited.end <= start or start + len(value) <= cited.start:
            return False
    return True


def explain(what: str, pair: Pair, response: Response) -> None:
    """Print a pair with what was made of it."""
    print(f"{what}: {pair.question} {' / '.join(pair.values)}")
    if response.explanation:
        print(f"    {response.explanation.verdict}")
        for heard in response.explanation.documents:
            print(f"    {heard.source} {heard.exact!r} {heard.confidence:.2f} {heard.standing}")


if __name__ == "__main__":
    main()
