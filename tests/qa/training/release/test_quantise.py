"""The quantised graph answers nearly as the float32 one does, and only what the recipe spares is float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest
import torch
from transformers import MPNetForQuestionAnswering

from citespan.qa.training.model.features import Feature, collate
from citespan.qa.training.release.calibration import Ranges, measure_ranges
from citespan.qa.training.release.export import export_float32

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

onnx = pytest.importorskip("onnx")

from citespan.qa.training.release.quantise import Recipe, quantise  # noqa: E402  # needs onnx

WHOLE = Recipe({})
SOME = Recipe({"attn.q": 4, "attn.k": 4, "attn.v": 4, "attn.o": 4, "intermediate.dense": 4, "output.dense": 4})
LAYERS = 36


@dataclass(frozen=True)
class Exported:
    """A float32 graph and what it is quantised with."""

    graph: Path
    ranges: Mapping[str, Ranges]
    folder: Path

    def quantised(self, recipe: Recipe) -> Path:
        target = self.folder / "quantised.onnx"
        quantise(self.graph, target, self.ranges, recipe)
        return target


@pytest.fixture(scope="module")
def model(tiny_folder: Path) -> MPNetForQuestionAnswering:
    return MPNetForQuestionAnswering.from_pretrained(tiny_folder, attn_implementation="eager").eval()


@pytest.fixture(scope="module")
def exported(
    tmp_path_factory: pytest.TempPathFactory, model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> Exported:
    return export(model, tiny_features, tmp_path_factory.mktemp("exported"))


def export(model: MPNetForQuestionAnswering, features: Sequence[Feature], folder: Path) -> Exported:
    ranges = measure_ranges(model, features)
    export_float32(model, folder / "float32.onnx")
    return Exported(folder / "float32.onnx", ranges, folder)


def logits(path: Path, features: Sequence[Feature]) -> np.ndarray:
    """Start and end logits of each token that counts."""
    batch = collate(features)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    feed = {"input_ids": batch.ids, "attention_mask": batch.mask}
    outputs = session.run(None, {name: tensor.numpy() for name, tensor in feed.items()})
    return np.stack(outputs, axis=-1)[batch.mask.bool().numpy()]


def error(path: Path, exported: Exported, features: Sequence[Feature]) -> float:
    """The logits' root mean square error, as a share of their standard deviation."""
    expected = logits(exported.graph, features)
    return float(np.sqrt(np.mean((logits(path, features) - expected) ** 2)) / expected.std())


def operators(path: Path) -> list[str]:
    return [node.op_type for node in onnx.load(path).graph.node]


def test_the_exported_graph_answers_as_the_model_does(
    exported: Exported, model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    batch = collate(tiny_features)
    with torch.inference_mode():
        output = model(input_ids=batch.ids, attention_mask=batch.mask)
    expected = torch.stack([output.start_logits, output.end_logits], -1)[batch.mask.bool()]
    np.testing.assert_allclose(logits(exported.graph, tiny_features), expected.numpy(), atol=1e-4)


@pytest.mark.parametrize("recipe", [WHOLE, SOME])
def test_the_quantised_graph_answers_nearly_as_float32(
    exported: Exported, tiny_features: list[Feature], recipe: Recipe
) -> None:
    assert 0.0 < error(exported.quantised(recipe), exported, tiny_features) < 0.1


@pytest.mark.parametrize("recipe", [WHOLE, SOME])
def test_every_layer_of_the_encoder_is_multiplied_in_eight_bits(exported: Exported, recipe: Recipe) -> None:
    path = exported.quantised(recipe)
    assert operators(path).count("MatMulIntegerToFloat") == LAYERS
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    assert all(weights[f"{name}:weight"].dtype == np.int8 for name in exported.ranges)
    in_float = [weights[f"{name}:float_weight"].shape[0] for name in exported.ranges if recipe is SOME]
    assert in_float == [4] * len(in_float)
    assert path.stat().st_size < exported.graph.stat().st_size


def test_layers_that_the_recipe_spares_stay_in_float32(exported: Exported, tiny_features: list[Feature]) -> None:
    spared = frozenset(name for name in exported.ranges if "layer.0" in name)
    path = exported.quantised(Recipe({}, spared))
    assert operators(path).count("MatMulIntegerToFloat") == LAYERS - len(spared)
    all_spared = exported.quantised(Recipe({}, frozenset(exported.ranges)))
    assert operators(all_spared).count("MatMulIntegerToFloat") == 0
    assert error(all_spared, exported, tiny_features) < 0.02


def test_a_windows_logits_do_not_depend_on_the_others_in_its_batch(
    exported: Exported, tiny_features: list[Feature]
) -> None:
    path = exported.quantised(SOME)
    some = tiny_features[:6]
    together = logits(path, some)
    alone = np.concatenate([logits(path, [feature]) for feature in some])
    spread = np.abs(together - alone).max() / together.std()
    assert spread < 0.5 * error(path, exported, tiny_features)


def test_channels_in_float32_save_a_layer_with_a_channel_far_larger_than_the_rest(
    tmp_path: Path, tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    tiny_model.mpnet.encoder.layer = tiny_model.mpnet.encoder.layer[:1]  # the next would read large channels, too
    with torch.no_grad():
        for layer in tiny_model.mpnet.encoder.layer:
            layer.attention.LayerNorm.weight[3] = 60.0
            layer.intermediate.dense.weight[:, 3] /= 60.0
    exported = export(tiny_model, tiny_features, tmp_path)
    without = error(exported.quantised(WHOLE), exported, tiny_features)
    assert error(exported.quantised(Recipe({"intermediate.dense": 1})), exported, tiny_features) < 0.7 * without


def test_a_layer_without_ranges_is_refused(exported: Exported) -> None:
    missing = "mpnet.encoder.layer.1.output.dense"
    ranges = {name: layer for name, layer in exported.ranges.items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        quantise(exported.graph, exported.folder / "quantised.onnx", ranges, WHOLE)


def test_the_first_ending_that_fits_a_layer_counts() -> None:
    recipe = Recipe({"attn.o": 0, "output.dense": 8})
    assert recipe.channels("mpnet.encoder.layer.0.attention.attn.o") == 0
    assert recipe.channels("mpnet.encoder.layer.0.output.dense") == 8
    assert recipe.channels("mpnet.encoder.layer.0.attention.attn.q") == 0
