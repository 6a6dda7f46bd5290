"""Export: a trained float32 model as an ONNX graph."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import torch

from citespan.qa.reader.span_model import INPUTS, OUTPUTS

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

OPSET = 17


class _Logits(torch.nn.Module):
    """The model with tensors for inputs and outputs, as the exporter wants them."""

    def __init__(self, model: PreTrainedModel) -> None:
        """Wrap `model`."""
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits."""
        output = self.model(input_ids=input_ids, attention_mask=attention_mask)
        return output.start_logits, output.end_logits


def export_float32(model: PreTrainedModel, path: Path) -> None:
    """Write `model` to `path`, for any number of windows and tokens; the model is left in evaluation mode.

    Each linear layer becomes a MatMul node whose name holds the layer's path in the model, which quantising relies
    on; that is why the older of torch's two exporters is used.
    """
    model.train(mode=False)
    inputs = list(INPUTS[:2])  # MPNet has no segments
    ids = torch.randint(1000, 2000, (2, 16))
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Logits(model).eval(),
            (ids, mask),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=inputs,
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "windows", 1: "tokens"} for name in (*inputs, *OUTPUTS)},
        )
    model.train(mode=False)
