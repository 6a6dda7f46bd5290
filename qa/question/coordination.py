"""Coordination: the question for each of what *and* joins, where no one thing can answer for all of them."""

from __future__ import annotations

import regex

from citespan.corpus.english.roles import role_of
from citespan.qa.question.clauses import MEASURES

_NAME = r"(?:the )?\p{Lu}[\p{L}\p{M}’'-]*(?: \p{Lu}[\p{L}\p{M}’'-]*)*"
_NAMES = rf"(?P<names>{_NAME}(?:, {_NAME})*,? and (?:(?P<again>in|for|at|of) )?{_NAME})"
_MEASURED_IN = regex.compile(
    r"^(?P<head>(?:[Hh]ow (?:much|many|long|far|high|old|big|deep|heavy|tall)\b|[Ww]hat (?:is|are|was|were) (?:the )?"
    rf"(?:[\p{{L}}-]+ ){{0,3}}(?:{MEASURES}))(?: [^?]+?)?\s(?:in|for"
    rf"|at) ){_NAMES}"
    r"(?P<tail>(?: in \d{4})?)$",
)
_MEASURED_OF = regex.compile(
    r"^(?P<head>[Ww]hat (?:is|are|was|were) the (?:[\p{L}-]+ ){0,2}(?:capital|population|height|length|area|depth"
    r"|weight|currency|density|boiling point|melting point|temperature|postcode|rent|price|cost|fare|fee|speed"
    rf"|age|capacity) of ){_NAMES}(?P<tail>)$"
)
_HOLDER_OF = regex.compile(
    rf"^(?P<head>[Ww]ho (?:is|was) the (?P<role>[\p{{L}}-]+(?: [\p{{L}}-]+)?) of ){_NAMES}(?P<tail>)$"
)
_WHEN = r"(?:when|at what time|on (?:which|what) (?:day|date)|how (?:much|long|many \p{L}+))"
_OPPOSED = frozenset(
    frozenset(pair.split())
    for pair in (
        "open close", "open shut", "start end", "start finish", "start stop", "begin end", "begin finish",
        "leave arrive", "depart arrive", "leave return", "depart return", "rise set", "take give", "earn spend",
        "arrive leave", "arrive depart",
    )
)  # fmt: skip
_TWO_VERBS = regex.compile(
    rf"^(?P<asks>{_WHEN}) (?P<do>do|does|did|will|can) (?P<subject>.+?) (?P<one>\p{{Ll}}+) and (?P<other>\p{{Ll}}+)$",
    regex.IGNORECASE,
)
_ONE_THING = (
    r"(?:(?:the|an?) [\p{L}’'-]+(?: [\p{L}’'-]+){0,3}?|\p{Ll}+ (?-i:\p{Lu}|\d+)"
    r"|(?-i:\p{Lu})[\p{L}’'-]+(?: (?-i:\p{Lu})[\p{L}’'-]+)*)"
)
_EACH_OF_ITSELF = (
    "open close start end begin finish leave depart arrive cost weigh last take hold seat measure expire have contain"
).split()
_TWO_SUBJECTS = regex.compile(
    rf"^(?P<asks>{_WHEN}) (?P<do>do|did|will) (?P<one>{_ONE_THING}) and (?P<other>{_ONE_THING})"
    rf" (?P<verb>{'|'.join(_EACH_OF_ITSELF)})(?P<tail>(?: (?:in|on|at|for) .+)?)$",
    regex.IGNORECASE,
)
_ONE_OF_TWO = rf"(?:{_ONE_THING}|{_NAME})"
_TWO_MEASURED = regex.compile(
    rf"^(?P<asks>[Ww]hat are the (?:[\p{{L}}-]+ ){{0,2}}?(?:{MEASURES})s?|[Hh]ow (?:high|tall|long|deep|wide|old|heavy"
    rf"|big|far|fast|large) are)(?P<of> of)? (?P<one>{_ONE_OF_TWO}) and (?P<other>{_ONE_OF_TWO})$"
)
_OF_BOTH = regex.compile(
    rf"^(?P<head>[Ww]hat (?:is|are|was|were) the (?:[\p{{L}}-]+ ){{0,2}}?(?:{MEASURES})s? (?P<joint>of|for|in|at) )"
    rf"(?P<one>{_ONE_OF_TWO}) and (?P=joint) (?P<other>{_ONE_OF_TWO})$"
)
_TAKES_ALL = regex.compile(
    r"\b(?:together|combined|altogether|in total|in all|each other|between|difference|compared|both|average)\b",
    regex.IGNORECASE,
)
_ONE_PLACE = regex.compile(r"(?:Bosnia|Trinidad|Antigua|(?:Saint|St\.?) \p{L}+|S[ãa]o|Turks|Wallis|Tyne|Sistan)\b")


def questions_of_each(asked: str) -> tuple[str, ...]:
    """The question for each thing, or each verb, that *and* joins; none if one answer may hold for all of them.

    *What is the allowance in Norway and Finland?*, *When does it start and end?*, *When do the museum and the library
    close?*
    """
    if _TAKES_ALL.search(asked):
        return ()
    return _of_names(asked) or _of_verbs(asked) or _of_subjects(asked)


def _of_names(asked: str) -> tuple[str, ...]:
    match = _MEASURED_IN.match(asked) or _MEASURED_OF.match(asked) or _HOLDER_OF.match(asked)
    if match is None or _ONE_PLACE.match(match["names"]):
        return ()
    if match.re is _HOLDER_OF and role_of(match["role"]) is None:
        return ()
    names = regex.split(r",\s+(?:and\s+)?|\s+and\s+", match["names"])
    if match["again"]:
        names = [*names[:-1], names[-1].removeprefix(f"{match['again']} ")]
    return tuple(f"{match['head']}{name}{match['tail']}" for name in names)


def _of_verbs(asked: str) -> tuple[str, ...]:
    match = _TWO_VERBS.match(asked)
    if match is None or frozenset((match["one"].lower(), match["other"].lower())) not in _OPPOSED:
        return ()
    return tuple(f"{match['asks']} {match['do']} {match['subject']} {match[verb]}" for verb in ("one", "other"))


def _of_subjects(asked: str) -> tuple[str, ...]:
    if match := _TWO_SUBJECTS.match(asked):
        do = "does" if match["do"].lower() == "do" else match["do"]
        return tuple(
            f"{match['asks']} {do} {match[thing]} {match['verb']}{match['tail']}" for thing in ("one", "other")
        )
    if match := _OF_BOTH.match(asked):
        return tuple(f"{match['head']}{match[thing]}" for thing in ("one", "other"))
    if match := _TWO_MEASURED.match(asked):
        asks = regex.sub(r"(?<!s)s$", "", match["asks"].replace("hat are", "hat is"))
        asks = regex.sub(r" are$", " is", asks)
        return tuple(f"{asks}{match['of'] or ''} {match[thing]}" for thing in ("one", "other"))
    return ()
