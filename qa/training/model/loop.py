"""The training loop: checkpointed, resumable, logged."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING

import torch

from citespan.qa.training.model import checkpoint
from citespan.qa.training.model.base import load_model
from citespan.qa.training.model.features import Batch, collate, make_batches
from citespan.qa.training.model.gradients import set_gradients

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from transformers import PreTrainedModel

    from citespan.qa.training.model.features import Feature
    from citespan.qa.training.model.schedule import Schedule

logger = logging.getLogger(__name__)

HEAD_FACTOR = 4.0  # the new layer learns faster than the old ones
LOG_STEPS = 20


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; `checkpoint_seconds` apart, the result depends on all of them.

    `late_from` is the progress, in [0, 1], at which the late half of the mixture begins.
    """

    schedule: Schedule
    seed: int
    late_from: float = 0.55
    batch_tokens: int = 4096
    weight_decay: float = 0.01
    max_gradient_norm: float = 1.0
    checkpoint_seconds: float = 300.0


@dataclass(slots=True)
class Position:
    """How far training is: enough, with model, optimizer and random states, to go on from there."""

    tokens: int = 0
    steps: int = 0
    seconds: float = 0.0
    is_late: bool = False
    epoch: int = 0
    batch: int = 0


def train(
    start: Path,
    early: Sequence[Feature],
    late: Callable[[], Sequence[Feature]],
    *,
    options: Options,
    folder: Path,
    threads: Executor,
) -> tuple[PreTrainedModel, Position]:
    """Return the model in `start`, trained, and how much it saw; training resumes from a checkpoint in `folder`.

    `late` is called when its half begins: it may be made while the early one is trained on.
    The deadline of the schedule, if there is one, counts the time spent in this loop, pauses included.
    """
    model = load_model(start, seed=options.seed)
    optimizer = _optimizer(model, options)
    position = Position()
    if checkpoint.exists(folder):
        position = Position(**checkpoint.load(folder, model, optimizer))
        logger.info("resumed at step %d, %d tokens", position.steps, position.tokens)
    began = saved = time.monotonic() - position.seconds
    saved += position.seconds
    losses: list[float] = []
    logged_tokens, logged_seconds = position.tokens, position.seconds
    while True:
        features = late() if position.is_late else early
        random = Random(f"{options.seed} {position.is_late} {position.epoch}")  # noqa: S311
        batches = make_batches(features, max_tokens=options.batch_tokens, random=random)
        while position.batch < len(batches):
            progress = options.schedule.progress(position.tokens, position.seconds)
            if progress >= 1.0:
                checkpoint.save(folder, model, optimizer, asdict(position))
                return model, position
            if progress >= options.late_from and not position.is_late:
                position.is_late, position.epoch, position.batch = True, 0, 0
                logger.info("the late half begins")
                break
            batch = collate([features[index] for index in batches[position.batch]])
            rate = options.schedule.rate(progress)
            losses.append(_step(model, optimizer, batch, rate=rate, options=options, threads=threads))
            position.batch += 1
            position.steps += 1
            position.tokens += batch.ids.numel()
            position.seconds = time.monotonic() - began
            if position.steps % LOG_STEPS == 0:
                speed = (position.tokens - logged_tokens) / (position.seconds - logged_seconds)
                logged_tokens, logged_seconds = position.tokens, position.seconds
                logger.info(
                    "step %d progress %.3f tokens %.2f M loss %.4f rate %.2e %.0f tokens/s",
                    position.steps, progress, position.tokens / 1e6, sum(losses) / len(losses), rate, speed,
                )  # fmt: skip
                losses.clear()
            if time.monotonic() - saved > options.checkpoint_seconds:
                checkpoint.save(folder, model, optimizer, asdict(position))
                saved = time.monotonic()
        else:
            position.epoch += 1
            position.batch = 0


def _step(
    model: PreTrainedModel,
    optimizer: torch.optim.Optimizer,
    batch: Batch,
    *,
    rate: float,
    options: Options,
    threads: Executor,
) -> float:
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    loss = set_gradients(model, batch, threads)
    torch.nn.utils.clip_grad_norm_(model.parameters(), options.max_gradient_norm)
    optimizer.step()
    return loss


def _optimizer(model: PreTrainedModel, options: Options) -> torch.optim.Optimizer:
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {
        (is_head, decays): [] for is_head in (False, True) for decays in (False, True)
    }
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        groups[name.startswith("qa_outputs"), parameter.ndim > 1].append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "factor": HEAD_FACTOR if is_head else 1.0,
                "weight_decay": options.weight_decay if decays else 0.0,
            }
            for (is_head, decays), parameters in groups.items()
        ],
        lr=options.schedule.peak_rate,
        fused=True,
    )
