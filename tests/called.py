"""The command line, called in this process: what a cold start takes seconds for, this does at once."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from citespan.api.cli.main import main


@dataclass(frozen=True)
class Called:
    """What a call printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments: object, stdin: str = "") -> Called:
    """Run `citespan` with these arguments."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["citespan", *map(str, arguments)])
        given = io.BufferedReader(io.BytesIO(stdin.encode("utf-8")))  # type: ignore[arg-type]
        patch.setattr(sys, "stdin", io.TextIOWrapper(given, encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as caught:
            main()
    return Called(int(caught.value.code or 0), _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
