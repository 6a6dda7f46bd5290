"""Any extractive model of the Hugging Face kinds loads and reads; one that does not answer extractively is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertModel,
    DebertaV2Config,
    DebertaV2ForQuestionAnswering,
    ElectraConfig,
    ElectraForQuestionAnswering,
    MPNetConfig,
    MPNetForQuestionAnswering,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForQuestionAnswering,
)

from citespan.corpus.document import Span
from citespan.corpus.errors import ModelError
from citespan.corpus.text.chunk import Chunk
from citespan.qa.reader.extractive import load_reader

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

TEXT = "The ferry Aurora was built in Gdynia in 1974. It crosses the strait twice a day, in winter once. " * 3
SIZES = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 514,
}
KINDS = {
    "bert": (BertConfig, BertForQuestionAnswering, ("[CLS]", "[SEP]", "[PAD]"), 1),
    "roberta": (RobertaConfig, RobertaForQuestionAnswering, ("<s>", "</s>", "<pad>"), 2),
    "mpnet": (MPNetConfig, MPNetForQuestionAnswering, ("<s>", "</s>", "<pad>"), 2),
    "deberta": (DebertaV2Config, DebertaV2ForQuestionAnswering, ("[CLS]", "[SEP]", "[PAD]"), 1),
    "electra": (ElectraConfig, ElectraForQuestionAnswering, ("[CLS]", "[SEP]", "[PAD]"), 1),
}


def save_tokenizer(folder: Path, *, frame: tuple[str, str, str], separators: int) -> int:
    """Write a tokenizer whose pairs are framed as this kind of model frames them; return the size of its vocabulary."""
    begin, separator, padding = frame
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = [begin, padding, separator, "[UNK]"]
    tokenizer.train_from_iterator([TEXT, "Where was it built?"], trainers.WordPieceTrainer(special_tokens=special))
    between = " ".join([f"{separator}:0"] + [f"{separator}:1"] * (separators - 1))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin}:0 $A:0 {separator}:0",
        pair=f"{begin}:0 $A:0 {between} $B:1 {separator}:1",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in (begin, separator)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token=begin, sep_token=separator, pad_token=padding, unk_token="[UNK]"
    ).save_pretrained(folder)
    return tokenizer.get_vocab_size()


def save_model(kind: str, folder: Path) -> PreTrainedModel:
    config, model, frame, separators = KINDS[kind]
    size = save_tokenizer(folder, frame=frame, separators=separators)
    torch.manual_seed(1)
    made = model(config(vocab_size=size, pad_token_id=1, **SIZES))
    made.save_pretrained(folder)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_each_kind_reads(kind: str, tmp_path: Path) -> None:
    save_model(kind, tmp_path)
    chunks = [
        Chunk("log", span, span.slice(TEXT), headings=(), sentences=(span,))
        for span in (Span(0, 45), Span(0, len(TEXT)), Span(4, 9))
    ]
    readings = load_reader(str(tmp_path)).read("Where was it built?", chunks)
    assert len(readings) == 3
    for chunk, reading in zip(chunks, readings, strict=True):
        assert reading.spans
        assert all(chunk.span.contains(scored.span) for scored in reading.spans)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_beside_a_chunk_does_not_change_its_scores(kind: str, tmp_path: Path) -> None:
    """Padding is masked, and has the padding token, from which some kinds tell the places of all tokens."""
    save_model(kind, tmp_path)
    reader = load_reader(str(tmp_path))
    short, long = (
        Chunk("log", span, span.slice(TEXT), headings=(), sentences=(span,)) for span in (Span(0, 78), Span(0, 97))
    )
    (alone,) = reader.read("Where was it built?", [short])
    beside = reader.read("Where was it built?", [long, short])[1]
    assert beside.no_answer_score == pytest.approx(alone.no_answer_score, abs=1e-4)
    assert [one.span for one in beside.spans] == [one.span for one in alone.spans]


def test_a_model_without_a_span_head_is_refused(tmp_path: Path) -> None:
    size = save_tokenizer(tmp_path, frame=KINDS["bert"][2], separators=1)
    BertModel(BertConfig(vocab_size=size, architectures=["BertModel"], **SIZES)).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="extractive question-answering model"):
        load_reader(str(tmp_path))


def test_a_tokenizer_that_does_not_fit_the_model_is_refused(tmp_path: Path) -> None:
    save_model("bert", tmp_path)
    BertForQuestionAnswering(BertConfig(vocab_size=8, **SIZES)).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="vocabulary"):
        load_reader(str(tmp_path))
