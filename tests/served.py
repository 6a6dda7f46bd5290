"""Servers with the bundled sample documents, started as their user starts them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.encoder import Encoder
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def served(*arguments: object) -> Iterator[str]:
    """The address of `citespan serve` with these arguments, which answers while the block lasts."""
    with served_verb("serve", *arguments) as address:
        yield address


@contextmanager
def served_verb(*arguments: object, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a verb that serves, with these arguments; `settings` are variables of its environment."""
    command = [str(Path(sys.executable).with_name("citespan")), *map(str, arguments), "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with (
            log.open("wb") as stderr,
            subprocess.Popen(command, cwd=folder, stderr=stderr, env={**os.environ, **(settings or {})}) as process,
        ):
            address = None
            while address is None and process.poll() is None:
                time.sleep(0.2)
                address = re.search(r"running on (http://\S+)", log.read_text())
            assert address, log.read_text()
            try:
                yield address[1]
            finally:
                process.terminate()


@contextmanager
def served_sample() -> Iterator[str]:
    """The address of `citespan serve --sample`."""
    with served("--sample") as address:
        yield address


@contextmanager
def served_copy(*, keeps_answers: bool = True) -> Iterator[str]:
    """The address of a server over an index of the sample documents, which takes uploads."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(
            Path(folder, "index"), [SAMPLE_ROOT], encoder=Encoder(), root_keys={SAMPLE_ROOT.resolve(): "sample"}
        )
        settings = {} if keeps_answers else {"CITESPAN_CACHE_BYTES": "0"}
        with served_verb("serve", "--index", Path(folder, "index"), settings=settings) as address:
            yield address
