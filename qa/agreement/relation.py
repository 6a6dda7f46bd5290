"""How what two sources answer relates."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """Whether two answers say the same, contradict each other, or cannot be told to do either."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"
