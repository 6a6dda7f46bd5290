"""The audit log: written line by line, a file a day, and deleted in time."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from citespan.api.access.audit_log import AUDIT_FOLDER, AuditLog

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECRET = "Who betrayed the lighthouse keeper?"


def test_a_line_says_who_did_what_and_questions_only_where_they_are_wanted(tmp_path: Path) -> None:
    for wanted in (False, True):
        log = AuditLog(tmp_path, with_questions=wanted, now=lambda: NOON)
        log.note(
            "ask", key="desk", client="192.0.2.7", status=200, request_id="r1", about=["a.txt"], questions=[SECRET]
        )
    without, with_them = map(json.loads, log.lines())
    assert without == {
        "time": "2026-11-30T12:00:00.000+00:00",
        "key": "desk",
        "subject": None,
        "action": "ask",
        "about": ["a.txt"],
        "status": 200,
        "client": "192.0.2.7",
        "request_id": "r1",
    }
    assert with_them == without | {"questions": [SECRET]}
    (file,) = (tmp_path / AUDIT_FOLDER).iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]


def test_each_day_has_its_file_which_is_deleted_in_time(tmp_path: Path) -> None:
    now = NOON
    log = AuditLog(tmp_path, days=2, now=lambda: now)
    for day in range(4):
        now = NOON + timedelta(days=day)
        log.note(f"act {day}", key="desk", client=None)
    names = sorted(file.name for file in (tmp_path / AUDIT_FOLDER).iterdir())
    assert names == ["audit-2026-12-01.jsonl", "audit-2026-12-02.jsonl", "audit-2026-12-03.jsonl"]
    assert [json.loads(line)["action"] for line in log.lines()] == ["act 1", "act 2", "act 3"]
    assert [json.loads(line)["action"] for line in log.lines(since=date(2026, 12, 3))] == ["act 3"]
    now = NOON + timedelta(days=30)
    assert list(log.lines()) == []
    assert list((tmp_path / AUDIT_FOLDER).iterdir()) == []


def test_for_no_days_nothing_is_kept(tmp_path: Path) -> None:
    AuditLog(tmp_path, days=0).note("ask", key="desk", client=None)
    assert list(tmp_path.iterdir()) == []


def test_lines_that_are_written_at_once_do_not_mix(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, with_questions=True)

    def write(number: int) -> None:
        log.note("ask", key="desk\n", client=None, questions=[f"{number} \ud800 " * 500])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(64)))
    assert {json.loads(line)["questions"][0].split()[0] for line in log.lines()} == {str(n) for n in range(64)}


def test_other_files_are_left_alone_and_a_log_that_cannot_be_written_hinders_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / AUDIT_FOLDER).mkdir()
    for name in ("audit-2000-13-01.jsonl", "audit-x.jsonl", "notes.txt"):
        (tmp_path / AUDIT_FOLDER / name).write_text("{}\n")
    log = AuditLog(tmp_path, days=1)
    assert list(log.lines()) == []
    assert len(list((tmp_path / AUDIT_FOLDER).iterdir())) == 3
    (tmp_path / "file").write_text("")
    AuditLog(tmp_path / "file").note("ask", key="desk", client=None)
    assert "audit log cannot be written" in caplog.text
