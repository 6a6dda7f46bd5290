"""Kinds of answers: a name is no time, a year is nobody, and a count has a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.dates import find_dates
from citespan.corpus.english.number_words import MONTHS, ORDINALS, TENS, UNITS, WEEKDAYS
from citespan.qa.agreement.names import is_name
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_WHEN = regex.compile(
    r"^\W*(?:and |but |so |since |until |by |from )?when\b|\b(?:in|on) (?:which|what) (?:year|date|day|month)\b",
    regex.IGNORECASE,
)
_ASKS_TWICE = regex.compile(
    r"\b(?:and|or)\s+(?:(?:in|on|at|by|from)\s+)?(?:who|when|where|what|which|how|why)\b"
    r"|\bwhen\b.*,\s*(?:(?:in|on|at|by|from|to|with|of)\s+)?(?:who|where|what|which|how|why)\b",
    regex.IGNORECASE,
)
_WHO = regex.compile(r"^\W*(?:and |but |so )?(?:who|whose|whom|by whom|with whom|to whom|for whom)\b", regex.IGNORECASE)
_WHERE = regex.compile(r"^\W*(?:and |but |so )?where\b", regex.IGNORECASE)
_HOW_MANY = regex.compile(
    r"^\W*(?:and |but |so |in |for |by |at |to |of |with |within |after |about )?how many\b", regex.IGNORECASE
)
_TIME_WORDS = frozenset(
    (
        *MONTHS,
        *(month[:3] for month in MONTHS),
        "sept",
        *WEEKDAYS,
        *(f"{day}s" for day in WEEKDAYS),
        *ORDINALS,
        *"mon tue tues wed thu thur thurs fri sat sun".split(),
    )
) | frozenset(
    "time times day days night nights morning mornings afternoon evening evenings noon midday"
    " midnight dawn dusk sunrise"
    " sunset today tomorrow yesterday weekend weekends weekday weekdays week weeks month months year years century"
    " decade season spring summer autumn fall winter christmas easter eve war wars era age ages period reign dynasty"
    " revolution renaissance ramadan diwali hanukkah passover lent advent thanksgiving halloween pentecost eid festival"
    " holiday holidays birthday anniversary election olympics olympic conference battle siege game cup bowl tour"
    " depression crisis empire kingdom republic antiquity jurassic triassic cretaceous permian devonian cambrian"
    " pleistocene holocene miocene eocene neolithic paleolithic bronze iron stone medieval victorian edwardian tudor"
    " term semester quarter q1 q2 q3 q4 phase stage version release now never always daily weekly monthly annually"
    " yearly immediately end beginning start after before during until since when while once every each upon ago early"
    " late mid bc ad am pm hour hours minute minutes second seconds shabbat sabbath may".split()
)
_NUMBERS = frozenset((*UNITS, *TENS, *ORDINALS)) | frozenset(
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens a an no none both half"
    " all many few several some most more less fewer single double triple twice once pair couple every each nothing"
    " unlimited infinite any only too another countless numerous quarter quarters third thirds"
    " majority minority multiple"
    " not never zero nil i ii iii iv v vi vii viii ix x xi xii little enough unknown varies depends".split()
)
_COLOUR = regex.compile(r"^\W*(?:what|which) colou?r\b|^\W*what (?:is|was|are|were) the colou?rs?\b", regex.IGNORECASE)
_COLOURS = frozenset(
    "red orange yellow green blue purple violet pink brown black white grey gray silver gold golden amber beige"
    " bronze copper cream crimson cyan indigo ivory khaki lavender lilac lime magenta maroon mauve navy ochre olive"
    " peach rose ruby rust salmon sand scarlet slate tan teal turquoise clear transparent colourless colorless dark"
    " light pale bright blond blonde chestnut hazel coral burgundy mustard plum multicoloured striped".split()
)
_NO_PLACE = regex.compile(
    r"(?:about |around |nearly |over |under |up to )?[\p{Sc}]?\d[\d.,]*(?:st|nd|rd|th|%| ?percent"
    r"| ?(?:million|billion|thousand|hundred))?"
)
_WORD = regex.compile(r"[\p{L}\p{M}]+|\p{N}+")


def judge_kind(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span that cannot be of the kind that the question wants."""
    text, question = place.text.strip(" .,;:"), intent.question
    words = [word.lower() for word in _WORD.findall(text)]
    has_digit = any(word[0].isdigit() for word in words)
    if _ASKS_TWICE.search(question):
        return None
    if (
        _WHEN.search(question)
        and not has_digit
        and is_name(text)
        and _TIME_WORDS.isdisjoint(words)
        and not _is_work(place)
    ):
        return Refusal(Rule.KIND_OF_ANSWER, f"“{text}” is a name, and the question asks when")
    if _WHO.search(question) and _is_number_or_date(text, has_digit=has_digit):
        return Refusal(Rule.KIND_OF_ANSWER, f"“{text}” is a date or a number, and the question asks who")
    if _WHERE.search(question) and place.row is None and _NO_PLACE.fullmatch(text) and not _is_addressed(place):
        return Refusal(Rule.KIND_OF_ANSWER, f"“{text}” is a number, and the question asks where")
    if _HOW_MANY.search(question) and not has_digit and is_name(text) and _NUMBERS.isdisjoint(words):
        return Refusal(Rule.KIND_OF_ANSWER, f"“{text}” is a name, and the question asks how many")
    return None


