"""A span model in safetensors, run by torch: for a user's own Hugging Face model. Slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from citespan.corpus.errors import ModelError
from citespan.qa.reader.span_model import Logits

if TYPE_CHECKING:
    import numpy.typing as npt
    from tokenizers import Tokenizer


class TorchSpanModel:
    """A span model by folder or by name on the Hugging Face hub; pickled weights are refused."""

    def __init__(self, path_or_name: str) -> None:
        """Load the network and its tokenizer.

        Raises:
            ModelError: if there is no such model, its files are damaged, or it does not answer extractively.
        """
        try:
            self._model, loading = AutoModelForQuestionAnswering.from_pretrained(
                path_or_name, use_safetensors=True, output_loading_info=True
            )
            self._model.eval()
            self.tokenizer: Tokenizer = AutoTokenizer.from_pretrained(path_or_name).backend_tokenizer
        except Exception as exc:  # safetensors raises a bare Exception subclass, transformers many kinds
            raise ModelError(
                f"{path_or_name}: transformers cannot load an extractive question-answering model from it"
                f" ({exc}); name a folder with config.json, model.safetensors and tokenizer.json, or with"
                " model.onnx and tokenizer.json"
            ) from exc

        if missing := sorted(loading["missing_keys"]):
            raise ModelError(
                f"{path_or_name}: not an extractive question-answering model: it lacks {', '.join(missing[:3])};"
                " name one that was trained for it"
            )
        highest = max(self.tokenizer.get_vocab(with_added_tokens=True).values())
        if highest >= (size := self._model.config.vocab_size):
            raise ModelError(
                f"{path_or_name}: tokenizer.json does not fit the model: its vocabulary goes up to token {highest},"
                f" the model knows {size}; take both from the same model"
            )

    def logits(
        self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64], type_ids: npt.NDArray[np.int64]
    ) -> Logits:
        """Return the logits of a batch."""
        given = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        if getattr(self._model.config, "type_vocab_size", 0) > 1:
            given["token_type_ids"] = torch.from_numpy(type_ids)
        with torch.inference_mode():
            output = self._model(**given)
        return Logits(output.start_logits.numpy().astype(np.float32), output.end_logits.numpy().astype(np.float32))
