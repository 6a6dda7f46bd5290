"""Names: what is said of John Carter or Joan Carter is not said of Jane Carter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings


def judge_names(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span whose sentence, row or item names another person of the surname that the question names."""
    for person in intent.people:
        others = person.others_in(place.said)
        others = tuple(given for given in others if given not in intent.question)
        if others and not person.places_in(place.said) and not _is_about_somebody_above(place):
            return Refusal(
                Rule.OTHER_NAME, f"“{place.text}” is said of {others[0]} {person.surname}, not of {person.name}"
            )
    return None


def _is_about_somebody_above(place: Surroundings) -> bool:
    """True if the sentence begins with a pronoun: whom it stands for is named before."""
    return place.row is None and regex.match(r"\W*(?:He|She|They|His|Her|Their)\b", place.said) is not None
