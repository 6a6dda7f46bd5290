from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.document import Span
from citespan.corpus.text.chunk import Chunk
from citespan.qa.reader.remembering import RememberingReader
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

TEXT = "The ferry leaves at noon. It carries forty cars."
FERRY, CARS = (Chunk("d", span, span.slice(TEXT), (), (span,)) for span in (Span(0, 25), Span(26, 48)))


@pytest.fixture(scope="module")
def real(encoder: Encoder) -> Reader:
    return SentenceReader(encoder)


def test_it_gives_what_its_reader_gives_and_reads_nothing_twice(real: Reader) -> None:
    remembering = RememberingReader(real)
    first = remembering.read("When?", (FERRY, CARS))
    assert (remembering.name, first) == (real.name, real.read("When?", (FERRY, CARS)))
    assert remembering.read("When?", [FERRY, CARS]) is first
    assert remembering.read("When?", (CARS, FERRY)) == first[::-1]
    assert remembering.read("How many?", (FERRY, CARS)) == real.read("How many?", (FERRY, CARS)) != first


def test_it_forgets_the_question_that_was_asked_longest_ago(real: Reader) -> None:
    remembering = RememberingReader(real, questions=2)
    when, where = (remembering.read(question, (FERRY,)) for question in ("When?", "Where?"))
    assert remembering.read("When?", (FERRY,)) is when
    remembering.read("Who?", (FERRY,))
    assert remembering.read("When?", (FERRY,)) is when
    assert remembering.read("Where?", (FERRY,)) is not where
