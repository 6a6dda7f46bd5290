"""A span model: token ids in, start and end logits out. Here it is run by onnxruntime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from citespan.corpus.errors import ModelError
from citespan.index.onnx_runtime import onnx_errors, onnxruntime

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

OUTPUTS = ("start_logits", "end_logits")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_LOAD_ERRORS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NoModel,
    onnx_errors.NoSuchFile,
    onnx_errors.NotImplemented,
    onnx_errors.RuntimeException,
)


@dataclass(frozen=True, slots=True)
class Logits:
    """Start and end logits, float32 `[n_windows, n_tokens]` each."""

    starts: npt.NDArray[np.float32]
    ends: npt.NDArray[np.float32]


class SpanModel(Protocol):
    """An extractive question-answering network of any framework."""

    def logits(
        self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64], type_ids: npt.NDArray[np.int64]
    ) -> Logits:
        """Return a batch's logits; arguments are int64 `[n_windows, n_tokens]`, `mask` is 0 on padding."""
        ...


class OnnxSpanModel:
    """A span model in an ONNX file."""

    def __init__(self, path: Path, *, threads: int | None, remedy: str) -> None:
        """Load the network; `threads` None leaves their number to onnxruntime.

        Raises:
            ModelError: if the file is missing, damaged, or not of a span model; the message ends with
            `remedy`.
        """
        options = onnxruntime.SessionOptions()
        if threads is not None:
            options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except _LOAD_ERRORS as exc:
            raise ModelError(f"{path}: onnxruntime cannot load it ({exc}); {remedy}") from exc
        self._inputs = {node.name for node in self._session.get_inputs()}
        outputs = {node.name for node in self._session.get_outputs()}
        if not outputs.issuperset(OUTPUTS) or not self._inputs.issubset(INPUTS):
            raise ModelError(
                f"{path}: not an extractive question-answering model: it maps {sorted(self._inputs)} to"
                f" {sorted(outputs)}, not {list(INPUTS)} to {list(OUTPUTS)}; {remedy}"
            )

    def logits(
        self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64], type_ids: npt.NDArray[np.int64]
    ) -> Logits:
        """Return the logits of a batch."""
        given = dict(zip(INPUTS, (ids, mask, type_ids), strict=True))
        starts, ends = self._session.run(OUTPUTS, {name: given[name] for name in self._inputs})
        return Logits(np.asarray(starts, dtype=np.float32), np.asarray(ends, dtype=np.float32))
