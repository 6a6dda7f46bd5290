"""Activation ranges: how large each input channel of each linear layer gets, on questions that were trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from citespan.qa.training.model.features import collate
from citespan.qa.training.model.gradients import inputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from transformers import PreTrainedModel

    from citespan.qa.training.model.features import Feature

BATCH = 8


@dataclass(frozen=True, slots=True)
class Ranges:
    """The least and the greatest value of each input channel, float32 `[n_channels]` each; padding is not counted."""

    low: npt.NDArray[np.float32]
    high: npt.NDArray[np.float32]


def measure_ranges(model: PreTrainedModel, features: Sequence[Feature]) -> Mapping[str, Ranges]:
    """Return the ranges of the inputs of every linear layer of the encoder, by the layer's path in the model."""
    ranges: dict[str, Ranges] = {}
    kept = torch.empty(0, dtype=torch.bool)

    def note(name: str, values: torch.Tensor) -> None:
        rows = values.reshape(-1, values.shape[-1])[kept]
        low, high = rows.amin(0).numpy(), rows.amax(0).numpy()
        if name in ranges:
            low, high = np.minimum(low, ranges[name].low), np.maximum(high, ranges[name].high)
        ranges[name] = Ranges(low, high)

    def hook(name: str) -> torch.utils.hooks.RemovableHandle:
        layer = model.get_submodule(name)
        return layer.register_forward_pre_hook(lambda _, inputs: note(name, inputs[0]))

    names = [
        name for name, layer in model.named_modules() if isinstance(layer, torch.nn.Linear) and ".encoder." in name
    ]
    handles = [hook(name) for name in names]
    model.train(mode=False)
    ordered = sorted(features, key=len)
    with torch.inference_mode():
        for start in range(0, len(ordered), BATCH):
            batch = collate(ordered[start : start + BATCH])
            kept = batch.mask.reshape(-1).bool()
            model(**inputs_of(model, batch))
    for handle in handles:
        handle.remove()
    return ranges
