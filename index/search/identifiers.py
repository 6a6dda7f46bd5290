"""Identifiers: codes, part and version numbers, rooms and steps, which are the same only if they are identical."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NUMBERED = frozenset(
    "room gate port build version invoice clause step platform track lane bay berth flat apartment"
    " appendix annex annexe"
    " section subsection article paragraph chapter figure table page line item lot batch release revision rev edition"
    " volume question exercise rule regulation schedule form route bus tram flight ticket case issue order bug number"
    " no nr unit zone district ward sector block building hall seat locker pier dock hut cabin level floor phase stage"
    " part model serial firmware extension ext account pump valve tank track desk key code error sheet plot house door"
    " stop exit junction road highway motorway channel slot shelf rack bed cell camp well station"
    " team group class grade"
    " week day round lap season episode lecture slide tier stall booth"
    " lesson module task milestone sprint request ticket contract policy receipt docket file record entry row".split()
)
"""Nouns that a bare number behind them tells from others of their kind."""

_SIGN = "§"
_SECTIONS = frozenset(("section", "paragraph", _SIGN))
_VERSIONS = frozenset("version release build revision rev edition".split())
_JOINTS = "-‐‑‒–—―−/.:_#"
_TOKEN = regex.compile(rf"(?<![\p{{L}}\p{{N}}{_JOINTS}@])#?[\p{{L}}\p{{N}}]+(?:[{_JOINTS}][\p{{L}}\p{{N}}]+)*")
_BEHIND_A_SIGN = regex.compile(r"§[\s§]*$")
_DASHES = regex.compile(r"[‐‑‒–—―−]")
_NUMBER_WORDS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_UNIT = (
    r"(?:[kmgtp]i?b|[kmg]?hz|k?g|mg|lbs?|oz|t|[kcm]?m|ft|in|inch|yd|mi|m[lm]|c?l|[km]?wh?|m?v|mah"
    r"|°?[cf]|k|m|mn|bn|tn|x|d"
    r"|s|ms|sec|min|h|hrs?|am|pm|px|pt|dpi|fps|rpm|mph|km/?h|kph|eur|usd|gbp|p|bit|st|nd|rd|th|ish|km2|m2|m3)"
)
_NO_IDENTIFIER = regex.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{2}\.\d{2}\.\d{2}"  # dates
    r"|\d{1,2}/\d{1,2}/\d{2}|\d{4}[./]\d{1,2}[./]\d{1,2}"
    r"|\d{1,2}[:.]\d{2}(?:[-:]\d{2})?(?:am|pm|h)?|\d{1,2}[:.]\d{2}-\d{1,2}[:.]\d{2}"  # times
    r"|(?:1[0-9]|20)\d{2}[-/]\d{2,4}"  # 2019/20
    rf"|\d+(?:[.,]\d+)?{_UNIT}|\d+(?:[.,]\d+)?-(?:{_UNIT}|[\p{{Ll}}-]{{3,}})"  # 14MB, 5-year
    r"|\d+(?:\.\d+)?|\d{1,2}/\d{1,2}|\d+:\d+|\d{1,2}[x×]\d{1,2}"  # decimals, fractions, ratios
    r"|(?-i:\p{L}\p{Ll}{2,})-\d{1,4}s?|(?:mid|pre|post|early|late|top|sub|non|anti)-\d+\w*",
    regex.IGNORECASE,
)
_RANGE = regex.compile(r"(\d+)-(\d+)")
_LETTER = regex.compile(r"\p{Lu}")
_RUN = regex.compile(r"\p{L}+|\p{N}+|[^\p{L}\p{N}]")
_NO_PREFIX = frozenset("USD EUR GBP CHF AM PM AD BC CE BCE UK US USA EU WW II III".split())
_MOST_JOININGS = 5


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier as a question names it.

    `key` is what is compared: in lower case, without hyphens and blanks. `noun` is the noun before it that tells its
    kind (*room*), if there is one; without it a bare number or letter, which `is_bare`, says nothing.
    """

    text: str
    key: str
    noun: str | None = None
    is_bare: bool = False

    @property
    def is_telling(self) -> bool:
        """True if it can hardly be anything but an identifier: a number of a noun, four digits or several joints."""
        digits = sum(character.isdigit() for character in self.key)
        return self.is_bare or digits >= 4 or len(regex.findall(r"[/.:]", self.key)) >= 2

    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The runs of words as which full-text search may hold it, since texts differ in hyphens and blanks."""
        runs = _RUN.findall(self.key)
        gaps = [
            (None,) if "" in pair else (True,) if not (pair[0].isalnum() and pair[1].isalnum()) else (True, False)
            for pair in zip(runs, [*runs[1:], ""], strict=True)
        ]
        if sum(len(gap) > 1 for gap in gaps) > _MOST_JOININGS:
            gaps = [gap[:1] for gap in gaps]
        found: dict[tuple[str, ...], None] = {}
        for cuts in product(*gaps):
            words = [""]
            for run, cut in zip(runs, cuts, strict=True):
                words[-1] += run if run.isalnum() else ""
                words += [""] if cut else []
            found[tuple(word for word in words if word)] = None
        found |= dict.fromkeys(_hyphenated(self.text))
        if self.is_bare:
            spelt = [word for word, number in _NUMBER_WORDS.items() if number == self.key]
            found |= dict.fromkeys(((f"v{self.key}",), *((word,) for word in spelt)))
        return tuple(found)

    def places_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where `text` names it, each `[start, end)`: nowhere where it is but a part of a longer identifier."""
        if self.is_bare and self.noun:
            found = [span for span, key in _numbered(self.noun, text) if key == self.key]
            if self.noun in _VERSIONS:
                found += [match.span() for match in _written(f"v{self.key}").finditer(text)]
            return tuple(found)
        return tuple(match.span() for match in _written(self.key).finditer(text))

    def is_written_in(self, text: str) -> bool:
        """True if `text` holds it at all: a bare number behind whatever noun."""
        if self.is_bare and _written(self.key).search(text) is not None:
            return True
        return bool(self.places_in(text))

    def rivals_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where `text` names other identifiers of its shape: of the same noun, or of as many letters and digits."""
        found = {span for span, key in _numbered(self.noun, text) if key != self.key} if self.noun else set()
        if not self.is_bare:
            shape = _of_shape(self.key, is_spaced=" " in self.text)
            alike = ((match.span(), match[0]) for match in shape.finditer(text))
            found |= {span for span, written in alike if key_of(written) != self.key and _is_code(written)}
        return tuple(sorted(found))


@lru_cache(maxsize=256)
def identifiers_in(question: str) -> tuple[Identifier, ...]:
    """The identifiers that a question names, in its order, each once.

    Dates, times, years, counts and quantities with a unit are none.
    """
    found: dict[str, Identifier] = {}
    before = ""
    for match in _TOKEN.finditer(question):
        written = _DASHES.sub("-", unicodedata.normalize("NFKC", match[0]))
        noun = _SIGN if _BEHIND_A_SIGN.search(question, 0, match.start()) else _noun(before)
        bare = written.lstrip("#")
        if noun and (number := _bare(bare, noun=noun)):
            made: Identifier | None = Identifier(match[0], number, noun, is_bare=not _speaks(bare))
        elif written.startswith("#") and bare.isdecimal():
            made = Identifier(match[0], bare, "#", is_bare=True)
        elif _speaks(bare):
            made = Identifier(match[0], key_of(bare))
        elif regex.fullmatch(r"\p{Lu}{2,5}", before) and before not in _NO_PREFIX and _follows_a_prefix(bare):
            made = Identifier(f"{before} {match[0]}", key_of(before + bare))
        else:
            made = None
        if made is not None:
            found.setdefault(made.key, made)
        before = match[0]
    return tuple(found.values())


def key_of(written: str) -> str:
    """What is compared of an identifier: in lower case, compatible characters folded, without hyphens and blanks."""
    folded = unicodedata.normalize("NFKC", written).casefold()
    return regex.sub(r"[-\s]", "", _DASHES.sub("-", folded)).lstrip("#")


def _speaks(token: str) -> bool:
    """True if a token is an identifier whatever stands before it."""
    if not any(map(str.isdigit, token)) or _NO_IDENTIFIER.fullmatch(token) or token.isdecimal():
        return False
    if regex.fullmatch(r"[\d./:-]+", token):
        pair = _RANGE.fullmatch(token)
        is_range = pair is not None and pair[2][0] != "0" and int(pair[1]) <= int(pair[2])
        return not is_range
    return True


def _is_code(written: str) -> bool:
    return _NO_IDENTIFIER.fullmatch(_DASHES.sub("-", written)) is None


def _follows_a_prefix(token: str) -> bool:
    return token.isdecimal() and len(token) >= 2 and not regex.fullmatch(r"(?:1[0-9]|20)\d{2}", token)


def _noun(word: str) -> str | None:
    lower = word.lower().rstrip(".")
    return lower if lower in NUMBERED else None


def _bare(written: str, *, noun: str) -> str | None:
    """The key of a number, or of a single capital letter, that stands behind a noun; None if it is neither."""
    if written.isdecimal() and regex.fullmatch(r"(?:19|20)\d{2}", written) and noun in {"edition", "class", "form"}:
        return key_of(written)
    if any(map(str.isdigit, written)) and not regex.fullmatch(rf"\d+(?:[.,]\d+)?{_UNIT}|.*-\p{{Ll}}{{3,}}", written):
        return key_of(written)
    if _LETTER.fullmatch(written) and written not in "IA":
        return key_of(written)
    return _NUMBER_WORDS.get(written.lower()) if noun in {"step", "platform", "room", "gate", "chapter"} else None


def _hyphenated(text: str) -> Iterable[tuple[str, ...]]:
    """As which words a search engine reads it as it is written."""
    yield tuple(regex.findall(r"[\p{L}\p{N}]+", text.casefold()))


@lru_cache(maxsize=256)
def _written(key: str) -> regex.Pattern[str]:
    """Matches the key as texts write it, with hyphens and blanks inside, and not as a part of a longer one."""
    loose = rf"[{_JOINTS[:8]}\s]?".join(map(_one, key)) if len(key) <= 40 else regex.escape(key)
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}]|\p{{N}}[{_JOINTS}])[#v]?{loose}(?![\p{{L}}\p{{N}}]|[{_JOINTS}]\p{{N}})",
        regex.IGNORECASE,
    )


def _one(character: str) -> str:
    if character in "0123456789":
        return f"[{character}{'₀₁₂₃₄₅₆₇₈₉'[int(character)]}]"
    return regex.escape(character)


@lru_cache(maxsize=256)
def _of_shape(key: str, *, is_spaced: bool) -> regex.Pattern[str]:
    """Matches what is made of letters, digits and joints as the key is; runs of digits may be longer or shorter.

    One that `is_spaced` is a prefix of capitals and a number, as in *BK 140*, with or without the blank.
    """
    parts = []
    for run in _RUN.findall(key)[:12]:
        if run.isalpha():
            letters = rf"(?-i:\p{{Lu}}{{{len(run)}}})" if is_spaced else rf"\p{{L}}{{{len(run)}}}"
            parts.append(letters if is_spaced or len(run) <= 2 else r"\p{L}{2,}")
        else:
            parts.append(rf"\p{{N}}+(?:[{_JOINTS[:8]}]\p{{N}}+)*" if run.isalnum() else regex.escape(run))
    loose = (rf"[{_JOINTS[:8]}\s]?" if is_spaced else rf"[{_JOINTS[:8]}]?").join(parts)
    digits_only = key.replace("/", "").replace(".", "").replace(":", "").isdecimal()
    if digits_only and len(parts) == 1:  # 555-0199 without its hyphens
        loose = rf"\p{{N}}+(?:[{_JOINTS[:8]}]\p{{N}}+)+"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}]|\p{{N}}[{_JOINTS}])#?{loose}(?![\p{{L}}\p{{N}}]|[{_JOINTS}]\p{{N}})",
        regex.IGNORECASE,
    )


@lru_cache(maxsize=64)
def _behind(noun: str) -> regex.Pattern[str]:
    """Matches a noun with the numbers or letters behind it: *rooms 12, 14 and 15*, *Room: 12*, *step 4–6*."""
    one = (
        rf"(?:\p{{N}}+(?:[{_JOINTS}]?[\p{{L}}\p{{N}}]+)*|\p{{Lu}}(?:[{_JOINTS}]?\p{{N}}+)*(?!\p{{L}}|['’])"
        rf"|(?:{_spelt()})\b)"
    )
    if noun == "#":
        name = r"(?:#|(?:no|nr|number|issue|ticket|order|case)\b\.?)"
    elif noun in _SECTIONS:
        name = r"(?:§+|(?:section|paragraph)s?)"
    else:
        name = f"{regex.escape(noun)}s?"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])(?i:{name})(?:\s+(?i:no\.?|nr\.?|number))?[\s:#|.]*"
        rf"(?P<some>{one}(?:\s*(?:,|;|&|\band\b|\bor\b|\bto\b|[-–])\s*{one})*)"
    )


def _spelt() -> str:
    return "|".join(_NUMBER_WORDS)


def _numbered(noun: str, text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Every number or letter behind `noun` in a text, with its place; of a range each number in it."""
    for match in _behind(noun).finditer(text):
        start, some = match.start("some"), match["some"]
        is_plural = regex.match(rf"(?i){regex.escape(noun)}s|§§", match[0]) is not None
        if noun != "#" and " " in some and not is_plural and "," not in some:
            some = regex.split(r"\s+(?:and|or)\s", some)[0] if not regex.search(r"\bto\b|–", some) else some
        for one in regex.finditer(
            rf"\p{{N}}[\p{{L}}\p{{N}}{_JOINTS}]*|\p{{Lu}}[\p{{N}}{_JOINTS}]*|(?:{_spelt()})", some
        ):
            key = _NUMBER_WORDS.get(one[0].lower(), key_of(one[0].rstrip(_JOINTS)))
            yield (start + one.start(), start + one.end()), key
        if pair := regex.fullmatch(r"(\d{1,4})\s*(?:to|-|–)\s*(\d{1,4})", some):
            for number in range(int(pair[1]) + 1, int(pair[2])):
                yield (start, start + len(some)), str(number)
