"""A network that embeds texts, of any framework, and what its weights are known by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

SPECIAL_TOKENS = 2
"""How many tokens a network adds to each text."""


class Network(Protocol):
    """Embeds texts; `tokenizer` neither truncates nor pads."""

    tokenizer: Tokenizer
    dimension: int
    max_tokens: int
    weights: str

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of texts to be searched: float32 [n_texts, dimension], rows of unit length, in order."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of questions: float32 [n_texts, dimension], rows of unit length, in order."""
        ...


def weights_digest(folder: Path) -> str:
    """The hexadecimal SHA-256 that the weights in `folder` are known by: of the SHA-256 of each of their files.

    Raises:
        OSError: if a file cannot be read.
    """
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.safetensors")):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
