import pytest

from citespan.api.settings import read_settings
from citespan.corpus.errors import UsageError


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