def judge_colours(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a sentence without any colour for *what colour*."""
    if _COLOUR.search(intent.question) and not _may_be_colour(intent, place.text):
        return Refusal(Rule.KIND_OF_ANSWER, f"“{place.text}” names no colour, and the question asks for one")
    return None


def _is_work(place: Surroundings) -> bool:
    """True if a name may be that of a film, an episode or a game in which something happens, or its number."""
    text = place.text.strip(" .,;:")
    begins = regex.match(r"(?:in|at|during|after|before|since|until|with|by)\s", text, regex.IGNORECASE)
    behind = regex.search(
        r"\b(?:in|at|during|after|before|since|until|with|by|of)\s+[\"“‘*_]*$", place.before, regex.IGNORECASE
    )
    return text.isupper() or ((begins or behind) is not None and len(text.split()) > 3)


def _may_be_colour(intent: Intent, text: str) -> bool:
    """True if what a text adds to the question is short, or has a colour, a code or a name that may be one's."""
    new = [word for word in _WORD.findall(text) if word.lower() not in intent.forms]
    stems = {word.lower().removesuffix("ish").removesuffix("dd") for word in new} | {word.lower() for word in new}
    has_name = any(word[0].isdigit() or (word[0].isupper() and text.find(word)) for word in new)
    return has_name or len(_WORD.findall(text)) <= 2 or not _COLOURS.isdisjoint(stems)


def _is_number_or_date(text: str, *, has_digit: bool) -> bool:
    if not has_digit:
        return text.lower() in WEEKDAYS or (
            text.lower() in MONTHS and text.lower() not in {"may", "april", "june", "august"}
        )
    if regex.fullmatch(r"[\p{Sc}]?[\d.,:/%–-]+(?:\s?(?:am|pm|%))?", text):
        return len(text) > 1
    dates = find_dates(text)
    return (
        len(dates) == 1
        and not text[: dates[0].start].strip(" ,").removeprefix("in").removeprefix("on")
        and not text[dates[0].end :].strip(" .,")
    )


def _is_addressed(place: Surroundings) -> bool:
    """True if the number stands where numbers tell places: a page, a room, a section."""
    return (
        regex.search(r"\p{L}+\s*$", place.before) is not None
        and regex.search(
            r"(?:room|page|pages|section|gate|platform|floor|line|step|chapter|number|no|paragraph"
            r"|clause|figure|table|at|bus|route|port)\W*$",
            place.before,
            regex.IGNORECASE,
        )
        is not None
    )
