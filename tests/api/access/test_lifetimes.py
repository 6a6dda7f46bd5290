"""Spans of time as they are typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from citespan.api.access.lifetimes import LIFETIME_PATTERN, parse_lifetime
from citespan.corpus.errors import UsageError


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("12h", timedelta(hours=12)),
        ("90d", timedelta(days=90)),
        ("2w", timedelta(days=14)),
        ("0s", timedelta(0)),
    ],
)
def test_a_number_with_its_unit_is_a_span(text: str, span: timedelta) -> None:
    assert parse_lifetime(text, name="expires") == span
    assert re.match(LIFETIME_PATTERN, text)


@pytest.mark.parametrize(
    "text", ["", "90", "d", "-1d", "1.5h", "90 d", "90D", "٣d", "1y", "9999999s", "999999d", "1d\n"]
)
def test_what_is_none_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(UsageError, match=r"expires .* write it as 90d"):
        parse_lifetime(text, name="expires")
