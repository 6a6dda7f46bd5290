"""The history of a trained model: the runs that made it, in a file beside its float32 weights."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "training.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One training run, begun with the weights of the one before: the peak learning rate, how much it saw, and the
    progress at which everyday questions began.
    """

    seed: int
    rate: float
    tokens: int
    steps: int
    minutes: int
    late_from: float


def save_runs(runs: Sequence[Run], folder: Path) -> None:
    """Write the runs that made the model in `folder`, first to last."""
    (folder / FILE).write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n", encoding="utf-8")


def load_runs(folder: Path) -> tuple[Run, ...]:
    """Return the runs that made the model in `folder`, first to last.

    Raises:
        ModelError: if `folder` holds no model that this training made.
    """
    path = folder / FILE
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
        if not runs or not isinstance(runs, list):
            raise ValueError(f"{runs!r} is no list of runs")
        return tuple(Run(**run) for run in runs)
    except (OSError, ValueError, TypeError) as exc:
        raise ModelError(f"{path}: no history of a training ({exc}); name the float32 folder of one") from exc
