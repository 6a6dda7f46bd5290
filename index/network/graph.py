"""The bundled encoder's network as an ONNX graph without weights: those stay in the package that they come with.

Each weight is named as in the safetensors file, and lies there at a known place: onnxruntime maps it from the file.
What `MultiHeadAttention` computes is in onnxruntime's documentation of its own operators; all else is plain ONNX.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_OPSETS = {"": 20, "com.microsoft": 1}
_IR_VERSION = 10
_TYPES = {"F32": TensorProto.FLOAT}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor in a safetensors file: its type as the file names it, its shape, and where its bytes are."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers of a BERT network that its weights alone do not tell."""

    layers: int
    heads: int
    norm_epsilon: float


def stored_tensors(file: Path) -> Mapping[str, StoredTensor]:
    """The tensors in a safetensors file by name.

    Source: the format's description in the readme of https://github.com/huggingface/safetensors.
    """
    with file.open("rb") as stream:
        header_bytes = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(header_bytes))
    header.pop("__metadata__", None)
    return {
        name: StoredTensor(
            dtype=entry["dtype"],
            shape=tuple(entry["shape"]),
            offset=8 + header_bytes + entry["data_offsets"][0],
            length=entry["data_offsets"][1] - entry["data_offsets"][0],
        )
        for name, entry in header.items()
    }


def build_graph(weights: Path, shape: BertShape, *, metadata: Mapping[str, str]) -> ModelProto:
    """A graph from `input_ids` and `attention_mask`, int64 [n_texts, n_tokens], to `vectors` of unit length.

    `vectors` is float32 [n_texts, dimension]: the mean of the last layer's tokens. The weights are referred to in the
    file `weights` by its bare name.

    Raises:
        ModelError: if a weight of the network is not in the file, or not in float32.
    """
    graph = _EncoderGraph(stored_tensors(weights), shape)
    graph.build()
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [_value("input_ids", TensorProto.INT64, "tokens"), _value("attention_mask", TensorProto.INT64, "tokens")],
        [_value("vectors", TensorProto.FLOAT, graph.width)],
        [*graph.constants, *(_external(name, graph.stored[name], weights.name) for name in graph.used)],
    )
    model = helper.make_model(
        made,
        producer_name="citespan",
        ir_version=_IR_VERSION,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()],
    )
    helper.set_model_props(model, dict(metadata))
    return model


class _EncoderGraph:
    """The nodes of a BERT encoder under construction. Tokens of all texts are the rows of one matrix."""

    def __init__(self, stored: Mapping[str, StoredTensor], shape: BertShape) -> None:
        self.stored = stored
        self.shape = shape
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.used: dict[str, None] = {}
        self.width = self._tensor("embeddings.word_embeddings.weight").shape[1]

    def build(self) -> None:
        """Add all nodes."""
        self._constant("axis 0", TensorProto.INT64, [0], dims=[1])
        self._constant("axis 1", TensorProto.INT64, [1], dims=[1])
        self._constant("width", TensorProto.INT64, [self.width], dims=[1])
        self._constant("as rows", TensorProto.INT64, [-1, self.width], dims=[2])
        self._add("Shape", ["input_ids"], "texts and tokens")
        self._add("Concat", ["texts and tokens", "width"], "as texts", axis=0)
        self._add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        hidden = self._embedded()
        for number in range(self.shape.layers):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        self._pool(hidden)

    def _embedded(self) -> str:
        self._add("Shape", ["input_ids"], "tokens", start=1, end=2)
        self._add("Slice", [self._weight("embeddings.position_embeddings"), "axis 0", "tokens", "axis 0"], "positions")
        self._add("Slice", [self._weight("embeddings.token_type_embeddings"), "axis 0", "axis 1", "axis 0"], "type")
        self._add("Gather", [self._weight("embeddings.word_embeddings"), "input_ids"], "words")
        self._add("Add", ["positions", "type"], "places")
        self._add("Add", ["words", "places"], "words in places")
        self._add("Reshape", ["words in places", "as rows"], "embedded")
        return self._normalized("embedded", "embeddings.LayerNorm")

    def _layer(self, hidden: str, layer: str) -> str:
        attention = f"{layer}.attention"
        for part in ("query", "key", "value"):
            rows = self._linear(hidden, f"{attention}.self.{part}")
            self._add("Reshape", [rows, "as texts"], f"{attention}.{part}")
        self._add(
            "MultiHeadAttention",
            [*(f"{attention}.{part}" for part in ("query", "key", "value")), "", "mask"],
            f"{attention}.context",
            domain="com.microsoft",
            num_heads=self.shape.heads,
        )
        self._add("Reshape", [f"{attention}.context", "as rows"], f"{attention}.rows")
        attended = self._residual(hidden, f"{attention}.rows", f"{attention}.output")
        inner = self._linear(attended, f"{layer}.intermediate.dense")
        self._add("Gelu", [inner], f"{layer}.active")
        return self._residual(attended, f"{layer}.active", f"{layer}.output")

    def _residual(self, skipped: str, rows: str, name: str) -> str:
        dense = self._linear(rows, f"{name}.dense")
        self._add("Add", [dense, skipped], f"{name}.sum")
        return self._normalized(f"{name}.sum", f"{name}.LayerNorm")

    def _pool(self, hidden: str) -> None:
        """The mean of each text's tokens, padding left out, scaled to unit length: its mask times its tokens."""
        self._add("Reshape", [hidden, "as texts"], "last layer")
        self._add("Cast", ["attention_mask"], "weights of tokens", to=TensorProto.FLOAT)
        self._add("Unsqueeze", ["weights of tokens", "axis 1"], "weights of rows")
        self._add("MatMul", ["weights of rows", "last layer"], "sum of tokens")
        self._add("Squeeze", ["sum of tokens", "axis 1"], "sums")
        self._add("LpNormalization", ["sums"], "vectors", axis=1, p=2)  # the length of a sum does not matter

    def _linear(self, rows: str, name: str) -> str:
        self._add("Gemm", [rows, self._weight(name), self._weight(name, "bias")], f"{name}.out", transB=1)
        return f"{name}.out"

    def _normalized(self, rows: str, name: str) -> str:
        scale, bias = self._weight(name), self._weight(name, "bias")
        self._add("LayerNormalization", [rows, scale, bias], f"{name}.out", epsilon=self.shape.norm_epsilon)
        return f"{name}.out"

    def _weight(self, name: str, part: str = "weight") -> str:
        self._tensor(f"{name}.{part}")
        self.used[f"{name}.{part}"] = None
        return f"{name}.{part}"

    def _tensor(self, name: str) -> StoredTensor:
        if name not in self.stored or self.stored[name].dtype not in _TYPES:
            raise ModelError(f"the weights hold no {name} in float32; name the file of a BERT encoder")
        return self.stored[name]

    def _constant(self, name: str, kind: int, values: Sequence[int], *, dims: Sequence[int]) -> None:
        self.constants.append(helper.make_tensor(name, kind, dims, values))

    def _add(self, kind: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: float) -> None:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self.nodes.append(node)


def _value(name: str, kind: int, last: str | int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["texts", last])


def _external(name: str, stored: StoredTensor, location: str) -> TensorProto:
    tensor = TensorProto(name=name, data_type=_TYPES[stored.dtype], dims=stored.shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", stored.offset), ("length", stored.length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor
