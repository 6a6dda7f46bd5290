"""The extractive reader with the weights that ship, with a user's own model, and with files that are no good."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from citespan.corpus.document import Span
from citespan.corpus.errors import ModelError
from citespan.corpus.text.chunk import Chunk
from citespan.qa.reader import manifest
from citespan.qa.reader.extractive import (
    ONNX_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FOLDER,
    ExtractiveReader,
    load_bundled_reader,
    load_reader,
)
from citespan.qa.reader.span_model import Logits
from citespan.qa.reader.windows import Windows

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.reader.protocol import Reading

DOCUMENT = (
    "🚢 Harbour log\r\n\r\nThe ferry Aurora was built in Gdynia in 1974. It crosses the strait twice a day.\r\n\r\n"
    "Captain Zoe\u0308 Lindqvist has commanded it since 2011. She grew up on the island of Sandhamn."
)
FILLER = "The quay was painted again in spring, and the gulls came back to the roof of the warehouse. "


def chunk_of(document: str, start: int = 0, end: int | None = None) -> Chunk:
    span = Span(start, len(document) if end is None else end)
    return Chunk("log", span, span.slice(document), headings=(), sentences=(span,))


def best_text(reading: Reading, document: str) -> str:
    return reading.spans[0].span.slice(document)


def margin(reading: Reading) -> float:
    return reading.spans[0].score - reading.no_answer_score


@pytest.fixture(scope="module")
def reader() -> ExtractiveReader:
    return load_bundled_reader()


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS_FOLDER, folder)
    return folder


def test_an_answer_stands_at_its_offset_in_the_document(reader: ExtractiveReader) -> None:
    middle = DOCUMENT.index("Captain")
    chunks = [chunk_of(DOCUMENT, middle), chunk_of(DOCUMENT, 0, middle)]
    captain, ferry = reader.read("Where was the Aurora built?", chunks)
    assert best_text(ferry, DOCUMENT) == "Gdynia"
    assert margin(ferry) > margin(captain)


def test_a_letter_keeps_its_combining_mark(reader: ExtractiveReader) -> None:
    (reading,) = reader.read("Who has commanded the ferry since 2011?", [chunk_of(DOCUMENT)])
    assert "Zoe\u0308 Lindqvist" in best_text(reading, DOCUMENT)


def test_a_foreign_text_speaks_less_to_a_question_than_its_own(reader: ExtractiveReader) -> None:
    own, foreign = reader.read("Who commands the ferry?", [chunk_of(DOCUMENT), chunk_of(FILLER)])
    assert margin(own) > margin(foreign)


def test_spans_are_best_first_apart_and_inside_their_chunk(reader: ExtractiveReader) -> None:
    chunk = chunk_of(DOCUMENT, 5, 120)
    (reading,) = reader.read("When was it built?", [chunk])
    scores = [scored.score for scored in reading.spans]
    assert scores == sorted(scores, reverse=True)
    assert all(chunk.span.contains(scored.span) for scored in reading.spans)
    ordered = sorted(scored.span for scored in reading.spans)
    assert all(one.end <= other.start for one, other in pairwise(ordered))


def test_a_reading_does_not_depend_on_the_other_chunks(reader: ExtractiveReader) -> None:
    chunk = chunk_of(DOCUMENT)
    others = [chunk_of(FILLER * times) for times in (1, 3, 9)]
    (alone,) = reader.read("When was the ferry built?", [chunk])
    among = reader.read("When was the ferry built?", [*others, chunk])[-1]
    assert among.spans[0].span == alone.spans[0].span
    assert margin(among) == pytest.approx(margin(alone), abs=0.3)


def test_an_answer_deep_in_a_long_chunk_is_found_where_it_stands(reader: ExtractiveReader) -> None:
    document = FILLER * 40 + DOCUMENT + FILLER * 20
    (reading,) = reader.read("Where was the Aurora built?", [chunk_of(document)])
    assert reading.spans[0].span == Span(document.index("Gdynia"), document.index("Gdynia") + 6)


def test_a_lead_is_read_but_never_answered_from(reader: ExtractiveReader) -> None:
    text = "Captain Lindqvist took over the ferry Aurora in 2011. She grew up on the island of Sandhamn."
    start = text.index("She")
    span = Span(start, len(text))
    chunk = Chunk("log", span, span.slice(text), headings=(), sentences=(span,), preamble=text[:start])
    where, who = (reader.read(q, [chunk])[0] for q in ("Where did Captain Lindqvist grow up?", "Who took over Aurora?"))
    assert "Sandhamn" in best_text(where, text)
    assert margin(where) > margin(reader.read("Where did Captain Lindqvist grow up?", [replace(chunk, preamble="")])[0])
    assert all(scored.span.start >= start for scored in who.spans)


def test_an_answer_neither_begins_nor_ends_with_a_footnote_mark(reader: ExtractiveReader) -> None:
    text = "The toll stood at nine[4][5] dead and 40[6] wounded."
    spans = reader.read("How many were wounded?", [chunk_of(text)])[0].spans
    assert spans[0].span.slice(text).startswith("40")
    assert all(not scored.span.slice(text).endswith("]") for scored in spans)


@pytest.mark.parametrize("question", ["Which harbour does the Aurora sail to?", "What is the name?", "How many cars?"])
def test_an_answer_lies_in_one_cell_of_a_table(reader: ExtractiveReader, question: str) -> None:
    table = (
        "| Ferry | Harbour | Cars |\n| --- | --- | ---: |\n| Aurora | Port Anselm | 120 |\n| Tern | Sandhamn | 40 |\n"
    )
    (reading,) = reader.read(question, [chunk_of(table)])
    assert reading.spans
    for scored in reading.spans:
        answer = scored.span.slice(table)
        assert "|" not in answer
        assert any(character.isalnum() for character in answer)


def test_steps_are_one_answer(reader: ExtractiveReader) -> None:
    text = "To reset the lamp, hold the button for ten seconds. Then wait until it is green. The lamp is made of brass."
    (reading,) = reader.read("How do I reset the lamp?", [chunk_of(text)])
    assert "hold the button for ten seconds" in best_text(reading, text)
    assert "brass" not in best_text(reading, text)


def test_no_chunks_give_no_readings(reader: ExtractiveReader) -> None:
    assert reader.read("Who?", []) == ()


@pytest.mark.parametrize("text", [" \r\n\t", "\u200b", "🚢"])
def test_a_text_with_few_or_no_words_is_read_without_error(reader: ExtractiveReader, text: str) -> None:
    (reading,) = reader.read("What?", [chunk_of(text)])
    assert np.isfinite(reading.no_answer_score)
    assert all(scored.span.end <= len(text) for scored in reading.spans)


def test_an_endless_question_loses_its_end_and_is_answered(reader: ExtractiveReader) -> None:
    (reading,) = reader.read("Where was the Aurora built? " + "please " * 2000, [chunk_of(DOCUMENT)])
    assert reading.spans


def test_the_name_holds_the_version(reader: ExtractiveReader) -> None:
    checked = manifest.verify(WEIGHTS_FOLDER, remedy="")
    assert reader.name == f"{checked.name} {checked.version}"


class WordByWord:
    """A span model that looks at single tokens, so that a window's surroundings cannot matter."""

    def logits(self, ids: np.ndarray, mask: np.ndarray, type_ids: np.ndarray) -> Logits:  # noqa: ARG002
        return Logits((ids * 7919 % 101).astype(np.float32), (ids * 104729 % 97).astype(np.float32))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(DOCUMENT.split()), min_size=1, max_size=120).map(" ".join), st.integers(60, 90))
