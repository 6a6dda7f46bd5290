from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.api.settings import read_settings, settings_file
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(read_settings().index) == ".citespan"
    monkeypatch.setenv("CITESPAN_INDEX", "/somewhere/else")
    monkeypatch.setenv("CITESPAN_THRESHOLD", "0.75")
    assert (str(read_settings().index), read_settings().threshold) == ("/somewhere/else", 0.75)


def test_an_unknown_setting_is_an_error_that_lists_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITESPAN_INDXE", "x")
    with pytest.raises(UsageError, match=r"CITESPAN_INDXE; there are .*CITESPAN_INDEX"):
        read_settings()


def test_a_value_that_does_not_fit_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITESPAN_THRESHOLD", "7")
    with pytest.raises(UsageError, match="CITESPAN_THRESHOLD='7'"):
        read_settings()


@pytest.fixture
def settings_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file of settings would be."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "citespan").mkdir()
    return tmp_path / "citespan" / "settings.toml"


def test_a_file_gives_what_the_environment_does_not(settings_toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_toml.write_text('index = "/from/the/file"\nthreshold = 0.25\nrequests_per_minute = 120\n')
    monkeypatch.setenv("CITESPAN_THRESHOLD", "0.75")
    settings = read_settings()
    assert (str(settings.index), settings.threshold, settings.requests_per_minute) == ("/from/the/file", 0.75, 120)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("indxe = 1", "unknown setting indxe; there are index,"),
        ("threshold = 7", r"settings\.toml: threshold = 7"),
        ("index = ", "not TOML"),
        ("index = '\udce9'", "not TOML"),
    ],
)
def test_a_file_that_does_not_fit_is_an_error_that_names_it(settings_toml: Path, text: str, told: str) -> None:
    settings_toml.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=told):
        read_settings()


def test_where_there_is_no_home_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", str)  # as it is for a user whom the system does not know
    assert settings_file() is None
    assert str(read_settings().index) == ".citespan"


def test_a_leading_tilde_is_a_home(settings_toml: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings_toml.write_text('reader = "~/model"\nencoder = "~/encoder"\n')
    monkeypatch.setenv("CITESPAN_INDEX", "~/index")
    settings = read_settings()
    found = (str(settings.index), str(settings.encoder), settings.reader)
    assert found == tuple(str(tmp_path / name) for name in ("index", "encoder", "model"))
    monkeypatch.setenv("CITESPAN_INDEX", "~no-such-user/index")
    with pytest.raises(UsageError, match="there is no such home"):
        read_settings()
