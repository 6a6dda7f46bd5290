"""Settings: what the environment says, read once, at the edge."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from citespan.corpus.errors import UsageError

_PREFIX = "CITESPAN_"


class Settings(BaseSettings):
    """Defaults for every verb, from environment variables named `CITESPAN_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    index: Path = Field(Path(".citespan"), description="folder of the index")
    encoder: Path | None = Field(None, description="folder of another sentence-transformers model")
    reader: str | None = Field(None, description="another extractive model, or 'sentence'")
    threshold: float | None = Field(None, ge=0, le=1, description="confidence from which on a span is an answer")


def read_settings() -> Settings:
    """The settings that the environment gives.

    Raises:
        UsageError: if a variable with citespan's prefix is unknown or its value does not fit.
    """
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    if unknown := sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known):
        raise UsageError(f"unknown setting {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as exc:
        first = exc.errors()[0]
        name = _PREFIX + str(first["loc"][0]).upper()
        raise UsageError(f"{name}={first['input']!r}: {first['msg']}") from exc