def test_overlapping_windows_answer_like_one_window(text: str, max_tokens: int) -> None:
    def read(tokens: int) -> Reading:
        tokenizer = Tokenizer.from_file(str(WEIGHTS_FOLDER / TOKENIZER_FILE))
        reader = ExtractiveReader(WordByWord(), tokenizer, name="", max_tokens=tokens, overlap_tokens=35)
        return reader.read("Which ferry?", [chunk_of(text)])[0]

    windowed, direct = read(max_tokens), read(1000)
    assert [best.score for best in windowed.spans[:1]] == [best.score for best in direct.spans[:1]]
    assert windowed.no_answer_score == direct.no_answer_score


def test_windows_cover_every_token_of_the_text() -> None:
    tokenizer = Tokenizer.from_file(str(WEIGHTS_FOLDER / TOKENIZER_FILE))
    text = FILLER * 30
    ((whole,),) = Windows(tokenizer, max_tokens=10_000).cut([("Which roof?", text)])
    (cut,) = Windows(tokenizer, max_tokens=100, overlap_tokens=40).cut([("Which roof?", text)])
    assert len(cut) > 5
    assert max(map(len, cut)) <= 100
    seen = {tuple(offset) for window in cut for offset in window.offsets[window.in_text].tolist()}
    assert seen == {tuple(offset) for offset in whole.offsets[whole.in_text].tolist()}


