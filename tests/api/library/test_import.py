"""What `import citespan` is: a few names, and nothing heavy until one is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import citespan

EXPORTED = [
    "CitespanError",
    "Conversation",
    "Library",
    "MissingIndexError",
    "Response",
    "UsageError",
    "__version__",
    "open",
]


def test_the_exported_names_are_these_and_each_can_be_had() -> None:
    assert citespan.__all__ == EXPORTED
    assert dir(citespan) == EXPORTED
    assert all(getattr(citespan, name) for name in EXPORTED)
    assert citespan.__version__ == version("citespan")


def test_another_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'opem'; it exports .*open"):
        citespan.opem  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_loads_no_heavy_library() -> None:
    heavy = ("torch", "faiss", "numpy", "pydantic", "rich", "typer", "transformers")
    code = f"import sys, citespan; print(citespan.__version__, [m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split(" ", 1)[1].strip() == "[]"
