"""One command from data to weights: `python -m citespan.qa.training DATA --work FOLDER --output WEIGHTS`."""

from __future__ import annotations

import argparse
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer

from citespan.qa.reader.extractive import TOKENIZER_FILE, load_bundled_reader
from citespan.qa.reader.windows import Windows
from citespan.qa.training.data.examples import load_part
from citespan.qa.training.data.mining import base_model_folder
from citespan.qa.training.data.mixture import Mixture, build_mixture, load_mixture, save_mixture
from citespan.qa.training.data.split import Part
from citespan.qa.training.evaluate import evaluate_parts, held_out, table
from citespan.qa.training.model.features import make_features
from citespan.qa.training.model.history import Run, load_runs, save_runs
from citespan.qa.training.model.loop import Options, train
from citespan.qa.training.model.schedule import Schedule
from citespan.qa.training.release.card import write_card
from citespan.qa.training.release.ship import ship

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

STEPS = ("train", "export", "evaluate")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export, evaluate and write the model card; training resumes from the work folder's checkpoint."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    torch.set_num_threads(1)
    options.work.mkdir(parents=True, exist_ok=True)
    if "train" in options.steps:
        _train(options, _mixture(options))
    if "export" in options.steps:
        logger.info("exporting to %s", options.output)
        torch.set_num_threads(options.threads)
        examples = _mixture(options).late
        ship(options.work / "float32", options.output, examples, version=options.version, seed=options.seed)
    if "evaluate" in options.steps:
        reader = load_bundled_reader(folder=options.output, threads=options.threads)
        scores = table(evaluate_parts(reader, held_out(options.data)))
        sys.stdout.write(scores)
        write_card(options.output, name=reader.name, runs=load_runs(options.work / "float32"), table=scores)


def _mixture(options: argparse.Namespace) -> Mixture:
    path = options.work / f"mixture-{options.seed}.json.gz"
    if not path.exists():
        logger.info("building the mixture")
        save_mixture(build_mixture(load_part(options.data, Part.TRAIN), seed=options.seed), path)
    return load_mixture(path)


def _train(options: argparse.Namespace, mixture: Mixture) -> None:
    tokenizer = Tokenizer.from_file(str(base_model_folder() / TOKENIZER_FILE))
    windows = Windows(tokenizer)
    early, late = (make_features(examples, windows) for examples in (mixture.early, mixture.late))
    for name, half in (("early", early), ("late", late)):
        negative = sum(feature.starts == (0,) for feature in half)
        tokens = sum(map(len, half)) / 1e6
        logger.info("%s: %d features, %d negative, %.2f M tokens", name, len(half), negative, tokens)
    schedule = Schedule(
        tokens=round(options.token_budget * 1e6),
        seconds=None if options.minutes is None else options.minutes * 60,
        peak_rate=options.rate,
    )
    earlier = () if options.start is None else load_runs(options.start)
    with ThreadPoolExecutor(options.threads) as threads:
        model, position = train(
            options.start or base_model_folder(),
            early,
            late,
            options=Options(schedule=schedule, seed=options.seed),
            folder=options.work / "checkpoint",
            threads=threads,
        )
    model.save_pretrained(options.work / "float32")
    tokenizer.save(str(options.work / "float32" / TOKENIZER_FILE))
    run = Run(
        seed=options.seed,
        rate=options.rate,
        tokens=position.tokens,
        steps=position.steps,
        minutes=round(position.seconds / 60),
    )
    save_runs((*earlier, run), options.work / "float32")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m citespan.qa.training", description=__doc__)
    add = parser.add_argument
    add("data", type=Path, help="folder of the SQuAD-format data files")
    add("--work", type=Path, required=True, help="folder for mixture, checkpoint and float32 model")
    add("--output", type=Path, required=True, help="folder for the weights to ship")
    add("--start", type=Path, help="go on from an earlier training: its WORK/float32 (the base model)")
    add("--steps", type=_steps, default=STEPS, help="some of train,export,evaluate (all)")
    add("--version", default="1", help="of the weights, for receipts (1)")
    add("--token-budget", type=float, default=15.0, help="millions of tokens to train on (15)")
    add("--minutes", type=float, help="end by then, with a decayed rate, even if tokens are left")
    add("--rate", type=float, default=1.2e-4, help="peak learning rate (1.2e-4)")
    add("--seed", type=int, default=1, help="of the mixture, the order, the head and dropout (1)")
    add("--threads", type=int, default=2, help="CPU threads (2)")
    return parser


def _steps(value: str) -> tuple[str, ...]:
    steps = tuple(value.split(","))
    if unknown := set(steps) - set(STEPS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(STEPS)}")
    return steps


if __name__ == "__main__":
    main()
