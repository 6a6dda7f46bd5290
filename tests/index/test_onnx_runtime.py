"""Nothing that citespan runs tells anybody that it runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_onnxruntime_reports_to_nobody(tmp_path: Path) -> None:
    """Its reporter leaves a file in the temporary folder as soon as it is set up."""
    code = "from citespan.index.encoder import Encoder; Encoder().encode_query('ferry')"
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []


def test_onnxruntime_is_taken_from_one_place() -> None:
    imports = re.compile(r"^\s*(?:import|from) onnxruntime\b(?!\.quantization)", re.MULTILINE)
    files = [file for room in ("corpus", "index", "qa", "api") for file in (ROOT / room).rglob("*.py")]
    found = [file.relative_to(ROOT).as_posix() for file in files if imports.search(file.read_text(encoding="utf-8"))]
    assert found == ["index/onnx_runtime.py"]
