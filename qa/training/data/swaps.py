"""Near misses: questions changed in one place, so that the text that answered them no longer does.

The changes are those that SQuAD 2.0's authors were seen to make: another name or number, the opposite word, a
negation (Rajpurkar et al. 2018, table 1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.english.word_classes import COMMON_MODALS, COPULAS, HAVE, any_of
from citespan.qa.training.data.examples import Example

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d+)*(?:\.\d+)?(?!\w|[.,]\d)")
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_NAME = re.compile(r"(?<![\w'’-])[A-Z][\w’-]+(?: (?:of |de |the )?[A-Z][\w’-]+)*")
_AUXILIARIES = COPULAS | HAVE | COMMON_MODALS
_NEGATABLE = re.compile(
    r"\b((?:[Ww]ho|[Ww]hat|[Ww]hich)(?: \w+){0,2}?)"
    rf" ({any_of(_AUXILIARIES)}) (?!not\b)"
)
_OPPOSITES = (
    "first last; largest smallest; biggest smallest; highest lowest; most least; more less; more fewer; "
    "before after; increase decrease; increased decreased; north south; northern southern; east west; "
    "eastern western; oldest youngest; older newer; best worst; longest shortest; largest least; high "
    "low; higher lower; larger smaller; began ended; begin end; start stop; started stopped; won lost; "
    "earliest latest; early late; major minor; maximum minimum; allowed forbidden; allow forbid; "
    "include exclude; included excluded; same different; public private; positive negative; above "
    "below; inside outside; internal external; always never; common rare; majority minority; gain lose; "
    "male female; strong weak; support oppose; supported opposed; rise fall; rose fell; arrived left; "
    "open closed; opened closed; modern ancient; old new; rich poor; domestic foreign; accepted "
    "rejected; upper lower; legal illegal; created destroyed; built demolished; many few; cause "
    "prevent; caused prevented; joined left; good bad; long short; fast slow; north east; south west; "
    "man woman; similar unlike"
)


def _opposites() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for pair in _OPPOSITES.split("; "):
        one, other = pair.split()
        table[one] = (*table.get(one, ()), other)
        table[other] = (*table.get(other, ()), one)
    return table


OPPOSITES = _opposites()


def near_miss(example: Example, neighbours: Sequence[str], *, random: Random) -> Example | None:
    """The example with its question changed so that the text does not answer it; None if no change fits.

    `neighbours` are other texts on the same subject, where names and numbers come from.
    """
    order = sorted(_KINDS, key=lambda item: random.random() ** (1 / item[1]), reverse=True)
    for change, _ in order:
        question = change(example, neighbours, random)
        if question is not None and question.lower() != example.question.lower():
            return Example(question, example.text, ())
    return None


def _other_name(example: Example, neighbours: Sequence[str], random: Random) -> str | None:
    lower_text = example.text.lower()
    anchors = [m for m in _NAME.finditer(example.question) if m.start() > 0 and m.group().lower() in lower_text]
    if not anchors:
        return None
    anchor = random.choice(anchors)
    answers = [example.text[mark.start : mark.end].lower() for mark in example.marks]
    texts = [example.text] if random.random() < 0.5 else [random.choice(neighbours or [example.text])]
    names = [
        m.group()
        for text in texts
        for m in _NAME.finditer(text)
        if m.start() > 1
        and text[m.start() - 2] not in ".!?\n"
        and _is_other(m.group().lower(), anchor.group().lower(), answers)
    ]
    # A name of about as many words is more often of the same kind.
    names = [name for name in names if abs(name.count(" ") - anchor.group().count(" ")) <= 1]
    if not names or example.question.lower().count(anchor.group().lower()) != 1:
        return None
    return example.question[: anchor.start()] + random.choice(names) + example.question[anchor.end() :]


def _is_other(name: str, anchor: str, answers: Sequence[str]) -> bool:
    return name not in anchor and anchor not in name and not any(name in a or a in name for a in answers)


def _other_number(example: Example, neighbours: Sequence[str], random: Random) -> str | None:
    anchors = [m for m in _NUMBER.finditer(example.question) if m.group() in example.text]
    if not anchors:
        return None
    anchor = random.choice(anchors)
    is_year = _YEAR.fullmatch(anchor.group()) is not None
    texts = [example.text, *neighbours[:1]]
    numbers: list[str] = [
        number
        for text in texts
        for number in _NUMBER.findall(text)
        if number.replace(",", "") != anchor.group().replace(",", "")
        and (_YEAR.fullmatch(number) is not None) == is_year
    ]
    if is_year:
        numbers.append(str(int(anchor.group()) + random.choice((-30, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20))))
    if not numbers:
        return None
    return example.question[: anchor.start()] + random.choice(numbers) + example.question[anchor.end() :]


def _opposite(example: Example, _neighbours: Sequence[str], random: Random) -> str | None:
    words = [m for m in re.finditer(r"[A-Za-z]+", example.question) if m.group() in OPPOSITES]
    # "how many" and "how long" ask for a measure; their opposites do not change what is asked.
    words = [m for m in words if not re.search(r"\bhow $", example.question[: m.start()], re.IGNORECASE)]
    if not words:
        return None
    word = random.choice(words)
    return example.question[: word.start()] + random.choice(OPPOSITES[word.group()]) + example.question[word.end() :]


def _negation(example: Example, _neighbours: Sequence[str], random: Random) -> str | None:
    question = example.question
    found = _NEGATABLE.search(question)
    if found is None:
        return None
    verb = found.group(2)
    if verb in COPULAS | HAVE | {"could", "would"} and random.random() < 0.5:
        negated = f"{verb}n't"
    else:
        negated = f"{verb} {random.choice(('not', 'not', 'never'))}"
    return question[: found.start(2)] + negated + question[found.end(2) :]


# How often each kind of change is tried first, relative to the others.
_KINDS: tuple[tuple[Callable[[Example, Sequence[str], Random], str | None], float], ...] = (
    (_other_name, 1.0),
    (_other_number, 1.5),
    (_opposite, 1.0),
    (_negation, 0.35),
)
