"""Rows: which rows of a table fit what the question names, and whether another fits it better."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.number_words import MONTHS, WEEKDAYS
from citespan.corpus.load import file_of
from citespan.corpus.text.tables import row_around, tables
from citespan.index.search.query import content_words
from citespan.qa.agreement.names import is_name
from citespan.qa.agreement.table_rows import is_record
from citespan.qa.rules.intent import forms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.index.search.retrieve import Passage
    from citespan.qa.candidates import Candidate

_NAME = regex.compile(r"(?<!^\W*)(?<![\p{L}\p{N}’'-])\p{Lu}\p{Ll}[\p{L}\p{M}-]{2,}")
_NO_NAME = frozenset((*MONTHS, *WEEKDAYS))
_BEGINNING = 4  # letters of a name that are compared
_FIELD = regex.compile(r"^(?P<name>[^:\r\n]{1,40}):[^\S\r\n]+(?P<value>\S[^\r\n]*)", regex.MULTILINE)
_TELLS_ALONE = regex.compile(r"\p{L}.*\p{L}.*\p{L}|\p{L}[\p{L}\p{N}/.-]*\p{N}{2}", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class FittingRow:
    """A row of a table, or a record: its passage, its cells by column, in offsets of the document, and what is named.

    `named` are the columns whose cells the question names, `words` the words of the question that stand in the row.
    """

    passage: Passage
    columns: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]
    named: frozenset[int]
    words: frozenset[str]

    def text(self, column: int) -> str:
        """What stands in a cell."""
        start, end = self.cells[column]
        return self.passage.document.text[start:end].strip()


@dataclass(frozen=True, slots=True)
class Fit:
    """The row that a span stands in, the column, and the rows of its table that fit the question as well or better."""

    own: FittingRow
    column: int
    better: tuple[FittingRow, ...]
    alike: tuple[FittingRow, ...]


def fit_of(question: str, candidate: Candidate, passages: Sequence[Passage]) -> Fit | None:
    """How well the row of a span fits the question; None if it stands in none.

    Another row with something in that column fits better if it has all cells and words of the row that the question
    names, and more such cells; as well if it has the same cells. Of a table these are the rows in its passage; of
    records those among the `passages`.
    """
    passage, span = candidate.passage, candidate.span
    is_row = is_record(passage.document)
    rows = [*(_records(question, passage, passages) if is_row else _rows_of_table(question, passage, span))]
    here = passage.document.document_id
    own = next((row for row in rows if row.passage.document.document_id == here and _column_of(row, span) >= 0), None)
    if own is None:
        return None
    column = _column_of(own, span)
    named = own.named - {column}
    others = [row for row in rows if row is not own and row.columns == own.columns and row.text(column)]
    said = {n: own.text(n).casefold() for n in named}
    fitting = [
        row
        for row in others
        if own.words <= row.words and all(row.text(n).casefold() == text for n, text in said.items())
    ]
    return Fit(
        own,
        column,
        tuple(row for row in fitting if row.named - {column} > named),
        tuple(row for row in fitting if named and row.named - {column} == named),
    )


def unknown_name(question: str, fit: Fit) -> str | None:
    """A name in the question that neither the document nor its title holds, if the row is another's; None if none is.

    The row is another's if its first cell is written like a name, and the question names no cell of it.
    """
    document = fit.own.passage.document
    if fit.own.named - {fit.column} or fit.column == 0 or not is_name(fit.own.text(0)):
        return None
    held = " ".join((document.title, document.source, *fit.own.passage.chunk.headings, document.text)).casefold()
    names = (name[0] for name in _NAME.finditer(question) if name[0].casefold() not in _NO_NAME)
    return next((name for name in names if name.casefold()[:_BEGINNING] not in held), None)


def cells_alike(question: str, candidate: Candidate, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
    """The cells that answer a question as well as a candidate's: those of its column in all rows that fit as well.

    The candidate's is the first of them; it is alone if the others say the same, or no row fits as well.
    """
    fit = fit_of(question, candidate, passages)
    if fit is None:
        return (candidate,)
    found, said = [candidate], {candidate.text.casefold()}
    for row in fit.alike:
        text = row.text(fit.column)
        if text and text.casefold() not in said:
            said.add(text.casefold())
            found.append(replace(candidate, passage=row.passage, span=Span(*row.cells[fit.column]), text=text))
    return tuple(found)


def _rows_of_table(question: str, passage: Passage, span: Span) -> Iterator[FittingRow]:
    chunk, start = passage.chunk, passage.chunk.span.start
    around = row_around(span.start - start, tables(chunk.text, columns=chunk.columns))
    if around is None:
        return
    for row in around[0].rows:
        cells = tuple((start + first, start + last) for first, last in row.cells)
        yield _row(question, passage, around[0].columns, cells)


def _records(question: str, passage: Passage, passages: Sequence[Passage]) -> Iterator[FittingRow]:
    file = file_of(passage.document.source)
    for one in {one.document.document_id: one for one in (*passages, passage)}.values():
        if file_of(one.document.source) == file:
            fields = list(_FIELD.finditer(one.document.text))
            columns = tuple(field["name"].strip() for field in fields)
            yield _row(question, one, columns, tuple(field.span("value") for field in fields))


def _row(question: str, passage: Passage, columns: tuple[str, ...], cells: Sequence[tuple[int, int]]) -> FittingRow:
    text = passage.document.text
    pairs = enumerate(zip(columns, cells, strict=True))
    named = frozenset(n for n, (name, (start, end)) in pairs if _names(question, name, text[start:end]))
    held = frozenset().union(*(map(forms_of, content_words(" ".join(text[start:end] for start, end in cells)))))
    words = frozenset(word for word in content_words(question) if not held.isdisjoint(forms_of(word)))
    return FittingRow(passage, columns, tuple(cells), named, words)


def _column_of(row: FittingRow, span: Span) -> int:
    return next((n for n, (start, end) in enumerate(row.cells) if start <= span.start < end), -1)


def _names(question: str, column: str, cell: str) -> bool:
    """True if a question names what a cell says: a number or a letter only behind the name of its column."""
    cell = cell.strip().strip("*`_").strip()
    found = regex.search(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(cell)}(?![\p{{L}}\p{{N}}])", question, regex.IGNORECASE)
    if not cell or found is None:
        return False
    if _TELLS_ALONE.search(cell):
        return True
    before = content_words(question[: found.start()])
    labels = frozenset().union(*map(forms_of, content_words(column)))
    return bool(before) and not forms_of(before[-1]).isdisjoint(labels)
