from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from made_files import MADE, html_file, pdf_file

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.worker import ExtractWorker

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def worker() -> ExtractWorker:
    made = ExtractWorker()
    yield made
    made.close()


def _child(worker: ExtractWorker) -> psutil.Process:
    assert worker._process is not None
    return psutil.Process(worker._process.pid)


def test_one_process_serves_many_files(worker: ExtractWorker) -> None:
    for _ in range(2):
        for name, make in MADE.items():
            suffix = name[name.index(".") :]
            assert worker.extract(make(), suffix=suffix, source=name).text
    first = _child(worker).pid
    worker.extract(html_file(), suffix=".html", source="x.html")
    assert _child(worker).pid == first


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    worker = ExtractWorker(timeout_seconds=0.001)
    with pytest.raises(LoadError, match=r"x\.pdf: took more than 0\.001 seconds"):
        worker.extract(pdf_file(), suffix=".pdf", source="x.pdf")
    worker._timeout_seconds = 60
    assert worker.extract(html_file(), suffix=".html", source="y.html").text
    worker.close()


def test_modules_in_the_working_directory_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trafilatura.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    worker = ExtractWorker()
    assert worker.extract(html_file(), suffix=".html", source="x.html").text
    worker.close()
    assert not (tmp_path / "ran").exists()


def test_a_lower_limit_of_the_machine_is_respected() -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1900 << 20, 1900 << 20));"
        "from citespan.corpus.formats.worker import ExtractWorker; worker = ExtractWorker();"
        "print(worker.extract(b'<p>It works.</p>', suffix='.html', source='x').text)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("It works.\n", 0), done.stderr


def test_a_crash_costs_its_file_and_no_more(worker: ExtractWorker) -> None:
    worker.extract(html_file(), suffix=".html", source="x.html")
    os.kill(_child(worker).pid, signal.SIGKILL)
    while _child(worker).status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
        time.sleep(0.01)
    assert worker.extract(html_file(), suffix=".html", source="y.html").text


def test_a_file_that_needs_too_much_memory_is_named() -> None:
    worker = ExtractWorker(memory_megabytes=600)
    page = b"<p>" + b"<b>x</b>" * 8_000_000
    with pytest.raises(LoadError, match=r"x\.html"):
        worker.extract(page, suffix=".html", source="x.html")
    assert worker.extract(html_file(), suffix=".html", source="y.html").text
    worker.close()


@pytest.mark.parametrize("name", MADE)
def test_mutated_files_are_read_or_named(worker: ExtractWorker, name: str) -> None:
    source = random.Random(name)
    data, suffix = MADE[name](), name[name.index(".") :]
    for _ in range(40):
        mutated = bytearray(data)
        for _ in range(source.randint(1, 30)):
            mutated[source.randrange(len(mutated))] = source.randrange(256)
        try:
            extract = worker.extract(bytes(mutated[: source.randint(1, len(mutated))]), suffix=suffix, source=name)
        except LoadError as exc:
            assert name in str(exc)  # noqa: PT017
        else:
            assert extract.text.strip()


def test_the_process_ends_when_its_parent_does() -> None:
    program = (
        "import os; from citespan.corpus.formats.worker import ExtractWorker; worker = ExtractWorker();"
        "worker.extract(b'<p>x</p>', suffix='.html', source='x'); print(worker._process.pid, flush=True); os._exit(1)"
    )
    parent = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=False)
    pid = int(parent.stdout)
    for _ in range(200):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its parent")
