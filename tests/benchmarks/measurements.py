"""Where benchmarks write what they measured: docs/measurements.md, each between marks of its own."""

from __future__ import annotations

import datetime
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "measurements.md"


def write(name: str, lines: Sequence[str], *, command: str) -> None:
    """Put `lines` between the page's marks called `name`, below the command that made them, with machine and date."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(start)
    _, after = rest.split(end)
    stamp = f"{datetime.datetime.now(datetime.UTC).date()}, {platform.machine()}, {os.cpu_count()} cores"
    block = "\n".join((start, "", f"`{command}`, {stamp}:", "", *lines, "", end))
    PAGE.write_text(before + block + after, encoding="utf-8")
