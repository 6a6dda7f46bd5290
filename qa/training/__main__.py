"""One command from data to weights: `python -m citespan.qa.training DATA --base FOLDER --work FOLDER --output WEIGHTS`.

Its steps: `data` writes the two mixtures, `train` trains on them and resumes from the work folder's checkpoint,
`export` writes the 8-bit weights, `evaluate` prints the held-out table and writes the model card.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer

from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.evaluation.everyday import DOCUMENTS, load_everyday
from citespan.qa.reader.extractive import ONNX_FILE, TOKENIZER_FILE, load_bundled_reader
from citespan.qa.reader.windows import Windows
from citespan.qa.training.data.examples import load_part
from citespan.qa.training.data.mixture import build_general, build_late, load_mixture, save_mixture
from citespan.qa.training.data.split import Part, part_of_document
from citespan.qa.training.domains import EVERYDAY_FOLDER
from citespan.qa.training.evaluate import evaluate_parts, held_out, table
from citespan.qa.training.model.base import unpack
from citespan.qa.training.model.features import make_features
from citespan.qa.training.model.history import Run, load_runs, save_runs
from citespan.qa.training.model.loop import Options, train
from citespan.qa.training.model.schedule import Schedule
from citespan.qa.training.release.card import write_card
from citespan.qa.training.release.restore import restore
from citespan.qa.training.release.ship import ship

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.training.model.features import Feature

logger = logging.getLogger(__name__)

STEPS = ("data", "train", "export", "evaluate")
GENERAL, LATE = "general.json.gz", "late.json.gz"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the data, train, export, evaluate and write the model card."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    if "data" in options.steps:
        _make_data(options)
    if "train" in options.steps:
        _train(options)
    if "export" in options.steps:
        logger.info("exporting to %s", options.output)
        examples = load_mixture(options.work / LATE).examples
        ship(options.work / "float32", options.output, examples, version=options.version, seed=options.seed)
        save_runs(load_runs(options.work / "float32"), options.output)
    if "evaluate" in options.steps:
        reader = load_bundled_reader(folder=options.output, threads=options.threads)
        scores = table(evaluate_parts(reader, held_out(options.data)))
        sys.stdout.write(scores)
        write_card(options.output, name=reader.name, runs=load_runs(options.output), table=scores)


def _make_data(options: argparse.Namespace) -> None:
    path = options.work / GENERAL
    if not path.exists():
        save_mixture(build_general(load_part(options.data, Part.TRAIN), seed=options.seed), path)
    if (options.work / LATE).exists():
        return
    folder, encoder = options.data / EVERYDAY_FOLDER, Encoder()
    build_index(options.work / "everyday-index", [folder / DOCUMENTS], encoder=encoder)
    questions = [q for q in load_everyday(folder) if part_of_document(EVERYDAY_FOLDER, q.document) is Part.TRAIN]
    index = Index(options.work / "everyday-index", encoder)
    late = build_late(questions, index, load_mixture(path), seed=options.seed, tell=_log)
    index.close()
    save_mixture(late, options.work / LATE)


def _train(options: argparse.Namespace) -> None:
    base = unpack(options.base, options.work) if options.start is None else _float32(options)
    windows = Windows(Tokenizer.from_file(str(base / TOKENIZER_FILE)))

    def features(name: str) -> list[Feature]:
        made = make_features(load_mixture(options.work / name).examples, windows)
        tokens, negative = sum(map(len, made)) / 1e6, sum(feature.starts == (0,) for feature in made)
        logger.info("%s: %d features, %d negative, %.2f M tokens", name, len(made), negative, tokens)
        return made

    schedule = Schedule(
        tokens=round(options.token_budget * 1e6),
        seconds=None if options.minutes is None else options.minutes * 60,
        peak_rate=options.rate,
    )
    earlier = () if options.start is None else load_runs(base)
    with ThreadPoolExecutor(options.threads) as threads:
        model, position = train(
            base,
            features(GENERAL),
            lambda: features(LATE),
            options=Options(schedule=schedule, seed=options.seed, late_from=options.late_from),
            folder=options.work / "checkpoint",
            threads=threads,
        )
    model.save_pretrained(options.work / "float32")
    shutil.copyfile(base / TOKENIZER_FILE, options.work / "float32" / TOKENIZER_FILE)
    run = Run(
        seed=options.seed,
        rate=options.rate,
        tokens=position.tokens,
        steps=position.steps,
        minutes=round(position.seconds / 60),
        late_from=options.late_from,
    )
    save_runs((*earlier, run), options.work / "float32")


def _float32(options: argparse.Namespace) -> Path:
    """The model to go on from; weights as they ship are brought back to float32 first."""
    start: Path = options.start
    if not (start / ONNX_FILE).is_file():
        return start
    return restore(start, unpack(options.base, options.work), options.work / "restored")


def _log(what: str, done: int, total: int) -> None:
    if done % 500 == 0 or done == total:
        logger.info("%s: %d of %d", what, done, total)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m citespan.qa.training", description=__doc__)
    add = parser.add_argument
    add("data", type=Path, help="folder of the SQuAD-format data files and of everyday_train")
    add("--base", type=Path, default=Path(), help="folder of the base model's five downloaded packages")
    add("--work", type=Path, required=True, help="folder for mixtures, checkpoint and float32 model")
    add("--output", type=Path, required=True, help="folder for the weights to ship")
    add("--start", type=Path, help="go on from an earlier training's WORK/float32, or from shipped weights")
    add("--late-from", type=float, default=0.55, help="the progress at which everyday questions begin (0.55)")
    add("--steps", type=_steps, default=STEPS, help=f"some of {','.join(STEPS)} (all)")
    add("--version", default="1", help="of the weights, for receipts (1)")
    add("--token-budget", type=float, default=7.0, help="millions of tokens to train on (7)")
    add("--minutes", type=float, help="end by then, with a decayed rate, even if tokens are left")
    add("--rate", type=float, default=5e-5, help="peak learning rate (5e-5)")
    add("--seed", type=int, default=1, help="of the mixtures, the order and the head (1)")
    add("--threads", type=int, default=2, help="CPU threads (2)")
    return parser


def _steps(value: str) -> tuple[str, ...]:
    steps = tuple(value.split(","))
    if unknown := set(steps) - set(STEPS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(STEPS)}")
    return steps


if __name__ == "__main__":
    main()
