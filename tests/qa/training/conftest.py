"""A reader of some 100 000 weights, drawn at random, and features for it: real parts, only small."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
import torch
from transformers import MPNetConfig, MPNetForQuestionAnswering

from citespan.qa.training.model.features import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VOCABULARY = 2000  # exporting traces with ids up to there


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    """As training has it: matrices this small gain nothing from a second."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def tiny_model() -> MPNetForQuestionAnswering:
    """Without dropout, so that a batch has one gradient."""
    return _drawn(dropout=0.0).eval()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With dropout, as the base model has it."""
    folder = tmp_path_factory.mktemp("tiny")
    _drawn(dropout=0.1).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_features() -> list[Feature]:
    return drawn_features(24, seed=1)


def drawn_features(count: int, *, seed: int) -> list[Feature]:
    """Features of 5 to 40 tokens; each third is to abstain on, each other third has two annotators."""
    random = Random(seed)
    features = []
    for number in range(count):
        length = random.randint(5, 40)
        marks = [sorted(random.sample(range(3, length), 2)) for _ in range(number % 3)] or [[0, 0]]
        ids = torch.tensor([random.randrange(1, VOCABULARY) for _ in range(length)], dtype=torch.int32)
        type_ids = torch.tensor([int(n > 2) for n in range(length)], dtype=torch.int8)
        starts, ends = zip(*marks, strict=True)
        features.append(Feature(ids, type_ids, starts, ends))
    return features


def _drawn(*, dropout: float) -> MPNetForQuestionAnswering:
    torch.manual_seed(1)
    config = MPNetConfig(
        vocab_size=VOCABULARY,
        hidden_size=32,
        num_hidden_layers=6,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        initializer_range=0.2,
        attn_implementation="eager",
    )
    return MPNetForQuestionAnswering(config)
