"""Training that stopped goes on as if it had not, and ends when its budget is spent."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import torch

from citespan.corpus.errors import ModelError
from citespan.qa.training.model import checkpoint
from citespan.qa.training.model.base import load_model
from citespan.qa.training.model.features import Feature, collate
from citespan.qa.training.model.gradients import PARTS, span_loss
from citespan.qa.training.model.loop import Options, Position, train
from citespan.qa.training.model.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from transformers import PreTrainedModel

OPTIONS = Options(Schedule(tokens=1000, seconds=None, peak_rate=3e-3), seed=1, batch_tokens=192)


class PowerCutError(Exception):
    """What `Fuse` raises."""


class Fuse(ThreadPoolExecutor):
    """One thread, as dropout draws in the same order only then; after some jobs it is gone."""

    def __init__(self, *, jobs: int | None = None) -> None:
        super().__init__(1)
        self._jobs = jobs

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self._jobs is not None:
            self._jobs -= 1
            if self._jobs < 0:
                raise PowerCutError
        return super().submit(fn, *args, **kwargs)


def trained(
    start: Path,
    features: list[Feature],
    folder: Path,
    *,
    options: Options = OPTIONS,
    late: list[Feature] | None = None,
    jobs: int | None = None,
) -> tuple[PreTrainedModel, Position]:
    with Fuse(jobs=jobs) as threads:
        return train(
            start,
            features,
            lambda: features[:9] if late is None else late,
            options=options,
            folder=folder,
            threads=threads,
        )


def mean_loss(model: PreTrainedModel, features: list[Feature]) -> float:
    batch = collate(features)
    model.train(mode=False)
    with torch.inference_mode():
        output = model(input_ids=batch.ids, attention_mask=batch.mask)
        return span_loss(output.start_logits, output.end_logits, batch).item()


def test_an_interrupted_training_ends_with_the_same_weights(
    tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]
) -> None:
    straight, position = trained(tiny_folder, tiny_features, tmp_path / "straight")
    assert position.is_late
    each_step = replace(OPTIONS, checkpoint_seconds=0.0)
    for jobs in (2 * PARTS + 1, 3 * PARTS):
        with pytest.raises(PowerCutError):
            trained(tiny_folder, tiny_features, tmp_path / "cut", options=each_step, jobs=jobs)
        assert checkpoint.exists(tmp_path / "cut")
    resumed, again = trained(tiny_folder, tiny_features, tmp_path / "cut")
    assert replace(again, seconds=0.0) == replace(position, seconds=0.0)
    expected = straight.state_dict()
    assert all(torch.equal(expected[name], value) for name, value in resumed.state_dict().items())


def test_a_training_that_has_ended_is_not_gone_on_with(
    tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]
) -> None:
    model, position = trained(tiny_folder, tiny_features, tmp_path)
    same, again = trained(tiny_folder, tiny_features, tmp_path, jobs=0)
    assert again == position
    assert all(torch.equal(value, same.state_dict()[name]) for name, value in model.state_dict().items())


def test_training_ends_when_its_tokens_are_spent(
    tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]
) -> None:
    _, position = trained(tiny_folder, tiny_features, tmp_path)
    assert 1000 <= position.tokens < 1000 + OPTIONS.batch_tokens


def test_training_ends_when_its_time_is_up(tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]) -> None:
    options = replace(OPTIONS, schedule=Schedule(tokens=10**9, seconds=0.05, peak_rate=1e-4))
    _, position = trained(tiny_folder, tiny_features, tmp_path, options=options)
    assert position.steps >= 1
    assert position.seconds >= 0.05
    assert checkpoint.exists(tmp_path)


def test_the_late_half_is_trained_on_only_late(tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]) -> None:
    """The early tokens are not enough for one epoch of theirs, and the late ones are many of the late one."""
    _, position = trained(tiny_folder, tiny_features * 2, tmp_path, late=tiny_features[:2])
    assert position.is_late
    assert position.epoch > 2


def test_an_epoch_has_every_batch(tmp_path: Path, tiny_folder: Path) -> None:
    """Of 16 tokens each, 16 early features are 4 batches and 8 late ones 2; the late half begins at step 9 of 16."""
    of_one_length = [Feature(torch.arange(n, n + 16), torch.ones(16), (3,), (5,)) for n in range(16)]
    options = replace(OPTIONS, schedule=replace(OPTIONS.schedule, tokens=1024), batch_tokens=64)
    _, position = trained(tiny_folder, of_one_length, tmp_path, options=options, late=of_one_length[:8])
    assert replace(position, seconds=0.0) == Position(tokens=1024, steps=16, is_late=True, epoch=3, batch=1)


def test_training_learns_what_it_is_shown(tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]) -> None:
    few = tiny_features[:4]
    model, _ = trained(tiny_folder, few, tmp_path, late=few)
    assert mean_loss(model, few) < 0.8 * mean_loss(load_model(tiny_folder, seed=1), few)


def test_the_checkpoint_of_another_training_is_refused(
    tmp_path: Path, tiny_folder: Path, tiny_features: list[Feature]
) -> None:
    model = load_model(tiny_folder, seed=1)
    checkpoint.save(tmp_path, model, torch.optim.AdamW(model.parameters()), {"tokens": 1})
    with pytest.raises(ModelError, match="remove the folder and train again"):
        trained(tiny_folder, tiny_features, tmp_path)
