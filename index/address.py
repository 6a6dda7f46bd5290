"""Where an index is."""

from __future__ import annotations

from pathlib import Path

IndexPlace = Path
"""Where an index can be: a folder."""
