"""One command from data to weights: `python -m citespan.qa.training DATA --work FOLDER --output WEIGHTS`."""

from __future__ import annotations

import argparse
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer

from citespan.qa.reader.windows import Windows
from citespan.qa.training.examples import load_part
from citespan.qa.training.features import make_features
from citespan.qa.training.loop import Options, train
from citespan.qa.training.mining import base_model_folder
from citespan.qa.training.mixture import build_mixture, load_mixture, save_mixture
from citespan.qa.training.schedule import Schedule
from citespan.qa.training.split import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export and evaluate; whatever already lies in the work folder is not done again."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    torch.set_num_threads(1)
    options.work.mkdir(parents=True, exist_ok=True)
    _train(options)


def _train(options: argparse.Namespace) -> None:
    path = options.work / f"mixture-{options.seed}.json.gz"
    if not path.exists():
        logger.info("building the mixture")
        save_mixture(build_mixture(load_part(options.data, Part.TRAIN), seed=options.seed), path)
    mixture = load_mixture(path)
    windows = Windows(Tokenizer.from_file(str(base_model_folder() / "tokenizer.json")))
    early, late = (make_features(examples, windows) for examples in (mixture.early, mixture.late))
    for name, half in (("early", early), ("late", late)):
        negative = sum(feature.starts == (0,) for feature in half)
        logger.info(
            "%s: %d features, %d negative, %.2f M tokens",
            name,
            len(half),
            negative,
            sum(map(len, half)) / 1e6,
        )
    schedule = Schedule(
        tokens=round(options.token_budget * 1e6),
        seconds=None if options.minutes is None else options.minutes * 60,
        peak_rate=options.rate,
    )
    with ThreadPoolExecutor(options.threads) as threads:
        model = train(
            early,
            late,
            options=Options(schedule=schedule, seed=options.seed),
            folder=options.work / "checkpoint",
            threads=threads,
        )
    model.save_pretrained(options.work / "float32")
    Tokenizer.from_file(str(base_model_folder() / "tokenizer.json")).save(
        str(options.work / "float32/tokenizer.json")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m citespan.qa.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the SQuAD-format data files")
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for the mixture, checkpoints and float32 model"
    )
    parser.add_argument(
        "--token-budget", type=float, default=15.0, help="millions of tokens to train on (15)"
    )
    parser.add_argument(
        "--minutes", type=float, help="end by then, with a decayed rate, even if tokens are left"
    )
    parser.add_argument("--rate", type=float, default=1.2e-4, help="peak learning rate (1.2e-4)")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the mixture, the order, the head and dropout (1)"
    )
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (2)")
    return parser


if __name__ == "__main__":
    main()
