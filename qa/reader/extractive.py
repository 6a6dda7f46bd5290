"""The extractive reader: reads a question's top chunks in few batches, returns spans of their documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from citespan.corpus.document import Span
from citespan.corpus.errors import ModelError
from citespan.corpus.text.markup import whole
from citespan.qa.reader import manifest
from citespan.qa.reader.protocol import Reading, ScoredSpan
from citespan.qa.reader.span_model import OnnxSpanModel
from citespan.qa.reader.span_search import MAX_ANSWER_TOKENS, TOP_SPANS, find_spans
from citespan.qa.reader.stretches import stretches
from citespan.qa.reader.windows import MAX_TOKENS, OVERLAP_TOKENS, Windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.qa.reader.span_model import Logits, SpanModel
    from citespan.qa.reader.stretches import Stretch
    from citespan.qa.reader.windows import Window

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
ONNX_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
REINSTALL = "reinstall citespan (pip install --force-reinstall --no-deps citespan)"
OWN_MODEL = "name a folder with model.onnx (or config.json and model.safetensors) and tokenizer.json"
MAX_BATCH = 16
MAX_PADDING = 0.15  # of a batch's longest window


@dataclass(frozen=True, slots=True)
class _Found:
    """A span of the document, by how much it beats having no answer, and the no-answer score of its window."""

    span: Span
    margin: float
    null: float


class ExtractiveReader:
    """Finds answers with a network that scores each token as an answer's start and end (`Reader`).

    A span's score is its start and end logit together, the no-answer score that of the first token. The
    readings of different chunks and questions are comparable by `score - no_answer_score`.
    """

    def __init__(
        self,
        model: SpanModel,
        tokenizer: Tokenizer,
        *,
        name: str,
        max_tokens: int = MAX_TOKENS,
        overlap_tokens: int = OVERLAP_TOKENS,
        max_answer_tokens: int = MAX_ANSWER_TOKENS,
        top_spans: int = TOP_SPANS,
    ) -> None:
        """Read with `model`; the tokenizer is changed in place. `top_spans` is per chunk."""
        self._model = model
        self._padding = _padding_id(tokenizer)
        self._windows = Windows(tokenizer, max_tokens=max_tokens, overlap_tokens=overlap_tokens)
        self._name = name
        self._max_answer_tokens = max_answer_tokens
        self._top_spans = top_spans

    @property
    def name(self) -> str:
        """The reader and its version."""
        return self._name

    def read(self, question: str, chunks: Sequence[Chunk]) -> tuple[Reading, ...]:
        """Return one reading for each chunk, in the order of `chunks`."""
        return self.read_pairs([(question, chunk) for chunk in chunks])

    def read_pairs(self, pairs: Sequence[tuple[str, Chunk]]) -> tuple[Reading, ...]:
        """Return one reading for each (question, chunk) pair, in order: `read` for many questions at once.

        Tables are read row by row, and what is too long for the network in overlapping windows. The margins of
        spans are comparable, so the best spans of all that is read count, relative to the no-answer score of the
        window with the best one.
        """
        parts = [stretches(chunk) for _, chunk in pairs]
        texts = [(question, one.text) for (question, _), read in zip(pairs, parts, strict=True) for one in read]
        cuts = self._windows.cut(texts)
        logits = iter(self._logits([window for windows in cuts for window in windows]))
        scored = iter([[(window, next(logits)) for window in windows] for windows in cuts])
        return tuple(
            self._reading(chunk, [(stretch, next(scored)) for stretch in read])
            for (_, chunk), read in zip(pairs, parts, strict=True)
        )

    def _reading(self, chunk: Chunk, read: Sequence[tuple[Stretch, Sequence[tuple[Window, Logits]]]]) -> Reading:
        found: list[_Found] = []
        nulls: list[float] = []
        for stretch, windows in read:
            edges, characters = stretch.edges(), stretch.characters()
            for window, logits in windows:
                nulls.append(float(logits.starts[0] + logits.ends[0]))
                candidates = find_spans(
                    window,
                    logits.starts,
                    logits.ends,
                    edges=edges,
                    characters=characters,
                    breaks=stretch.breaks,
                    max_answer_tokens=self._max_answer_tokens,
                    top=self._top_spans,
                )
                for candidate in candidates:
                    span = _untorn(chunk, stretch.in_document(candidate.start, candidate.end))
                    found.append(_Found(span, candidate.margin, nulls[-1]))
        if not found:
            return Reading((), max(nulls))
        chosen: list[_Found] = []
        for one in sorted(found, key=lambda one: (-one.margin, one.span.start, one.span.end)):
            if all(one.span.end <= other.span.start or other.span.end <= one.span.start for other in chosen):
                chosen.append(one)
        null = chosen[0].null
        return Reading(tuple(ScoredSpan(one.span, one.margin + null) for one in chosen[: self._top_spans]), null)

    def _logits(self, windows: Sequence[Window]) -> list[Logits]:
        """The logits of each window, without padding, in order; windows of like length are run together."""
        by_window: dict[int, Logits] = {}
        for batch in _batches(windows):
            shape = (len(batch), len(windows[batch[0]]))
            ids, mask, type_ids = (np.full(shape, fill, dtype=np.int64) for fill in (self._padding, 0, 0))
            for row, number in enumerate(batch):
                length = len(windows[number])
                ids[row, :length] = windows[number].ids
                type_ids[row, :length] = windows[number].type_ids
                mask[row, :length] = 1
            logits = self._model.logits(ids, mask, type_ids)
            for row, number in enumerate(batch):
                length = len(windows[number])
                by_window[number] = type(logits)(logits.starts[row, :length], logits.ends[row, :length])
        return [by_window[number] for number in range(len(windows))]


def _untorn(chunk: Chunk, span: Span) -> Span:
    """The span without half a pair of Markdown's marks, and without what is struck out."""
    start, end = whole(chunk.text, span.start - chunk.span.start, span.end - chunk.span.start)
    return Span(chunk.span.start + start, chunk.span.start + end)


