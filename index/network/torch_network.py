"""Any sentence-transformers model, run by torch, which takes seconds to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers.utils import logging as transformers_logging

from citespan.corpus.errors import ModelError
from citespan.index.network.protocol import SPECIAL_TOKENS, weights_digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

_BATCH_SIZE = 32


class TorchNetwork:
    """A sentence-transformers model on the CPU."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`, from disk alone.

        Raises:
            ModelError: if it cannot be loaded.
        """
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # Loading takes a fraction of a second.
        try:
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as exc:
            raise ModelError(f"{folder}: the encoder cannot be loaded: {exc}; reinstall or replace it") from exc
        self.tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.dimension: int = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens: int = int(self._model.max_seq_length or 512) - SPECIAL_TOKENS
        self.weights = weights_digest(folder)

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of texts to be searched: float32 [n_texts, dimension], rows of unit length, in order."""
        return self._as_rows(
            self._model.encode_document(
                list(texts), batch_size=_BATCH_SIZE, show_progress_bar=False, normalize_embeddings=True
            )
        )

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of questions: float32 [n_texts, dimension], rows of unit length, in order."""
        return self._as_rows(
            self._model.encode_query(
                list(texts), batch_size=_BATCH_SIZE, show_progress_bar=False, normalize_embeddings=True
            )
        )

    def _as_rows(self, vectors: object) -> npt.NDArray[np.float32]:
        return np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1, self.dimension)
