"""The held-out table: how a reader does on questions of each part that it never trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.corpus.text.chunk import Chunk
from citespan.qa.evaluation.scoring import ReadingScores, ScoredAnswer, score_readings
from citespan.qa.training.data.examples import Source, load_part
from citespan.qa.training.data.split import Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citespan.qa.evaluation.squad import SquadQuestion
    from citespan.qa.reader.extractive import ExtractiveReader

QUESTIONS_AT_ONCE = 64
LONGEST_TITLE = 80


def answer_all(reader: ExtractiveReader, questions: Sequence[SquadQuestion]) -> tuple[ScoredAnswer, ...]:
    """Return the reader's best answer to each question from the question's own context, in order."""
    answers = []
    for start in range(0, len(questions), QUESTIONS_AT_ONCE):
        some = questions[start : start + QUESTIONS_AT_ONCE]
        pairs = [(question.question, context_chunk(question)) for question in some]
        for question, reading in zip(some, reader.read_pairs(pairs), strict=True):
            best = reading.spans[0] if reading.spans else None
            answers.append(
                ScoredAnswer(
                    text=best.span.slice(question.context) if best else "",
                    margin=best.score - reading.no_answer_score if best else float("-inf"),
                    gold_texts=question.gold_texts,
                )
            )
    return tuple(answers)


def context_chunk(question: SquadQuestion) -> Chunk:
    """The question's context below its title as one chunk; its offsets are those of the gold answers."""
    span = Span(0, len(question.context))
    context = question.title.replace("_", " ") if len(question.title) < LONGEST_TITLE else ""
    return Chunk(question.title, span, question.context, headings=(), sentences=(span,), context=context)


def held_out(data: Path) -> Mapping[str, tuple[SquadQuestion, ...]]:
    """Return what the table measures, by "part, data file": all that only tests, and all held-out SQuAD 2.0 articles.

    Raises:
        LoadError: if a data file is missing or damaged.
    """
    return {
        f"{part}, {source}": questions
        for part in (Part.TEST, Part.THRESHOLD, Part.FIT)
        for source, questions in load_part(data, part).items()
        if questions and (part is Part.TEST or source == Source.SQUAD2)
    }


def evaluate_parts(
    reader: ExtractiveReader, parts: Mapping[str, Sequence[SquadQuestion]]
) -> Mapping[str, ReadingScores]:
    """Return the scores of each part that has questions, by its name."""
    return {name: score_readings(answer_all(reader, questions)) for name, questions in parts.items() if questions}


def table(scores: Mapping[str, ReadingScores]) -> str:
    """The scores as a Markdown table, one row a part; a measure that a part cannot have is a dash."""
    head = (
        "| questions | answerable | F1 | exact | unanswerable"
        " | overall F1 at best threshold | exact there | AUC |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {name} | {row.n_answerable} | {row.answerable_f1:.1f} | {row.answerable_exact:.1f}"
        f" | {row.n_unanswerable}"
        f" | {_number(row.best_f1, 1)} | {_number(row.best_exact, 1)} | {_number(row.no_answer_auc, 3)} |\n"
        for name, row in scores.items()
    )


def _number(value: float, digits: int) -> str:
    return "–" if value != value else f"{value:.{digits}f}"  # noqa: PLR0124  # NaN alone differs from itself
