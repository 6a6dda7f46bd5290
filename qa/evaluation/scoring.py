"""How right an answer is: SQuAD's official exact match and F1, and what a no-answer score is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citespan.qa.answer_text import normalize_answer

if TYPE_CHECKING:
    from collections.abc import Sequence


def exact_match(prediction: str, gold_texts: Sequence[str]) -> float:
    """1.0 if the prediction equals a gold answer after normalising, else 0.0.

    No prediction is the empty text; no gold answer (or none with a word in it) makes the empty text the right
    one.
    """
    predicted = normalize_answer(prediction)
    return float(any(predicted == normalize_answer(gold) for gold in _golds(gold_texts)))


def f1(prediction: str, gold_texts: Sequence[str]) -> float:
    """Harmonic mean of the precision and recall of words, for the gold answer that suits best; range [0, 1].

    Source: Rajpurkar et al. 2016 and 2018; empty texts as in `exact_match`.
    """
    return max(_f1_of_one(prediction, gold) for gold in _golds(gold_texts))


def _golds(gold_texts: Sequence[str]) -> Sequence[str]:
    return tuple(gold for gold in gold_texts if normalize_answer(gold)) or ("",)


def _f1_of_one(prediction: str, gold: str) -> float:
    predicted, expected = normalize_answer(prediction).split(), normalize_answer(gold).split()
    if not predicted or not expected:
        return float(predicted == expected)
    common = sum((Counter(predicted) & Counter(expected)).values())
    if not common:
        return 0.0
    precision, recall = common / len(predicted), common / len(expected)
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """What a reader answered to one question, and what the gold answers are.

    `text` is the best span's, given whether or not one would rather abstain; `margin` is the best span's
    score less the no-answer score: the answer is withheld where it is at or below a threshold.
    """

    text: str
    margin: float
    gold_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingScores:
    """SQuAD 2.0's measures over a set of questions; percentages, except `no_answer_auc` in [0, 1].

    Answerable questions are scored on the best span, with no threshold. The `best` measures withhold answers
    whose margin is at most `best_threshold`, the threshold that gives the highest F1 on these very questions.
    `no_answer_auc` and the `best` measures are NaN unless there are answerable and unanswerable questions.
    """

    n_answerable: int
    n_unanswerable: int
    answerable_f1: float
    answerable_exact: float
    best_f1: float
    best_exact: float
    best_threshold: float
    best_answerable_f1: float
    best_unanswerable_correct: float
    no_answer_auc: float


def score_readings(answers: Sequence[ScoredAnswer]) -> ReadingScores:
    """Return the official measures of `answers`.

    Raises:
        ValueError: if there are no answers: the mean of nothing is not a score.
    """
    if not answers:
        raise ValueError("no answers to score")
    answerable = np.array([bool(answer.gold_texts) for answer in answers])
    margins = np.array([answer.margin for answer in answers], dtype=np.float64)
    f1s = np.array([f1(answer.text, answer.gold_texts) for answer in answers])
    exacts = np.array([exact_match(answer.text, answer.gold_texts) for answer in answers])
    mixed = bool(answerable.any() and not answerable.all())
    threshold = best_threshold(margins, f1s, answerable) if mixed else float("nan")
    withheld = margins <= threshold
    best_f1s = np.where(withheld, ~answerable, f1s)
    best_exacts = np.where(withheld, ~answerable, exacts)
    return ReadingScores(
        n_answerable=int(answerable.sum()),
        n_unanswerable=int((~answerable).sum()),
        answerable_f1=_percent(f1s[answerable]),
        answerable_exact=_percent(exacts[answerable]),
        best_f1=_percent(best_f1s) if mixed else float("nan"),
        best_exact=_percent(best_exacts) if mixed else float("nan"),
        best_threshold=threshold,
        best_answerable_f1=_percent(best_f1s[answerable]) if mixed else float("nan"),
        best_unanswerable_correct=_percent(best_f1s[~answerable]) if mixed else float("nan"),
        no_answer_auc=area_under_roc(margins, answerable) if mixed else float("nan"),
    )


def best_threshold(
    margins: np.ndarray[tuple[int], np.dtype[np.float64]],
    f1s: np.ndarray[tuple[int], np.dtype[np.float64]],
    answerable: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> float:
    """The margin at or below which abstaining gives the highest mean score on these questions.

    Arrays have one entry per question. Of equal thresholds the lowest is taken. Minus infinity means: never
    abstain.
    """
    order = np.argsort(margins, kind="stable")
    # Withholding one more answer, from the lowest margin up, loses its F1 or wins an unanswerable question.
    gains = np.where(answerable[order], -f1s[order], 1.0 - f1s[order])
    totals = np.concatenate([[0.0], np.cumsum(gains)])
    thresholds = np.concatenate([[-np.inf], margins[order]])
    last_of_ties = np.append(thresholds[1:] != thresholds[:-1], True)
    totals[~last_of_ties] = -np.inf
    return float(thresholds[int(np.argmax(totals))])


def area_under_roc(
    scores: np.ndarray[tuple[int], np.dtype[np.float64]], positive: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> float:
    """The probability that a random positive has a higher score than a random negative; ties count half.

    Raises:
        ValueError: if one of the two classes is empty.

    Source: Mann and Whitney 1947.
    """
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if not n_positive or not n_negative:
        raise ValueError(f"needs both classes, not {n_positive} positive and {n_negative} negative scores")
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2.0
    rank_sum = float(mean_ranks[inverse][positive].sum())
    return (rank_sum - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def _percent(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(values.mean() * 100) if len(values) else float("nan")
