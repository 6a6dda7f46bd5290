"""What docs/http.md shows is what a real server does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from served import served_copy

PAGE = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl to run the examples with")
def test_the_examples_of_the_page_work_one_after_the_other(tmp_path: Path) -> None:
    script = "".join(COMMANDS).replace("curl -s", "curl -s --fail-with-body")
    with served_copy() as server:
        script = script.replace("http://127.0.0.1:8000", server)
        done = subprocess.run(
            ["bash", "-xeuo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_route_is_on_the_page_with_an_example(sample_server: str) -> None:
    paths = httpx.get(f"{sample_server}/openapi.json", timeout=60).json()["paths"]
    routes = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert set(re.findall(r"^\| \[?`([A-Z]+) (/[^`]*)`", PAGE, re.MULTILINE)) == routes
    shown = "".join(re.findall(r"```(?:sh|text)\n(.*?)```", PAGE, re.DOTALL))  # some need a key
    assert [path for _, path in routes if path.startswith("/v1") and path.partition("{")[0] not in shown] == []
