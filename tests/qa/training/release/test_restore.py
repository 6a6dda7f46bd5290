"""Shipped weights come back to float32 within what 8 bits can hold; what was not trained comes from the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from citespan.corpus.errors import ModelError
from citespan.qa.reader.extractive import ONNX_FILE, TOKENIZER_FILE
from citespan.qa.training.model.base import load_model
from citespan.qa.training.model.history import Run, load_runs, save_runs
from citespan.qa.training.release.calibration import measure_ranges
from citespan.qa.training.release.export import export_float32

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

    from citespan.qa.training.model.features import Feature

onnx = pytest.importorskip("onnx")

from citespan.qa.training.release.quantise import WEIGHT_LEVELS, Recipe, quantise  # noqa: E402  # needs onnx
from citespan.qa.training.release.restore import restore  # noqa: E402  # needs onnx

RUNS = (Run(seed=1, rate=1e-4, tokens=1000, steps=10, minutes=1, late_from=0.5),)
SOME = Recipe({"attn.q": 4, "intermediate.dense": 4})


@pytest.fixture
def trained(tiny_folder: Path) -> PreTrainedModel:
    """The base model, each trained weight of it moved."""
    model, drawn = load_model(tiny_folder, seed=1), torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data += 0.1 * torch.randn(parameter.shape, generator=drawn)
    return model


@pytest.fixture
def shipped(trained: PreTrainedModel, tiny_features: list[Feature], tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    export_float32(trained, tmp_path / "float32.onnx")
    quantise(tmp_path / "float32.onnx", folder / ONNX_FILE, measure_ranges(trained, tiny_features), SOME)
    (folder / TOKENIZER_FILE).write_text("{}", encoding="utf-8")
    save_runs(RUNS, folder)
    return folder


def test_each_weight_comes_back_within_half_a_level(
    trained: PreTrainedModel, shipped: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    found = load_model(restore(shipped, tiny_folder, tmp_path / "restored"), seed=2).state_dict()
    for name, weight in trained.state_dict().items():
        level = weight.abs().amax(dim=-1, keepdim=True) / WEIGHT_LEVELS if weight.ndim > 1 else 0 * weight
        assert ((found[name] - weight).abs() <= 0.51 * level).all(), name


def test_channels_in_float_and_layers_not_trained_come_back_exactly(
    trained: PreTrainedModel, shipped: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    found = load_model(restore(shipped, tiny_folder, tmp_path / "restored"), seed=2).state_dict()
    same = {name: (found[name] == weight).all(dim=0) for name, weight in trained.state_dict().items()}
    assert same["mpnet.encoder.layer.5.attention.attn.q.weight"].sum() == SOME.channels("attn.q")
    assert all(rows.all() for name, rows in same.items() if "layer.0." in name or "embeddings" in name)


def test_the_runs_that_made_it_and_its_tokenizer_come_with_it(shipped: Path, tiny_folder: Path, tmp_path: Path) -> None:
    folder = restore(shipped, tiny_folder, tmp_path / "restored")
    assert load_runs(folder) == RUNS
    assert (folder / TOKENIZER_FILE).read_text(encoding="utf-8") == "{}"


def test_weights_of_another_shape_are_refused(
    trained: PreTrainedModel, shipped: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    graph = onnx.load(shipped / ONNX_FILE)
    name = "mpnet.encoder.layer.4.attention.attn.q:weight"
    next(tensor for tensor in graph.graph.initializer if tensor.name == name).name = "another"
    onnx.save(graph, shipped / ONNX_FILE)
    with pytest.raises(ModelError, match=r"has no weights for .*layer\.4\.attention\.attn\.q\.weight"):
        restore(shipped, tiny_folder, tmp_path / "restored")
