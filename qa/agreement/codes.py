"""Codes: what names one thing by its letters and digits, and is the same only if it is identical."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from citespan.index.search.identifiers import key_of
from citespan.qa.agreement.relation import Relation

_GROUPS = regex.compile(r"[\p{L}\p{N}@#+/.:_()\-‐‑–\s]+")
_TOKEN = regex.compile(r"[\p{L}\p{N}]+(?:[-‐‑–/.:_@][\p{L}\p{N}]+)*")
_SHORTEST_END = 5


@dataclass(frozen=True, slots=True)
class Code:
    """The codes that a text gives, in lower case, without hyphens and blanks."""

    keys: tuple[str, ...]


def codes_in(text: str) -> Code | None:
    """The codes in an answer: one in groups of digits, or each word with a digit; None if it has none."""
    if not any(map(str.isdigit, text)):
        return None
    groups = regex.fullmatch(r"[\s(+]*\d[\d\s()./+–-]*", text) or regex.fullmatch(
        r"\s*\p{Lu}{1,2}\d[\p{Lu}\d]?\s+\d\p{Lu}{2}\s*", text
    )
    if groups:
        return Code(
            (regex.sub(r"[\s()./+–-]", "", key_of(text)),)
            if regex.search(r"\s|[()]", text.strip())
            else (key_of(text.strip()),)
        )
    return Code(tuple(key_of(token[0]) for token in _TOKEN.finditer(text) if any(map(str.isdigit, token[0]))))


def compare_codes(one: Code, other: Code) -> Relation:
    """Whether two answers give the same codes, or others; one may be the end of the other, as of a phone number."""
    if set(one.keys) == set(other.keys):
        return Relation.SAME
    for key in one.keys:
        for theirs in other.keys:
            shorter, longer = sorted((key, theirs), key=len)
            if key == theirs or (len(shorter) >= _SHORTEST_END and longer.endswith(shorter)):
                return Relation.UNCLEAR
    return Relation.DIFFERENT
