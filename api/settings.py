"""Settings: what the environment and a file say, read once, at the edge."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from citespan.api.user_folders import config_folder
from citespan.corpus.errors import UsageError
from citespan.index.address import ClusterAddress, IndexPlace, in_folder, is_postgresql

_PREFIX = "CITESPAN_"


class Settings(BaseSettings):
    """Defaults for every verb: variables named `CITESPAN_` and the field's name in capitals, then a file."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    index: Path | str = Field(Path(".citespan"), description="folder of the index, or postgresql:// address of it")
    vectors: str | None = Field(None, description="of an index in PostgreSQL: its Milvus")
    encoder: Path | None = Field(None, description="folder of another sentence-transformers model")
    reader: str | None = Field(None, description="another extractive model, or 'sentence'")
    threshold: float | None = Field(None, ge=0, le=1, description="confidence from which on a span is an answer")
    requests: int = Field(32, ge=1, description="of serve: how many requests are worked on at once")
    requests_per_minute: int | None = Field(None, ge=1, description="of serve: how often one client may ask")
    question_seconds: float = Field(10.0, gt=0, le=3600, description="of serve: how long a question may take")
    upload_bytes: int = Field(64_000_000, ge=1, description="of serve: the largest upload")
    lease_seconds: float = Field(60.0, ge=1, le=3600, description="of work: how long one not heard of keeps its files")

    feedback_days: int = Field(90, ge=0, le=3650, description="of serve: how long feedback is kept; 0 keeps none")
    audit_days: int = Field(90, ge=0, le=3650, description="of serve: how long the audit log is kept; 0 keeps none")
    audit_questions: bool = Field(False, description="of serve: whether the audit log holds questions")

    @property
    def place(self) -> IndexPlace:
        """Where the index is.

        Raises:
            UsageError: if it is in PostgreSQL and no Milvus is named, or one is named for a folder.
        """
        if isinstance(self.index, str):
            if not self.vectors:
                raise UsageError(
                    "an index in PostgreSQL has its vectors in Milvus; name that with --vectors URI or CITESPAN_VECTORS"
                )
            return ClusterAddress(self.index, self.vectors)
        if self.vectors:
            raise UsageError(
                f"--vectors {self.vectors} goes with an index in PostgreSQL; name that with --index postgresql://HOST/NAME"
            )
        return self.index

    def folder(self, what: str) -> Path:
        """The folder of the index.

        Raises:
            UsageError: if it is in PostgreSQL, where there is no `what` yet.
        """
        return in_folder(self.place, what=what)

    @field_validator("index", mode="before")
    @classmethod
    def _index_at_home(cls, index: Path | str) -> Path | str:
        """A leading `~` is a home, as in a shell; an address of PostgreSQL stays as it is."""
        return str(index) if is_postgresql(str(index)) else _expanded(Path(index))

    @field_validator("encoder")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        """A leading `~` is a home, as in a shell."""
        return None if path is None else _expanded(path)

    @field_validator("reader")
    @classmethod
    def _reader_at_home(cls, reader: str | None) -> str | None:
        return str(_expanded(Path(reader))) if reader and reader.startswith("~") else reader

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file()))


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as exc:
        raise ValueError("there is no such home; write the path in full") from exc


def settings_file() -> Path | None:
    """Where the file of settings would be; None where there is no home for it.

    Never in the working directory: what lies there may be somebody else's.
    """
    try:
        return config_folder() / "settings.toml"
    except RuntimeError:
        return None


def read_settings() -> Settings:
    """The settings that the environment and the file give.

    Raises:
        UsageError: if a variable with citespan's prefix or a name in the file is unknown, a value does not fit, or the
            file cannot be read.
    """
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    if unknown := sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known):
        raise UsageError(f"unknown setting {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as exc:
        raise UsageError(_told(exc)) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise UsageError(f"{settings_file()}: not TOML: {exc}") from exc
    except OSError as exc:
        raise UsageError(f"{settings_file()}: cannot be read: {exc.strerror}") from exc


def _told(exc: ValidationError) -> str:
    """The first thing that is wrong, and where it was set."""
    first = exc.errors()[0]
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{settings_file()}: unknown setting {field}; there are {', '.join(Settings.model_fields)}"
    variable = _PREFIX + field.upper()
    place = f"{variable}=" if variable in os.environ else f"{settings_file()}: {field} = "
    return f"{place}{first['input']!r}: {first['msg']}"
