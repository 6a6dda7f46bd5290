"""Partition: which labelled questions are fitted on and which certify, and which articles are left out when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.qa.evaluation.benchmark import SEED, Case, Kind, Round, case_of, drawn, single_round

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from citespan.qa.evaluation.squad import SquadQuestion

FEWEST_ARTICLES = 4
"""How many articles it takes to leave some out of the index in both halves."""


@dataclass(frozen=True, slots=True)
class Halves:
    """The rounds to fit the confidence on, and those to certify thresholds on; no context is in both."""

    fitting: tuple[Round, ...] = field(repr=False)
    certifying: tuple[Round, ...] = field(repr=False)


def halves(
    questions: Sequence[SquadQuestion],
    *,
    foreign: Sequence[SquadQuestion] = (),
    distractors: Sequence[Path] = (),
) -> Halves:
    """The questions in two halves: sorted by the SHA-256 of their articles' titles, every other article fits.

    If there are fewer than `FEWEST_ARTICLES` titles, contexts take the articles' place. Foreign questions are halved
    in the same way. Without any, articles take turns in being left out of the index: see `swapped_rounds`.

    Raises:
        UsageError: if there are neither foreign questions nor enough articles to leave some out.
        LoadError: if a distractor is a SQuAD file that cannot be read.
    """
    everything = single_round(questions, foreign=foreign, distractors=distractors)
    fitting, certifying = _halved(questions)
    if not foreign:
        if len({question.title for question in questions}) < FEWEST_ARTICLES:
            raise UsageError(
                f"fewer than {FEWEST_ARTICLES} articles, so none can be left out of the index to ask what it does not"
                " hold; name questions on other articles with --foreign"
            )
        others = everything.contexts
        return Halves(
            swapped_rounds(fitting, others=others, paths=everything.paths, once=False),
            swapped_rounds(certifying, others=others, paths=everything.paths, once=True),
        )
    foreign_halves = _halved(foreign)
    return Halves(
        *(
            (
                Round(
                    everything.contexts,
                    (*_answerable(own), *(Case(question, Kind.FOREIGN) for question in strange)),
                    everything.paths,
                ),
            )
            for own, strange in zip((fitting, certifying), foreign_halves, strict=True)
        )
    )


def swapped_rounds(
    questions: Sequence[SquadQuestion],
    *,
    others: Iterable[str] = (),
    paths: Sequence[Path] = (),
    once: bool,
    adversarial: bool = False,
    limit: int | None = None,
) -> tuple[Round, ...]:
    """Two rounds over the contexts of `questions` and `others`; each leaves out every other article of `questions`.

    An answerable question is foreign in the round that leaves out its article. With `once`, each question is asked in
    one of the two rounds only, so that all outcomes are independent: as many are answerable as foreign, and
    unanswerable questions count among the foreign ones. Else it is asked in both. With `adversarial`, unanswerable
    questions are also asked where their context is indexed. With a `limit`, about that many of each kind are drawn.
    """
    rank = {title: place for place, title in enumerate(_by_hash({question.title for question in questions}))}
    contexts = dict.fromkeys([*(question.context for question in questions), *others])
    turn_of = {question.context: rank[question.title] % 2 for question in questions}
    foreign = _foreign(questions, once=once)
    rounds = []
    for turn in (0, 1):
        cases: list[Case] = []
        for question in questions:
            left_out = turn_of[question.context] == turn
            if left_out and question.question_id in foreign:
                cases.append(Case(question, Kind.FOREIGN))
            elif not left_out and (
                (question.is_answerable and not (once and question.question_id in foreign))
                or (adversarial and not question.is_answerable)
            ):
                cases.append(case_of(question))
        kept = tuple(context for context in contexts if turn_of.get(context) != turn)
        rounds.append(Round(kept, drawn(cases, None if limit is None else -(-limit // 2)), tuple(paths)))
    return tuple(rounds)


def _foreign(questions: Sequence[SquadQuestion], *, once: bool) -> frozenset[str]:
    """The ids of the questions that are asked where their article is left out."""
    answerable = [question.question_id for question in questions if question.is_answerable]
    if not once:
        return frozenset(answerable)
    random = Random(SEED)  # noqa: S311
    unanswerable = [question.question_id for question in questions if not question.is_answerable]
    unanswerable = random.sample(unanswerable, min(len(unanswerable), len(answerable)))
    share = (len(answerable) - len(unanswerable)) // 2
    return frozenset(unanswerable) | frozenset(random.sample(answerable, share))


def _halved(questions: Sequence[SquadQuestion]) -> tuple[list[SquadQuestion], list[SquadQuestion]]:
    by_title = len({question.title for question in questions}) >= FEWEST_ARTICLES

    def key(question: SquadQuestion) -> str:
        return question.title if by_title else question.context

    first = set(_by_hash({key(question) for question in questions})[::2])
    return (
        [question for question in questions if key(question) in first],
        [question for question in questions if key(question) not in first],
    )


def _answerable(questions: Sequence[SquadQuestion]) -> list[Case]:
    return [Case(question, Kind.ANSWERABLE) for question in questions if question.is_answerable]


def _by_hash(keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest())
