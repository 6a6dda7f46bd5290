"""Restoring: shipped 8-bit weights as a float32 model again, from which training can go on.

What training left alone (`citespan.qa.training.model.base`) is the base model's own; each other linear layer is its
8-bit weights times their scales, with the channels that were kept in float32 as they are. Everything else is float32 in
the graph already.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from citespan.corpus.errors import ModelError
from citespan.qa.reader.extractive import ONNX_FILE, TOKENIZER_FILE
from citespan.qa.training.model.base import load_model
from citespan.qa.training.model.history import load_runs, save_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

_PREFIX = "model."  # the exported model is an attribute of its wrapper


def restore(weights: Path, base: Path, folder: Path) -> Path:
    """Write the shipped model in `weights`, in float32, to `folder`, with the runs that made it, and return `folder`.

    Raises:
        ModelError: if `weights` holds no model that this training made from `base`.
    """
    model, graph = load_model(base, seed=0), onnx.load(weights / ONNX_FILE).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    constants["qa_outputs.weight"] = _head(graph, constants)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        value = _value(name, constants)
        if value is None or value.shape != tuple(parameter.shape):
            raise ModelError(f"{weights / ONNX_FILE}: has no weights for {name}, or of another shape")
        parameter.data = torch.from_numpy(np.array(value, dtype=np.float32))
    model.save_pretrained(folder)
    shutil.copyfile(weights / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    save_runs(load_runs(weights), folder)
    return folder


def _head(graph: onnx.GraphProto, constants: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
    """The weights of the last layer, which the exporter names by a number."""
    node = next(node for node in graph.node if node.op_type == "MatMul" and "qa_outputs" in node.name)
    return constants[node.input[1]].T


def _value(name: str, constants: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic] | None:
    """The parameter `name` as torch has it, a linear layer's as [outputs, inputs]; None if the graph has none."""
    for known in (name, _PREFIX + name):
        if known in constants:
            return constants[known]
    layer = name.removesuffix(".weight")
    if f"{layer}:weight" not in constants:
        return None
    weight = constants[f"{layer}:weight"].astype(np.float32) * constants[f"{layer}:weight_scale"].astype(np.float32)
    if f"{layer}:float_channels" in constants:
        weight[constants[f"{layer}:float_channels"]] = constants[f"{layer}:float_weight"]
    return weight.T
