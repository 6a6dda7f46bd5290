"""Features and batches: examples as tokens, with the probability of each token to begin or end the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch

from citespan.qa.training.data.examples import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from citespan.qa.reader.windows import Window, Windows
    from citespan.qa.training.data.examples import Example

ENCODE_BATCH = 2048
LENGTH_STEP = 16  # few distinct shapes: each new one costs the matrix library a compilation
SHUFFLED_TOGETHER = 64  # batches; sorted by length within


@dataclass(frozen=True, slots=True)
class Feature:
    """One window and where the annotators saw the answer in it: token indices, 0 (`[CLS]`) for no answer."""

    ids: torch.Tensor = field(repr=False)
    type_ids: torch.Tensor = field(repr=False)
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded features: `ids`, `type_ids`, `mask` int64, `starts`, `ends` float32, `[n_features, n_tokens]`.

    Each row of `starts` and of `ends` is a probability distribution: annotators who disagree share it.
    """

    ids: torch.Tensor
    type_ids: torch.Tensor
    mask: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def make_features(examples: Sequence[Example], windows: Windows) -> list[Feature]:
    """Return one feature for each example, in order.

    Of a long text the window with the most marks is taken, or the first. An example whose marks no window
    holds whole is left out: it would teach to abstain where there is an answer.
    """
    features = []
    for start in range(0, len(examples), ENCODE_BATCH):
        batch = examples[start : start + ENCODE_BATCH]
        for example, cut in zip(batch, windows.cut([(e.question, e.text) for e in batch]), strict=True):
            feature = max((_feature(example, window) for window in cut), key=_n_marks)
            if bool(example.marks) == bool(_n_marks(feature)):
                features.append(feature)
    return features


def _n_marks(feature: Feature) -> int:
    return sum(start > 0 for start in feature.starts)


def _feature(example: Example, window: Window) -> Feature:
    places = [place for mark in example.marks if (place := _token_place(mark, window)) is not None]
    return Feature(
        torch.from_numpy(window.ids.astype(np.int32)),
        torch.from_numpy(window.type_ids.astype(np.int8)),
        tuple(place.start for place in places) or (0,),
        tuple(place.end for place in places) or (0,),
    )


def _token_place(mark: Mark, window: Window) -> Mark | None:
    """First and last token that the mark touches, or None if the window does not hold all of it."""
    inside = np.flatnonzero(window.in_text)
    starts, ends = window.offsets[inside, 0], window.offsets[inside, 1]
    touched = inside[(ends > mark.start) & (starts < mark.end)]
    if not len(touched) or mark.start < starts[0] or mark.end > ends[-1]:
        return None
    return Mark(int(touched[0]), int(touched[-1]))


def make_batches(features: Sequence[Feature], *, max_tokens: int, random: Random) -> list[tuple[int, ...]]:
    """Return indices of features, each once, in batches of about one length and `max_tokens` at most.

    The order is random: of the features first, then of the batches among their neighbours.
    """
    order = random.sample(range(len(features)), len(features))
    mean_length = sum(map(len, features)) / len(features)
    block = max(1, round(SHUFFLED_TOGETHER * max_tokens / mean_length))
    batches: list[tuple[int, ...]] = []
    for start in range(0, len(order), block):
        together: list[tuple[int, ...]] = []
        batch: list[int] = []
        for index in sorted(order[start : start + block], key=lambda index: len(features[index])):
            if batch and (len(batch) + 1) * padded_length(len(features[index])) > max_tokens:
                together.append(tuple(batch))
                batch = []
            batch.append(index)
        together.append(tuple(batch))
        random.shuffle(together)
        batches += together
    return batches


def padded_length(length: int) -> int:
    """The length that a batch is padded to whose longest feature has `length` tokens."""
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def collate(features: Sequence[Feature]) -> Batch:
    """Return the features as one padded batch."""
    shape = (len(features), padded_length(max(map(len, features))))
    batch = Batch(
        ids=torch.zeros(shape, dtype=torch.int64),
        type_ids=torch.zeros(shape, dtype=torch.int64),
        mask=torch.zeros(shape, dtype=torch.int64),
        starts=torch.zeros(shape),
        ends=torch.zeros(shape),
    )
    for row, feature in enumerate(features):
        length = len(feature)
        batch.ids[row, :length] = feature.ids
        batch.type_ids[row, :length] = feature.type_ids
        batch.mask[row, :length] = 1
        for start, end in zip(feature.starts, feature.ends, strict=True):
            batch.starts[row, start] += 1 / len(feature.starts)
            batch.ends[row, end] += 1 / len(feature.ends)
    return batch