def test_a_folder_with_onnx_weights_reads_like_the_bundled_reader(reader: ExtractiveReader, weights: Path) -> None:
    own = load_reader(str(weights))
    assert own.read("Where was it built?", [chunk_of(DOCUMENT)]) == reader.read(
        "Where was it built?", [chunk_of(DOCUMENT)]
    )
    assert own.name == "weights"


def test_a_users_own_safetensors_model_is_read(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=30527, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    transformers.BertForQuestionAnswering(config).save_pretrained(tmp_path)
    shutil.copyfile(WEIGHTS_FOLDER / TOKENIZER_FILE, tmp_path / TOKENIZER_FILE)
    (reading,) = load_reader(str(tmp_path)).read("Where was it built?", [chunk_of(DOCUMENT)])
    assert reading.spans


@pytest.mark.parametrize("name", [ONNX_FILE, TOKENIZER_FILE, manifest.FILE])
def test_a_missing_file_is_named_with_its_remedy(weights: Path, name: str) -> None:
    (weights / name).unlink()
    with pytest.raises(ModelError, match=rf"{name}.*reinstall citespan"):
        load_bundled_reader(folder=weights)


@pytest.mark.parametrize("name", [ONNX_FILE, TOKENIZER_FILE])
def test_a_truncated_or_altered_file_is_refused(weights: Path, name: str) -> None:
    content = (weights / name).read_bytes()
    (weights / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=rf"{name}: truncated or altered.*reinstall citespan"):
        load_bundled_reader(folder=weights)
    (weights / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ModelError, match=rf"{name}: truncated or altered"):
        load_bundled_reader(folder=weights)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": 1, "version": "1", "sha256": {}}'])
def test_a_manifest_of_another_kind_is_refused(weights: Path, content: str) -> None:
    (weights / manifest.FILE).write_text(content)
    with pytest.raises(ModelError, match=r"manifest\.json: not a weights manifest"):
        load_bundled_reader(folder=weights)


def test_a_manifest_without_the_model_is_refused(weights: Path) -> None:
    (weights / manifest.FILE).write_text(json.dumps({"name": "x", "version": "1", "sha256": {}}))
    with pytest.raises(ModelError, match=r"does not list model\.onnx, tokenizer\.json"):
        load_bundled_reader(folder=weights)


@pytest.mark.parametrize(
    ("name", "told"), [(ONNX_FILE, "onnxruntime cannot load"), (TOKENIZER_FILE, "not a tokenizer")]
)
def test_a_users_damaged_file_is_named(weights: Path, name: str, told: str) -> None:
    (weights / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match=rf"{name}: {told}"):
        load_reader(str(weights))


def test_an_onnx_model_of_another_kind_is_refused(weights: Path) -> None:
    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node("Identity", ["input_ids"], ["embedding"])
    graph = onnx.helper.make_graph(
        [node],
        "encoder",
        [value("input_ids", onnx.TensorProto.INT64, [1])],
        [value("embedding", onnx.TensorProto.INT64, [1])],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, weights / ONNX_FILE)
    with pytest.raises(ModelError, match="not an extractive question-answering model"):
        load_reader(str(weights))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds neither model\.onnx nor config\.json"):
        load_reader(str(tmp_path))


def test_a_truncated_safetensors_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "architectures": ["BertForQuestionAnswering"]}')
    (tmp_path / "model.safetensors").write_bytes(b"\x10\x00\x00")
    with pytest.raises(ModelError, match="transformers cannot load"):
        load_reader(str(tmp_path))
