"""Activation ranges are those of the tokens that count, for every linear layer of the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from citespan.qa.training.release.calibration import measure_ranges

if TYPE_CHECKING:
    from transformers import MPNetForQuestionAnswering

    from citespan.qa.training.model.features import Feature


def test_every_linear_layer_of_the_encoder_has_ranges_of_its_inputs(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    ranges = measure_ranges(tiny_model, tiny_features)
    assert len(ranges) == 6 * 6
    for name, layer in ranges.items():
        assert layer.low.shape == layer.high.shape == (tiny_model.get_submodule(name).in_features,)
        assert (layer.low <= layer.high).all()


def test_ranges_are_those_of_the_features_one_by_one_without_padding(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    seen: list[torch.Tensor] = []
    name = "mpnet.encoder.layer.1.output.dense"
    handle = tiny_model.get_submodule(name).register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][0]))
    for feature in tiny_features:
        tiny_model(input_ids=feature.ids.long()[None])
    handle.remove()
    rows = torch.cat(seen).detach()
    measured = measure_ranges(tiny_model, tiny_features)[name]
    np.testing.assert_allclose(measured.low, rows.amin(0).numpy(), atol=1e-5)
    np.testing.assert_allclose(measured.high, rows.amax(0).numpy(), atol=1e-5)


def test_measuring_leaves_the_model_without_hooks(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    measure_ranges(tiny_model, tiny_features)
    assert not any(module._forward_pre_hooks for module in tiny_model.modules())
