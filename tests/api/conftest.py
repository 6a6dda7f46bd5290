"""The command line, called in this process, and a server with the sample documents, as its user starts it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.api import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `citespan serve --sample`."""
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--sample", "--port", "0"]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as stderr, subprocess.Popen(command, cwd=log.parent, stderr=stderr) as process:
        address = None
        while address is None and process.poll() is None:
            time.sleep(0.2)
            address = re.search(r"running on (http://\S+)", log.read_text())
        assert address, log.read_text()
        yield address[1]
        process.terminate()
