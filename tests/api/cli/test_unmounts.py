"""The long run is `python tests/benchmarks/unmounts.py`; here are few rounds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from unmounts import namespace

COMMAND = Path(__file__).parents[2] / "benchmarks" / "unmounts.py"


@pytest.mark.skipif(sys.platform == "win32", reason="an open folder cannot be renamed there")
def test_a_disk_that_is_unmounted_under_a_watch_loses_no_document() -> None:
    done = subprocess.run(
        [sys.executable, COMMAND, "--rounds", "2"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 documents lost, 0 other faults" in done.stdout
    assert ("renamed" in done.stdout) is (namespace() is None)
