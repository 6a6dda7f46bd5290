"""What a reader model sees: the question and a stretch of a text, as tokens that know their offsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import normalizers

from citespan.corpus.text.look_alikes import LIGATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 384
OVERLAP_TOKENS = 128
MAX_QUESTION_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model.

    `ids`, `type_ids` are int64 `[n_tokens]`; `offsets` int64 `[n_tokens, 2]`, code points into the text,
    meaningful where `in_text` (bool `[n_tokens]`) says that the token belongs to the text, not to the
    question or the frame.
    """

    ids: npt.NDArray[np.int64] = field(repr=False)
    type_ids: npt.NDArray[np.int64] = field(repr=False)
    offsets: npt.NDArray[np.int64] = field(repr=False)
    in_text: npt.NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.ids)


class Windows:
    """Cuts (question, text) pairs into windows of at most `max_tokens`, each overlapping the one before.

    The tokenizer is changed in place (truncation, padding): give it one of its own.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        *,
        max_tokens: int = MAX_TOKENS,
        overlap_tokens: int = OVERLAP_TOKENS,
        max_question_tokens: int = MAX_QUESTION_TOKENS,
    ) -> None:
        """Cut with `tokenizer`."""
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        before = [normalizers.Replace(ligature, letters) for ligature, letters in LIGATURES.items()]
        after = [] if tokenizer.normalizer is None else [tokenizer.normalizer]
        tokenizer.normalizer = normalizers.Sequence([*before, *after])  # offsets stay those of the text itself
        self._max_tokens = max_tokens
        self._overlap_tokens = overlap_tokens
        self._max_question_tokens = max_question_tokens

    def cut(self, pairs: Sequence[tuple[str, str]]) -> tuple[tuple[Window, ...], ...]:
        """Return the windows of each (question, text) pair, in order; together they cover the text's tokens.

        A question longer than the limit loses its end.
        """
        self._tokenizer.no_truncation()
        questions = {question: self._shortened(question) for question, _ in pairs}
        self._tokenizer.enable_truncation(
            max_length=self._max_tokens, stride=self._overlap_tokens, strategy="only_second"
        )
        encodings = self._tokenizer.encode_batch([(questions[question], text) for question, text in pairs])
        return tuple(tuple(_window(encoding) for encoding in (whole, *whole.overflowing)) for whole in encodings)

    def _shortened(self, question: str) -> str:
        encoding = self._tokenizer.encode(question, add_special_tokens=False)
        if len(encoding.ids) <= self._max_question_tokens:
            return question
        return question[: encoding.offsets[self._max_question_tokens - 1][1]]


def _window(encoding: Encoding) -> Window:
    return Window(
        ids=np.array(encoding.ids, dtype=np.int64),
        type_ids=np.array(encoding.type_ids, dtype=np.int64),
        offsets=np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2),
        in_text=np.array([sequence == 1 for sequence in encoding.sequence_ids], dtype=np.bool_),
    )
