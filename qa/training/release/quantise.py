"""Quantising: the exported graph with 8-bit weights and activations, and float32 for the channels that need it.

Each linear layer multiplies unsigned 8-bit activations (one scale a layer, fixed by calibration, so that a window's
logits do not depend on the others in its batch) with signed 8-bit weights (one scale an output channel). A few input
channels are much larger than the rest and would take all of the scale; they are multiplied in float32 beside it, the
idea of LLM.int8() (Dettmers et al. 2022) with channels chosen beforehand. Word embeddings have one scale a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import onnx
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from citespan.qa.training.release.calibration import Ranges

LEVELS = 255
WEIGHT_LEVELS = 63
"""The largest weight in 8 bits: two products of 255 and 63 stay within 16 bits, in which processors without VNNI add
them up; with 127 they saturate there and answer otherwise."""
EMBEDDING = "word_embeddings"
ORT_DOMAIN = "com.microsoft"
GELU_LAYER = "intermediate.dense"  # its bias is left alone: onnxruntime adds it within the activation


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many input channels of each layer stay in float32, by the layer's last names, and which layers whole."""

    float_channels: Mapping[str, int]
    float_layers: frozenset[str] = frozenset()

    def channels(self, layer: str) -> int:
        """The number of float32 channels of `layer`."""
        return next((n for ending, n in self.float_channels.items() if layer.endswith(ending)), 0)


def quantise(source: Path, target: Path, ranges: Mapping[str, Ranges], recipe: Recipe) -> None:
    """Write the graph at `source`, quantised, to `target`.

    Raises:
        KeyError: if the graph has a linear layer in its encoder that `ranges` does not know.
    """
    graph = _Graph(onnx.load(source))
    for node in list(graph.nodes("MatMul")):
        if node.input[1] in graph.weights and ".encoder." in _layer(node):
            layer = _layer(node)
            if layer not in recipe.float_layers:
                _quantise_layer(graph, node, ranges[layer], recipe.channels(layer))
    for node in list(graph.nodes("Gather")):
        if EMBEDDING in node.input[0]:
            _quantise_embedding(graph, node)
    graph.save(target)


def _layer(node: onnx.NodeProto) -> str:
    """`/model/bert/encoder/layer.0/output/dense/MatMul` is the node of `bert.encoder.layer.0.output.dense`."""
    return ".".join(node.name.split("/")[2:-1])


def _quantise_layer(graph: _Graph, node: onnx.NodeProto, ranges: Ranges, n_float: int) -> None:
    inputs, weight_name, output = node.input[0], node.input[1], node.output[0]
    name, weight = _layer(node), graph.weights[node.input[1]]
    large = np.maximum(-ranges.low, ranges.high)
    in_float = np.sort(np.argsort(-large, kind="stable")[:n_float])
    small = np.ones(len(weight), dtype=bool)
    small[in_float] = False
    scale, zero = _activation_scale(float(ranges.low[small].min()), float(ranges.high[small].max()))
    quantised, weight_scales = _round_columns(np.where(small[:, None], weight, np.float32(0)), levels=WEIGHT_LEVELS)
    new = []
    # Query, key and value read the same input with the same scale: it is quantised once.
    activation = f"{inputs}:int8:{n_float}"
    if not graph.has(activation):
        graph.add(f"{activation}:scale", scale)
        graph.add(f"{activation}:zero", zero)
        new.append(
            helper.make_node("QuantizeLinear", [inputs, f"{activation}:scale", f"{activation}:zero"], [activation])
        )
    product = f"{output}:int8" if n_float else output
    factors = [
        activation,
        graph.add(f"{name}:weight", quantised),
        f"{activation}:scale",
        graph.add(f"{name}:weight_scale", weight_scales),
        f"{activation}:zero",
        graph.add(f"{name}:weight_zero", np.zeros(len(weight_scales), dtype=np.int8)),
    ]
    bias = graph.take_bias(output) if not name.endswith(GELU_LAYER) else None
    if bias is not None:
        factors.append(bias.name)
        product, output = (f"{bias.output}:int8" if n_float else bias.output), bias.output
    new.append(helper.make_node("MatMulIntegerToFloat", factors, [product], name=node.name, domain=ORT_DOMAIN))
    if n_float:
        channels = graph.add(f"{name}:float_channels", in_float.astype(np.int64))
        rest = graph.add(f"{name}:float_weight", weight[in_float])
        new += [
            helper.make_node("Gather", [inputs, channels], [f"{output}:large"], axis=-1),
            helper.make_node("MatMul", [f"{output}:large", rest], [f"{output}:float"]),
            helper.make_node("Add", [product, f"{output}:float"], [output]),
        ]
    graph.replace(graph.position(node), new)
    graph.drop_weight(weight_name)