def _padding_id(tokenizer: Tokenizer) -> int:
    """The id of the padding token: some networks number the places of a text by the tokens that are none of it."""
    known = (tokenizer.token_to_id(name) for name in ("<pad>", "[PAD]"))
    return next((number for number in known if number is not None), 0)


def _batches(windows: Sequence[Window]) -> list[list[int]]:
    """Indices of windows, longest first, in batches with little padding."""
    batches: list[list[int]] = []
    for number in sorted(range(len(windows)), key=lambda number: -len(windows[number])):
        batch = batches[-1] if batches else []
        longest = len(windows[batch[0]]) if batch else 0
        if batch and len(batch) < MAX_BATCH and len(windows[number]) >= (1 - MAX_PADDING) * longest:
            batch.append(number)
        else:
            batches.append([number])
    return batches


def load_bundled_reader(*, folder: Path = WEIGHTS_FOLDER, threads: int | None = None) -> ExtractiveReader:
    """Return the reader whose weights ship with citespan, after checking them against their manifest.

    Raises:
        ModelError: if a file is missing, truncated or altered.
    """
    checked = manifest.verify(folder, remedy=REINSTALL)
    missing = {ONNX_FILE, TOKENIZER_FILE} - checked.sha256.keys()
    if missing:
        raise ModelError(f"{folder / manifest.FILE}: does not list {', '.join(sorted(missing))}; {REINSTALL}")
    model = OnnxSpanModel(folder / ONNX_FILE, threads=threads, remedy=REINSTALL)
    tokenizer = _load_tokenizer(folder / TOKENIZER_FILE, remedy=REINSTALL)
    return ExtractiveReader(model, tokenizer, name=f"{checked.name} {checked.version}")


def load_reader(path_or_name: str, *, threads: int | None = None) -> ExtractiveReader:
    """Return a reader of a user's own extractive model.

    `path_or_name` is a folder with model.onnx and tokenizer.json, or a Hugging Face model in safetensors, by
    folder or by name, which needs torch.

    Raises:
        ModelError: if there is no such model, its files are damaged, or it does not answer extractively.
    """
    folder = Path(path_or_name)
    onnx_path = next((path for path in (folder / ONNX_FILE, folder / "onnx" / ONNX_FILE) if path.is_file()), None)
    name = folder.name or path_or_name
    if onnx_path is not None:
        model = OnnxSpanModel(onnx_path, threads=threads, remedy=OWN_MODEL)
        tokenizer = _load_tokenizer(folder / TOKENIZER_FILE, remedy=OWN_MODEL)
        return ExtractiveReader(model, tokenizer, name=name)
    if folder.exists() and not (folder / "config.json").is_file():
        raise ModelError(f"{folder}: holds neither model.onnx nor config.json; {OWN_MODEL}")
    from citespan.qa.reader.torch_model import TorchSpanModel  # noqa: PLC0415  # torch takes seconds to import

    torch_model = TorchSpanModel(path_or_name)
    return ExtractiveReader(torch_model, torch_model.tokenizer, name=name)


def _load_tokenizer(path: Path, *, remedy: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as exc:  # tokenizers raises bare Exceptions
        raise ModelError(f"{path}: not a tokenizer ({exc}); {remedy}") from exc
