"""When keys were used last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from citespan.api.access.key_uses import KeyUses

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_a_use_is_written_once_a_minute(tmp_path: Path) -> None:
    now = NOON
    uses = KeyUses(tmp_path / "uses", now=lambda: now)
    uses.note("one")
    for seconds in (30, 59):
        now = NOON + timedelta(seconds=seconds)
        uses.note("one")
    uses.note("other")
    assert uses.listed() == {"one": NOON, "other": now}
    now = NOON + timedelta(seconds=60)
    uses.note("one")
    assert KeyUses(tmp_path / "uses").listed()["one"] == now


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', '{"a": "yesterday"}', "\xff"])
def test_what_cannot_be_read_is_not_known(tmp_path: Path, content: str) -> None:
    (tmp_path / "uses").write_bytes(content.encode("latin-1"))
    assert KeyUses(tmp_path / "uses").listed() == {}


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    uses = KeyUses(tmp_path / "missing" / "uses")
    uses.note("one")
    assert uses.listed() == {}
