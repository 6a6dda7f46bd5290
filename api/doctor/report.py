"""The doctor's findings: a line for each check at a terminal, or one JSON value."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.doctor.findings import CheckStatus
from citespan.api.terminal.render import visible

if TYPE_CHECKING:
    from rich.console import Console

    from citespan.api.doctor.findings import Examination

_STYLES = {CheckStatus.OK: "green", CheckStatus.NOTE: "yellow", CheckStatus.WRONG: "bold red"}
_INDENT = " " * 7


def print_findings(console: Console, examination: Examination) -> None:
    """Print a line for each check, and below it what fixes it; names of files never steer the terminal."""
    for check in examination.checks:
        line = Text(f"{check.status:5}  ", style=_STYLES[check.status])
        console.print(line + Text(f"{check.name}: ", style="bold") + _line(check.detail), soft_wrap=True)
        if check.remedy:
            console.print(Text(f"{_INDENT}-> ", style="dim") + _line(check.remedy), soft_wrap=True)


def findings_json(examination: Examination) -> str:
    """The findings as JSON."""
    checks = [asdict(check) for check in examination.checks]
    return json.dumps({"ok": examination.is_well, "checks": checks}, ensure_ascii=False, indent=2)


def _line(text: str) -> Text:
    return visible(text.replace("\n", " "))
