"""A checkpoint brings back all that it was made of, or says what is wrong with it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
import torch
from transformers import MPNetConfig, MPNetForQuestionAnswering

from citespan.corpus.errors import ModelError
from citespan.qa.training.model import checkpoint

if TYPE_CHECKING:
    from pathlib import Path

POSITION = {"tokens": 7, "steps": 3, "seconds": 1.5, "is_late": True}


def stepped(model: MPNetForQuestionAnswering) -> torch.optim.Optimizer:
    """An optimizer that has made a step, so that it has a state."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return optimizer


@pytest.fixture
def saved(tmp_path: Path, tiny_model: MPNetForQuestionAnswering) -> Path:
    checkpoint.save(tmp_path / "deep" / "folder", tiny_model, stepped(tiny_model), POSITION)
    return tmp_path / "deep" / "folder"


def fresh(tiny_folder: Path) -> MPNetForQuestionAnswering:
    return MPNetForQuestionAnswering.from_pretrained(tiny_folder)


def test_model_optimizer_random_state_and_position_come_back(
    tmp_path: Path, tiny_model: MPNetForQuestionAnswering, tiny_folder: Path
) -> None:
    optimizer = stepped(tiny_model)
    checkpoint.save(tmp_path, tiny_model, optimizer, POSITION)
    drawn = torch.rand(5)
    model = fresh(tiny_folder)
    other = torch.optim.AdamW(model.parameters(), lr=1.0)
    assert checkpoint.load(tmp_path, model, other) == POSITION
    assert torch.equal(torch.rand(5), drawn)
    assert all(torch.equal(model.state_dict()[name], value) for name, value in tiny_model.state_dict().items())
    ours, theirs = other.state_dict(), optimizer.state_dict()
    assert ours["param_groups"] == theirs["param_groups"]
    for number, state in theirs["state"].items():
        assert all(torch.equal(ours["state"][number][name], value) for name, value in state.items())


def test_without_an_optimizer_only_the_model_is_changed(saved: Path, tiny_folder: Path) -> None:
    model = fresh(tiny_folder)
    before = torch.get_rng_state()
    assert checkpoint.load(saved, model, None) == POSITION
    assert torch.equal(torch.get_rng_state(), before)


def test_a_checkpoint_exists_once_it_is_saved_and_leaves_nothing_beside_it(tmp_path: Path, saved: Path) -> None:
    assert checkpoint.exists(saved)
    assert not checkpoint.exists(tmp_path)
    assert [file.name for file in saved.iterdir()] == [checkpoint.FILE]


def test_a_save_that_broke_off_leaves_the_checkpoint_before_it(
    saved: Path, tiny_model: MPNetForQuestionAnswering
) -> None:
    whole = (saved / checkpoint.FILE).read_bytes()
    (saved / f"{checkpoint.FILE}.part").write_bytes(whole[: len(whole) // 2])
    assert checkpoint.load(saved, tiny_model, None) == POSITION
    checkpoint.save(saved, tiny_model, stepped(tiny_model), {**POSITION, "tokens": 8})
    assert checkpoint.load(saved, tiny_model, None)["tokens"] == 8


def test_a_missing_checkpoint_is_refused(tmp_path: Path, tiny_model: MPNetForQuestionAnswering) -> None:
    with pytest.raises(ModelError, match=r"not a checkpoint.*remove the folder and train again"):
        checkpoint.load(tmp_path, tiny_model, None)


def refused(folder: Path, model: MPNetForQuestionAnswering, content: bytes) -> None:
    (folder / checkpoint.FILE).write_bytes(content)
    with pytest.raises(ModelError, match=checkpoint.FILE):
        checkpoint.load(folder, model, stepped(model))


def test_a_truncated_checkpoint_is_refused(saved: Path, tiny_model: MPNetForQuestionAnswering) -> None:
    whole = (saved / checkpoint.FILE).read_bytes()
    for length in [0, 1, 100, len(whole) - 1, *(Random(1).randrange(len(whole)) for _ in range(20))]:
        refused(saved, tiny_model, whole[:length])


def test_bytes_that_are_no_checkpoint_are_refused(saved: Path, tiny_model: MPNetForQuestionAnswering) -> None:
    random = Random(1)
    for _ in range(50):
        refused(saved, tiny_model, random.randbytes(random.randint(1, 200)))


def test_a_checkpoint_with_a_flipped_bit_in_its_tensors_is_refused(
    saved: Path, tiny_model: MPNetForQuestionAnswering
) -> None:
    """The weight of the head stands somewhere in the file: flip bits there, and anywhere."""
    whole = (saved / checkpoint.FILE).read_bytes()
    head = whole.index(tiny_model.qa_outputs.weight.detach().numpy().tobytes())
    for place in range(head, head + 100, 10):
        refused(saved, tiny_model, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])


def test_a_flipped_bit_anywhere_is_refused_or_does_no_harm(saved: Path, tiny_model: MPNetForQuestionAnswering) -> None:
    whole = (saved / checkpoint.FILE).read_bytes()
    expected = {name: value.clone() for name, value in tiny_model.state_dict().items()}
    random = Random(2)
    for _ in range(60):
        place = random.randrange(len(whole))
        flipped = bytes([whole[place] ^ (1 << random.randrange(8))])
        (saved / checkpoint.FILE).write_bytes(whole[:place] + flipped + whole[place + 1 :])
        try:
            position = checkpoint.load(saved, tiny_model, None)
        except ModelError:
            continue
        assert position == POSITION
        assert all(torch.equal(tiny_model.state_dict()[name], value) for name, value in expected.items())


@pytest.mark.parametrize(
    "state",
    [
        [1, 2],
        7,
        {"model": {}, "optimizer": {}},
        {"model": 1, "optimizer": 2, "random": 3, "position": 4},
        {"model": {}, "optimizer": {}, "random": torch.zeros(2), "position": {}},
    ],
)
def test_a_file_of_another_kind_is_refused(saved: Path, tiny_model: MPNetForQuestionAnswering, state: object) -> None:
    torch.save(state, saved / checkpoint.FILE)
    with pytest.raises(ModelError, match=checkpoint.FILE):
        checkpoint.load(saved, tiny_model, stepped(tiny_model))


@pytest.mark.parametrize("part", ["optimizer", "random", "position"])
def test_a_damaged_part_is_refused(saved: Path, tiny_model: MPNetForQuestionAnswering, part: str) -> None:
    state = torch.load(saved / checkpoint.FILE, weights_only=True)
    torch.save({**state, part: [1]}, saved / checkpoint.FILE)
    with pytest.raises(ModelError, match=checkpoint.FILE):
        checkpoint.load(saved, tiny_model, stepped(tiny_model))


def test_a_checkpoint_of_another_model_is_refused(saved: Path) -> None:
    config = MPNetConfig(
        vocab_size=64, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64,
    )  # fmt: skip
    with pytest.raises(ModelError, match=r"is of another model(?s:.*)remove the folder and train again"):
        checkpoint.load(saved, MPNetForQuestionAnswering(config), None)


def test_nothing_in_a_checkpoint_is_executed(saved: Path, tiny_model: MPNetForQuestionAnswering) -> None:
    trace = saved / "trace"
    torch.save({"model": _Touch(trace), "optimizer": {}, "random": 0, "position": {}}, saved / checkpoint.FILE)
    with pytest.raises(ModelError, match="not a checkpoint"):
        checkpoint.load(saved, tiny_model, None)
    assert not trace.exists()


class _Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self._path).touch, (self._path,))
