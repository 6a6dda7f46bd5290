"""The command line, called in this process, and a server with the sample documents, as its user starts it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from served import served_sample

from citespan.api.cli import main as cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["citespan", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    return run


@pytest.fixture(scope="session")
def sample_server() -> Iterator[str]:
    """The address of `citespan serve --sample`."""
    with served_sample() as address:
        yield address
