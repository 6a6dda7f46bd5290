"""A reader without training: the sentence that is nearest to the question is the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.qa.reader.protocol import Reading, ScoredSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.text.chunk import Chunk
    from citespan.index.encoder import Encoder

NO_ANSWER_COSINE = 0.5
"""The cosine at which a sentence is as likely to answer the question as not."""

_COSINE_PER_LOGIT = 0.08


class SentenceReader:
    """Scores whole sentences by their cosine with the question."""

    name = "sentence/1"

    def __init__(self, encoder: Encoder) -> None:
        """Use `encoder` for questions and sentences."""
        self._encoder = encoder

    def read(self, question: str, chunks: Sequence[Chunk]) -> tuple[Reading, ...]:
        """Return one reading for each chunk, in the order of `chunks`; scores are on a logit scale."""
        spans = [sentence for chunk in chunks for sentence in chunk.sentences]
        if not spans:
            return ()
        texts = [
            chunk.text[sentence.start - chunk.span.start : sentence.end - chunk.span.start]
            for chunk in chunks
            for sentence in chunk.sentences
        ]
        cosines = self._encoder.encode_documents(texts) @ self._encoder.encode_query(question)
        scores = iter((cosines / _COSINE_PER_LOGIT).tolist())
        return tuple(
            Reading(
                spans=tuple(
                    sorted(
                        (ScoredSpan(sentence, next(scores)) for sentence in chunk.sentences),
                        key=lambda scored: -scored.score,
                    )
                ),
                no_answer_score=NO_ANSWER_COSINE / _COSINE_PER_LOGIT,
            )
            for chunk in chunks
        )
