"""Gradients of a batch, computed in parts by threads of their own.

One thread a core, each with a part, rather than all cores in each matrix product: where other programs use a
core too, the threads need not wait for the slowest of them at every operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from citespan.qa.training.model.features import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from transformers import PreTrainedModel

PARTS = 4


@dataclass(frozen=True, slots=True)
class _Part:
    loss: float
    gradients: tuple[torch.Tensor, ...]


def set_gradients(model: PreTrainedModel, batch: Batch, threads: Executor) -> float:
    """Return the mean loss of the batch; its gradients replace those that stood in the model's parameters."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    rows = len(batch.ids)
    jobs = [threads.submit(_part, model, parameters, part, len(part.ids) / rows) for part in split(batch, PARTS)]
    parts = [job.result() for job in jobs]
    for number, parameter in enumerate(parameters):
        parameter.grad = parts[0].gradients[number]
        for part in parts[1:]:
            parameter.grad += part.gradients[number]
    return sum(part.loss for part in parts)


def inputs_of(model: PreTrainedModel, batch: Batch) -> Mapping[str, torch.Tensor]:
    """The arguments of `model` for `batch`; segment ids only where the network has them (MPNet has none)."""
    inputs = {"input_ids": batch.ids, "attention_mask": batch.mask}
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = batch.type_ids
    return inputs


def split(batch: Batch, parts: int) -> tuple[Batch, ...]:
    """The batch's rows in at most `parts` batches of about as many rows."""
    size = -(-len(batch.ids) // parts)
    return tuple(
        Batch(
            ids=batch.ids[start : start + size],
            type_ids=batch.type_ids[start : start + size],
            mask=batch.mask[start : start + size],
            starts=batch.starts[start : start + size],
            ends=batch.ends[start : start + size],
        )
        for start in range(0, len(batch.ids), size)
    )


def span_loss(start_logits: torch.Tensor, end_logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Mean cross-entropy of both logits with the annotators' distributions; padding does not compete."""
    padding = batch.mask == 0
    losses = [
        -(target * logits.float().masked_fill(padding, -1e4).log_softmax(-1)).sum(-1).mean()
        for logits, target in ((start_logits, batch.starts), (end_logits, batch.ends))
    ]
    return (losses[0] + losses[1]) / 2


def _part(model: PreTrainedModel, parameters: Sequence[torch.Tensor], batch: Batch, weight: float) -> _Part:
    torch.set_num_threads(1)
    with torch.autocast("cpu", torch.bfloat16):
        output = model(**inputs_of(model, batch))
    loss = span_loss(output.start_logits, output.end_logits, batch) * weight
    return _Part(loss.item(), torch.autograd.grad(loss, parameters))
