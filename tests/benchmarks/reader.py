"""The shipped reader on held-out questions, beside the float32 model it was made from, in one run.

    python tests/benchmarks/reader.py DATA --float32 FOLDER

DATA holds the SQuAD-format files, FOLDER the float32 model that training left in its work folder (`WORK/float32`).
Prints the held-out table of the shipped weights, how they differ from float32 torch on the held-out SQuAD 2.0
articles, and how much faster they read 8 windows of 128 tokens.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import torch

from citespan.qa.evaluation.scoring import score_readings
from citespan.qa.reader.extractive import ONNX_FILE, WEIGHTS_FOLDER, load_bundled_reader, load_reader
from citespan.qa.reader.span_model import OnnxSpanModel
from citespan.qa.reader.torch_model import TorchSpanModel
from citespan.qa.training.data.examples import Source
from citespan.qa.training.evaluate import answer_all, evaluate_parts, held_out, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.evaluation.squad import SquadQuestion
    from citespan.qa.reader.span_model import SpanModel

CHUNKS, TOKENS = 8, 128
ROUNDS = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the SQuAD-format data files")
    parser.add_argument("--float32", type=Path, required=True, help="folder of the float32 model (safetensors)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS_FOLDER, help="weights to measure (the shipped ones)")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads for both (2)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    versions = f"torch {torch.__version__}, onnxruntime {onnxruntime.__version__}, {options.threads} threads"
    print(f"{datetime.date.today()}, {processor()}, {versions}\n")
    parts = held_out(options.data)
    reader = load_bundled_reader(folder=options.weights, threads=options.threads)
    print(f"{reader.name}, each question on its own passage:\n\n{table(evaluate_parts(reader, parts))}")
    squad2 = [question for name, questions in parts.items() if Source.SQUAD2 in name for question in questions]
    compare(options.weights, options.float32, squad2, threads=options.threads)
    print_speed(options.weights, options.float32, threads=options.threads)


def compare(weights: Path, float32: Path, questions: Sequence[SquadQuestion], *, threads: int) -> None:
    shipped = answer_all(load_bundled_reader(folder=weights, threads=threads), questions)
    whole = answer_all(load_reader(str(float32)), questions)
    ours, theirs = score_readings(shipped), score_readings(whole)
    equal = np.mean([one.text == other.text for one, other in zip(shipped, whole, strict=True)])
    size = (weights / ONNX_FILE).stat().st_size / 1e6
    print(f"Shipped ({size:.1f} MB) against float32 torch on {len(questions)} held-out SQuAD 2.0 questions:\n")
    print("| | shipped | float32 | difference |\n|---|---|---|---|")
    for name, one, other in (
        ("answerable F1", ours.answerable_f1, theirs.answerable_f1),
        ("answerable exact", ours.answerable_exact, theirs.answerable_exact),
        ("overall F1 at best threshold", ours.best_f1, theirs.best_f1),
        ("no-answer AUC", ours.no_answer_auc, theirs.no_answer_auc),
    ):
        print(f"| {name} | {one:.3f} | {other:.3f} | {one - other:+.3f} |")
    print(f"\nBest spans equal on {100 * equal:.1f} % of the questions.\n")


def print_speed(weights: Path, float32: Path, *, threads: int) -> None:
    shipped = OnnxSpanModel(weights / ONNX_FILE, threads=threads, remedy="")
    whole = TorchSpanModel(str(float32))
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turns, so that a disturbance hits both
        ours.append(milliseconds(shipped))
        theirs.append(milliseconds(whole))
    one, other = statistics.median(ours[3:]), statistics.median(theirs[3:])
    print(f"{CHUNKS} windows of {TOKENS} tokens, median of {ROUNDS - 3}, in turns:")
    print(f"shipped {one:.1f} ms (least {min(ours):.1f}), float32 torch {other:.1f} ms (least {min(theirs):.1f}),")
    print(f"ratio {other / one:.2f} (of the least: {min(theirs) / min(ours):.2f})")


def milliseconds(model: SpanModel) -> float:
    ids = np.random.default_rng(0).integers(1000, 20_000, (CHUNKS, TOKENS))
    began = time.perf_counter()
    model.logits(ids, np.ones_like(ids), np.zeros_like(ids))
    return (time.perf_counter() - began) * 1000


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
