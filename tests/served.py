"""A server with the bundled sample documents, started as its user starts it."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def served_sample() -> Iterator[str]:
    """The address of `citespan serve --sample`, which answers while the block lasts."""
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--sample", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as stderr, subprocess.Popen(command, cwd=folder, stderr=stderr) as process:
            address = None
            while address is None and process.poll() is None:
                time.sleep(0.2)
                address = re.search(r"running on (http://\S+)", log.read_text())
            assert address, log.read_text()
            yield address[1]
            process.terminate()
