"""Shipping: from a trained float32 model to the weights folder that citespan is installed with."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from citespan.qa.reader import manifest
from citespan.qa.reader.extractive import ONNX_FILE, TOKENIZER_FILE
from citespan.qa.reader.windows import Windows
from citespan.qa.training.model.features import make_features
from citespan.qa.training.release.calibration import measure_ranges
from citespan.qa.training.release.export import export_float32
from citespan.qa.training.release.quantise import Recipe, quantise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from citespan.qa.training.data.examples import Example

NAME = "citespan-reader"
CALIBRATION_EXAMPLES = 256
# Found by the error of the logits on training questions: more channels than these gain little and cost time.
RECIPE = Recipe({"attn.q": 8, "attn.k": 8, "attn.v": 8, "attn.o": 0, "intermediate.dense": 8, "output.dense": 8})


def ship(float32: Path, target: Path, examples: Sequence[Example], *, version: str, seed: int) -> None:
    """Write the quantised model, its tokenizer and their manifest to `target`, from the model folder `float32`.

    Activation ranges are calibrated on a sample of `examples`, which must be training examples.
    """
    target.mkdir(parents=True, exist_ok=True)
    model = AutoModelForQuestionAnswering.from_pretrained(str(float32), attn_implementation="eager")
    tokenizer = Tokenizer.from_file(str(float32 / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target / TOKENIZER_FILE))
    sample = Random(seed).sample(list(examples), min(CALIBRATION_EXAMPLES, len(examples)))  # noqa: S311
    ranges = measure_ranges(model, make_features(sample, Windows(tokenizer)))
    graph = float32 / "float32.onnx"
    export_float32(model, graph)
    quantise(graph, target / ONNX_FILE, ranges, RECIPE)
    manifest.write(target, name=NAME, version=version, files=(ONNX_FILE, TOKENIZER_FILE))
