"""The one place where rules are applied: after reading, before an answer is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.qa.rules.about_document import judge_document
from citespan.qa.rules.answer_kinds import judge_colours, judge_kind
from citespan.qa.rules.calculation import judge_calculation, judge_elapsed
from citespan.qa.rules.edges import judge_contacts, judge_edges, judge_struck_out
from citespan.qa.rules.exceptions import judge_denials, judge_exceptions
from citespan.qa.rules.identity.contrasts import judge_contrasts
from citespan.qa.rules.identity.days import judge_days
from citespan.qa.rules.identity.deeds import judge_attributes, judge_deeds, judge_holders, judge_objects
from citespan.qa.rules.identity.elsewhere import judge_elsewhere
from citespan.qa.rules.identity.identifiers import judge_identifiers
from citespan.qa.rules.identity.labels import judge_labels
from citespan.qa.rules.identity.names import judge_names
from citespan.qa.rules.identity.roles import judge_attribute, judge_described, judge_roles
from citespan.qa.rules.identity.rows import fit_of, unknown_name
from citespan.qa.rules.redundancy.pointers import judge_pointers
from citespan.qa.rules.redundancy.repeats import (
    judge_counts,
    judge_crossing,
    judge_headings,
    judge_heads,
    judge_questions,
    judge_repeats,
)
from citespan.qa.rules.redundancy.restated import judge_restated
from citespan.qa.rules.scraps import judge_scrap
from citespan.qa.rules.surroundings import Surroundings
from citespan.qa.rules.units import judge_units
from citespan.qa.rules.unknown import Behind, unknown_identifier
from citespan.qa.rules.verdict import Refusal, Refused, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.index.search.retrieve import Passage, Written
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.verdict import Judge

JUDGES: tuple[Judge, ...] = (
    judge_struck_out,
    judge_heads,
    judge_crossing,
    judge_counts,
    judge_restated,
    judge_contacts,
    judge_edges,
    judge_identifiers,
    judge_days,
    judge_names,
    judge_elsewhere,
    judge_contrasts,
    judge_labels,
    judge_roles,
    judge_attribute,
    judge_described,
    judge_holders,
    judge_deeds,
    judge_objects,
    judge_attributes,
    judge_headings,
    judge_questions,
    judge_pointers,
    judge_repeats,
    judge_kind,
    judge_colours,
    judge_denials,
    judge_exceptions,
    judge_document,
    judge_calculation,
    judge_elapsed,
    judge_units,
    judge_scrap,
)
"""In the order in which they judge: those first that move the ends of spans that others look at."""


def judge(intent: Intent, found: Found, *, holds: Callable[[Written], bool]) -> Found:
    """What was found without the candidates that a rule refuses, and with the ends that rules give to others.

    The question as a whole is refused where the strongest candidate is one that nothing but a calculation would make an
    answer, or where all belong to other numbers than the one that it asks for, and no document has that.
    """
    stand: list[Candidate] = []
    refused: list[Refused] = []
    for candidate in found.candidates:
        outcome = judge_one(intent, candidate)
        if not isinstance(outcome, Refusal):
            outcome = judge_row(intent, outcome, found.retrieval.passages) or outcome
        if isinstance(outcome, Refusal):
            refused.append(Refused(candidate, outcome))
        else:
            stand.append(outcome)
    refusal = _of_all(intent, stand, refused, holds)
    return replace(found, candidates=() if refusal else tuple(stand), refused=tuple(refused), refusal=refusal)


def judge_row(intent: Intent, candidate: Candidate, passages: Sequence[Passage]) -> Refusal | None:
    """Refuse a cell of another's row: the question names nothing of that, but a name that stands nowhere there.

    So is one where another row of the table has all that the question names of this one, and more.
    """
    fit = fit_of(intent.question, candidate, passages)
    if fit is None:
        return None
    if name := unknown_name(intent.question, fit):
        return Refusal(Rule.OTHER_ROW, f"“{candidate.text}” is said of {fit.own.text(0)}, and nothing there of {name}")
    if not fit.better:
        return None
    better = fit.better[0]
    more = better.text(min(better.named - fit.own.named))
    return Refusal(Rule.OTHER_ROW, f"“{candidate.text}” does not stand in the row of {more}, which the question names")


def judge_one(intent: Intent, candidate: Candidate) -> Candidate | Refusal:
    """One candidate, with the ends that rules give it, or why it is refused."""
    place = Surroundings.of(candidate)
    for rule in JUDGES:
        outcome = rule(intent, place)
        if isinstance(outcome, Refusal):
            return outcome
        if isinstance(outcome, Span):
            candidate = replace(candidate, span=outcome, text=outcome.slice(place.document.text))
            place = Surroundings.of(candidate)
    return candidate


def _of_all(
    intent: Intent, stand: Sequence[Candidate], refused: Sequence[Refused], holds: Callable[[Written], bool]
) -> Refusal | None:
    """Why there can be no answer at all, if the refused candidates tell."""
    if not refused:
        return None
    first = max(refused, key=lambda one: one.candidate.margin)
    strongest = max((one.margin for one in stand), default=first.candidate.margin)
    if first.refusal.rule in {Rule.CALCULATION, Rule.OTHER_UNIT} and first.candidate.margin >= strongest:
        return replace(first.refusal, rule=Rule.CALCULATION)
    if not stand and first.refusal.rule is Rule.OTHER_IDENTIFIER:
        missing = (one for one in intent.identifiers if one.is_bare and not holds(Behind(one)))
        return next((unknown_identifier(one) for one in missing), None)
    return None
