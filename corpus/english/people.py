"""People: those that a question names by given name and surname, and others of that surname."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

from citespan.corpus.english.word_classes import CLOSED_CLASSES, ORGANISATIONS, PLACE_NOUNS

_PART = r"\p{Lu}\p{Ll}(?:\p{L}|\p{M}|[’'-](?!\p{Lu}{2}))*"
_RUN = regex.compile(rf"(?<![\p{{L}}\p{{N}}’'.-]){_PART}(?: (?:\p{{Lu}}\.? )?{_PART}){{1,3}}(?![\p{{L}}\p{{N}}-])")
_NO_GIVEN_NAME = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady saint st president minister chancellor secretary senator"
    " judge general admiral colonel major captain lieutenant sergeant king queen prince princess pope bishop father"
    " rev reverend mount lake river port new north south east west great upper lower old big little"
    " young the a an in on"
    " at of for by with from to as and or but when where who what which how why is was are were his her their its this"
    " that these those both uncle aunt cousin brother sister mother nurse officer inspector constable doctor sergeant"
    " january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday sincerely dear contact ask call see name tel phone".split()
)
_NO_PERSON = (
    ORGANISATIONS
    | PLACE_NOUNS
    | frozenset(
        "street road lane avenue square bridge church cathedral castle tower hall hotel park garden"
        " gardens valley island"
        " islands mountain mountains hill hills beach bay cape coast desert forest ocean canal palace abbey station"
        " airport stadium theatre theater festival award awards prize act treaty war battle day week month year century"
        " cup bowl league championship games olympics series season show news times post chronicle guide manual policy"
        " plan code law rules terms service services centre center office project foundation fund trust system systems"
        " software windows office server cloud app api data language engine protocol edition version kingdom empire"
        " republic union city county town states america africa asia europe england france germany china india japan"
        " english french german chinese indian american british european dynasty revolution religion catholic christian"
        " muslim jewish television radio rally studios records pictures football club team party act"
        " constitution parliament congress senate assembly".split()
    )
)
_TYPO_LENGTH = 5
_LONG = 7


@dataclass(frozen=True, slots=True)
class Person:
    """A given name and a surname, as a question names somebody."""

    given: str
    surname: str

    @property
    def name(self) -> str:
        """Both."""
        return f"{self.given} {self.surname}"

    def places_in(self, text: str) -> tuple[str, ...]:
        """The given names by which a text names this person, with middle names or not, or the surname first."""
        return tuple(given for given in _given_names(self.surname, text) if _is_this(self.given, given))

    def is_written_in(self, text: str) -> bool:
        """True if a text names this person."""
        return bool(self.places_in(text))

    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """What full-text search is asked for: the surname, since given names may be cut short."""
        return ((self.surname.casefold(),),)

    def others_in(self, text: str) -> tuple[str, ...]:
        """The given names of others of that surname whom a text names."""
        return tuple(given for given in _given_names(self.surname, text) if not _is_this(self.given, given))


def people_in(question: str) -> tuple[Person, ...]:
    """The people that a question names by given name and surname, as far as it is written like that."""
    found = []
    for run in _RUN.finditer(question):
        words = [regex.sub(r"['’]s?$", "", word) for word in run[0].split()]
        if run.start() == 0 and len(words) > 2:
            words = words[1:]  # a question word that is misspelt
        while words and words[0].lower() in CLOSED_CLASSES | _NO_GIVEN_NAME:
            words = words[1:]
        if len(words) in (2, 3) and not any(word.lower() in _NO_PERSON | _NO_GIVEN_NAME for word in words):
            found.append(Person(words[0], words[-1]))
    return tuple(found)


def _given_names(surname: str, text: str) -> list[str]:
    last = regex.escape(surname)
    before = rf"(?<given>{_PART}) (?:(?:\p{{Lu}}\.?|{_PART}) )?{last}(?![\p{{L}}\p{{N}}])"
    behind = rf"(?<![\p{{L}}] )\b{last}, (?<given>{_PART})(?=\s*(?:[,;|.()\n]|$))"
    found = [m["given"] for m in regex.finditer(rf"{before}|{behind}", text, overlapped=True)]
    return [given for given in found if given.lower() not in _NO_GIVEN_NAME | CLOSED_CLASSES]


def _is_this(one: str, other: str) -> bool:
    """True if two given names may be one: cut short, or misspelt where they are long enough to tell."""
    one, other = one.casefold(), other.casefold()
    if one.startswith(other) or other.startswith(one):
        return True
    shortest = min(len(one), len(other))
    return shortest >= _TYPO_LENGTH and Levenshtein.distance(one, other) <= (2 if shortest >= _LONG else 1)
