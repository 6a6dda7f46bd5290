"""Gradients in parts are those of the whole batch, however its rows fall into parts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.training.model.features import Batch, Feature, collate
from citespan.qa.training.model.gradients import PARTS, set_gradients, span_loss, split

if TYPE_CHECKING:
    from transformers import MPNetForQuestionAnswering


def gradients_in_parts(model: MPNetForQuestionAnswering, batch: Batch, *, n_threads: int) -> dict[str, torch.Tensor]:
    with ThreadPoolExecutor(n_threads) as threads:
        set_gradients(model, batch, threads)
    return {name: parameter.grad for name, parameter in model.named_parameters() if parameter.grad is not None}


def loss_of_whole(model: MPNetForQuestionAnswering, batch: Batch) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        output = model(input_ids=batch.ids, attention_mask=batch.mask)
    return span_loss(output.start_logits, output.end_logits, batch)


@pytest.mark.parametrize("rows", [1, 3, 4, 5, 24])
def test_gradients_in_parts_are_those_of_the_whole_batch(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature], rows: int
) -> None:
    batch = collate(tiny_features[:rows])
    in_parts = gradients_in_parts(tiny_model, batch, n_threads=2)
    names, parameters = zip(*tiny_model.named_parameters(), strict=True)
    whole = dict(zip(names, torch.autograd.grad(loss_of_whole(tiny_model, batch), parameters), strict=True))
    assert in_parts.keys() == whole.keys()
    largest = max(gradient.norm() for gradient in whole.values())
    for name, gradient in whole.items():
        # bfloat16 keeps eight bits, and sums over rows are rounded in another order.
        assert (in_parts[name] - gradient).norm() <= 0.02 * gradient.norm() + 0.001 * largest, name


def test_the_loss_is_the_mean_of_all_rows(tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]) -> None:
    batch = collate(tiny_features[:5])
    with ThreadPoolExecutor(2) as threads:
        loss = set_gradients(tiny_model, batch, threads)
    assert loss == pytest.approx(loss_of_whole(tiny_model, batch).item(), rel=0.005)


def test_gradients_do_not_depend_on_the_number_of_threads(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    batch = collate(tiny_features)
    one, two = (gradients_in_parts(tiny_model, batch, n_threads=n) for n in (1, 2))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_gradients_replace_those_that_stood_there(
    tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]
) -> None:
    batch = collate(tiny_features)
    once = {name: g.clone() for name, g in gradients_in_parts(tiny_model, batch, n_threads=1).items()}
    twice = gradients_in_parts(tiny_model, batch, n_threads=1)
    assert all(torch.equal(once[name], twice[name]) for name in once)


def test_frozen_parameters_get_no_gradient(tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]) -> None:
    frozen = tiny_model.qa_outputs.bias
    frozen.requires_grad = False
    assert "qa_outputs.bias" not in gradients_in_parts(tiny_model, collate(tiny_features), n_threads=1)


@given(st.integers(1, 50), st.integers(1, 8))
def test_parts_hold_the_rows_in_order(rows: int, parts: int) -> None:
    ids = torch.arange(rows)[:, None].expand(rows, 16)
    pieces = split(Batch(ids, ids, ids, ids.float(), ids.float()), parts)
    assert 1 <= len(pieces) <= parts
    for name in ("ids", "type_ids", "mask", "starts", "ends"):
        assert torch.equal(torch.cat([getattr(piece, name) for piece in pieces])[:, 0].long(), torch.arange(rows))
    assert PARTS > 1


def test_padding_does_not_change_the_loss(tiny_model: MPNetForQuestionAnswering, tiny_features: list[Feature]) -> None:
    short = min(tiny_features, key=len)
    alone = collate([short])
    rows = alone.ids.shape[1]
    logits = torch.linspace(-3, 3, rows)[None]
    padded = {
        name: torch.nn.functional.pad(getattr(alone, name), (0, 16))
        for name in ("ids", "type_ids", "mask", "starts", "ends")
    }
    wide = torch.nn.functional.pad(logits, (0, 16), value=50.0)
    assert torch.equal(span_loss(logits, logits, alone), span_loss(wide, wide, Batch(**padded)))


def test_the_loss_is_least_where_the_logits_are_the_annotators(tiny_features: list[Feature]) -> None:
    batch = collate(tiny_features)
    best = [target.clamp_min(1e-9).log() for target in (batch.starts, batch.ends)]
    entropy = sum(-(target * target.clamp_min(1e-9).log()).sum(-1).mean() for target in (batch.starts, batch.ends)) / 2
    assert span_loss(*best, batch).item() == pytest.approx(float(entropy), abs=1e-4)
    assert span_loss(torch.zeros_like(best[0]), torch.zeros_like(best[1]), batch) > entropy
