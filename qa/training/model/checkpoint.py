"""Checkpoints: all that training needs to go on after a stop, replaced in one step."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import torch

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from transformers import PreTrainedModel

FILE = "checkpoint.pt"


def exists(folder: Path) -> bool:
    """True if there is a checkpoint in `folder`."""
    return (folder / FILE).is_file()


def save(
    folder: Path, model: PreTrainedModel, optimizer: torch.optim.Optimizer, position: Mapping[str, object]
) -> None:
    """Write a checkpoint in place of the one before; a crash leaves one of the two whole."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FILE}.part"
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "position": dict(position),
    }
    with part.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(folder / FILE)


def load(folder: Path, model: PreTrainedModel, optimizer: torch.optim.Optimizer | None) -> dict[str, Any]:
    """Put the saved state into `model`, `optimizer` (if given) and torch's generator; return the position.

    Tensors only are read: nothing in the file is executed.

    Raises:
        ModelError: if the checkpoint is missing, damaged or of another model.
    """
    state = _read(folder)
    try:
        model.load_state_dict(state["model"])
        if optimizer is not None:
            optimizer.load_state_dict(state["optimizer"])
            torch.set_rng_state(state["random"])
        return dict(state["position"])
    except (RuntimeError, ValueError, TypeError, LookupError) as exc:
        raise ModelError(f"{folder / FILE}: is of another model ({exc}); remove the folder and train again") from exc


def _read(folder: Path) -> dict[str, Any]:
    path = folder / FILE
    try:
        with ZipFile(path) as archive:
            damaged = archive.testzip()  # torch writes checksums but does not look at them
        if damaged is not None:
            raise BadZipFile(f"the checksum of {damaged} is wrong")
        state: object = torch.load(path, weights_only=True)
    except (OSError, EOFError, RuntimeError, ValueError, BadZipFile, pickle.UnpicklingError) as exc:
        raise ModelError(f"{path}: not a checkpoint ({exc}); remove the folder and train again") from exc
    members = state if isinstance(state, dict) else {}
    if missing := {"model", "optimizer", "random", "position"} - members.keys():
        raise ModelError(f"{path}: lacks {', '.join(sorted(missing))}; remove the folder and train again")
    return members
