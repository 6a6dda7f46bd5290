"""How real processes end whose surroundings are not as usual."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses a POSIX shell")
CITESPAN = shlex.quote(str(Path(sys.executable).with_name("citespan")))


def _ended(command: str, folder: Path) -> tuple[int, str, str]:
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=200, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    code, _, err = _ended(f"{CITESPAN} ask --help > /dev/full", tmp_path)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "cannot be written: No space left on device" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_errors_that_cannot_be_written_go_to_the_output(tmp_path: Path) -> None:
    code, out, err = _ended(f"{CITESPAN} documents 2> /dev/full", tmp_path)
    assert (code, err, len(out.splitlines())) == (1, "", 1)
    assert "citespan index" in out


@pytest.mark.parametrize(("closing", "name"), [(">&-", "output"), ("2>&-", "error")])
def test_a_closed_stream_is_one_line_and_exit_code_1(closing: str, name: str, tmp_path: Path) -> None:
    code, out, err = _ended(f"{CITESPAN} documents {closing}", tmp_path)
    assert code == 1
    assert (out + err).splitlines() == [
        f"citespan: standard {name} is closed; send it somewhere, for example to /dev/null"
    ]


def test_a_closed_input_is_an_empty_one(tmp_path: Path) -> None:
    code, _, err = _ended(f"{CITESPAN} documents <&-", tmp_path)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "there is no index" in err


def test_a_working_directory_that_was_deleted_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    code, out, err = _ended(f"cd gone && rmdir ../gone && {CITESPAN} documents", tmp_path)
    assert (code, out) == (1, "")
    assert err == "citespan: the working directory was deleted; change to one that exists\n"


def test_a_taken_port_is_told_before_the_models_are_loaded(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = _ended(f"{CITESPAN} serve --sample --port {port}", tmp_path)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert f"port {port} of 127.0.0.1 is taken" in err