def _activation_scale(low: float, high: float) -> _Scale:
    low, high = min(0.0, low), max(0.0, high)
    step = max(high - low, 1e-8) / LEVELS
    return _Scale(np.float32(step), np.uint8(round(-low / step)))


def _round_columns(
    weight: npt.NDArray[np.float32], *, levels: int
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    scales = np.maximum(np.abs(weight).max(axis=0), 1e-8).astype(np.float32) / np.float32(levels)
    return np.clip(np.rint(weight / scales), -levels, levels).astype(np.int8), scales


def _quantise_embedding(graph: _Graph, node: onnx.NodeProto) -> None:
    weight_name, ids, output = node.input[0], node.input[1], node.output[0]
    by_column, scales = _round_columns(np.ascontiguousarray(graph.weights[weight_name].T), levels=127)
    table = graph.add(f"{EMBEDDING}:int8", np.ascontiguousarray(by_column.T))
    row_scales = graph.add(f"{EMBEDDING}:scale", scales[:, None])
    graph.replace(
        graph.position(node),
        [
            helper.make_node("Gather", [table, ids], [f"{output}:int8"]),
            helper.make_node("Cast", [f"{output}:int8"], [f"{output}:float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Gather", [row_scales, ids], [f"{output}:scale"]),
            helper.make_node("Mul", [f"{output}:float", f"{output}:scale"], [output]),
        ],
    )
    graph.drop_weight(weight_name)


class _Scale(NamedTuple):
    step: np.float32
    zero: np.uint8


@dataclass(frozen=True, slots=True)
class _Bias:
    name: str
    output: str


class _Graph:
    """An ONNX graph while nodes of it are replaced."""

    def __init__(self, model: onnx.ModelProto) -> None:
        """Change `model` in place."""
        self._model = model
        if all(opset.domain != ORT_DOMAIN for opset in model.opset_import):
            model.opset_import.append(helper.make_opsetid(ORT_DOMAIN, 1))
        self.weights: dict[str, npt.NDArray[np.float32]] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer
        }

    def nodes(self, operator: str) -> Iterable[onnx.NodeProto]:
        """The nodes of one operator."""
        return (node for node in self._model.graph.node if node.op_type == operator)

    def has(self, value: str) -> bool:
        """True if a node makes `value`."""
        return any(value in node.output for node in self._model.graph.node)

    def take_bias(self, value: str) -> _Bias | None:
        """Remove the node that adds a constant vector to `value`, and return the constant and the sum."""
        graph = self._model.graph
        for node in graph.node:
            if node.op_type == "Add" and value in node.input:
                other = next(name for name in node.input if name != value)
                if other in self.weights and self.weights[other].ndim == 1:
                    graph.node.remove(node)
                    return _Bias(other, node.output[0])
        return None

    def add(self, name: str, value: npt.NDArray[np.generic] | np.generic) -> str:
        """Add a constant and return its name."""
        self._model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def position(self, node: onnx.NodeProto) -> int:
        """Where `node` stands in the order of execution."""
        return next(n for n, other in enumerate(self._model.graph.node) if other.output == node.output)

    def replace(self, position: int, nodes: Iterable[onnx.NodeProto]) -> None:
        """Put `nodes` in the place of the node at `position`."""
        graph = self._model.graph
        before, after = list(graph.node)[:position], list(graph.node)[position + 1 :]
        del graph.node[:]
        graph.node.extend([*before, *nodes, *after])

    def drop_weight(self, name: str) -> None:
        """Remove a constant that no node reads any more."""
        graph = self._model.graph
        if not any(name in node.input for node in graph.node):
            graph.initializer.remove(next(tensor for tensor in graph.initializer if tensor.name == name))

    def save(self, path: Path) -> None:
        """Check the graph and write it.

        Raises:
            onnx.checker.ValidationError: if it is not sound.
        """
        onnx.checker.check_model(self._model)
        onnx.save(self._model, path)
