"""The verb as its users run it: what it prints, its exit code, and that one wrong thing hides no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.index.encoder import Encoder

    Run = Callable[..., tuple[int, str, str]]


def test_where_all_is_well_a_line_is_printed_for_each_check(run: Run, folder: Path) -> None:
    code, out, err = run("doctor", "--index", folder)
    assert (code, err) == (0, "")
    assert {line.split()[0] for line in out.splitlines()} == {"ok"}
    for name in ("python", "packages", "sqlite", "settings", "reader", "encoder", "calibration", "pages", "texts"):
        assert f"ok     {name}: " in out


def test_no_index_is_a_note_that_names_the_command_and_none_is_made(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert out.splitlines()[-2:] == [
        "note   index: .citespan: there is no index here",
        "       -> citespan index PATH --index .citespan",
    ]
    assert not (tmp_path / ".citespan").exists()


def test_every_check_is_documented(run: Run, folder: Path) -> None:
    make_key(folder / KEYS_FILE, "reading-room")
    told = json.loads(run("doctor", "--json", "--index", folder)[1])
    text = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")
    section = text.split("## citespan doctor")[1].split("## ")[0]
    assert {check["name"] for check in told["checks"] if f"`{check['name']}`" not in section} == set()


def test_json_is_one_value_with_every_check(run: Run, folder: Path) -> None:
    (folder / "index.sqlite3").write_bytes(b"garbage" * 1000)
    code, out, err = run("doctor", "--json", "--index", folder)
    told = json.loads(out)
    assert (code, err, told["ok"], set(told)) == (1, "", False, {"ok", "checks"})
    assert {tuple(check) for check in told["checks"]} == {("name", "status", "detail", "remedy")}
    assert [check["name"] for check in told["checks"] if check["status"] == "wrong"] == ["index"]


@pytest.mark.parametrize(("variable", "value"), [("CITESPAN_INDXE", "x"), ("CITESPAN_THRESHOLD", "7")])
def test_a_wrong_setting_is_named_and_all_else_is_looked_at(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    code, out, _ = run("doctor", "--index", folder)
    (wrong,) = (line for line in out.splitlines() if line.startswith("wrong"))
    assert (code, wrong.split()[1]) == (1, "settings:")
    assert variable in wrong
    assert "ok     texts: " in out
    assert "the settings do not say where it is" in run("doctor")[1]
    monkeypatch.delenv(variable)
    assert run("doctor", "--index", folder)[0] == 0


def test_a_setting_in_the_file_is_named_with_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "citespan").mkdir()
    (tmp_path / "citespan" / "settings.toml").write_text("indxe = 1")
    code, out, _ = run("doctor")
    assert code == 1
    assert "wrong  settings: " in out
    assert "settings.toml: unknown setting indxe" in out


def test_a_history_that_others_can_read_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "citespan").mkdir()
    history = tmp_path / "citespan" / "chat-history"
    history.write_text("")
    history.chmod(0o640)
    code, out, _ = run("doctor")
    assert code == 1
    assert f"-> chmod 600 {history}" in out
    history.chmod(0o600)
    assert run("doctor")[0] == 0


def test_the_name_of_a_folder_does_not_steer_the_terminal(run: Run, tmp_path: Path, encoder: Encoder) -> None:
    root = tmp_path / "evil\x1b[31m\nok     all is well"
    root.mkdir()
    (root / "a.txt").write_text("The moon has no air.")
    build_index(tmp_path / ".citespan", [root], encoder=encoder)
    _, out, _ = run("doctor")
    assert "\x1b" not in out
    assert "ok     all is well" not in out.splitlines()


def test_a_file_in_the_place_of_the_index_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, out, _ = run("doctor", "--index", tmp_path / "file")
    assert (code, "is a file, not a folder" in out) == (1, True)


def test_an_option_that_does_not_exist_is_bad_usage(run: Run) -> None:
    code, out, _ = run("doctor", "--sample")
    assert (code, out) == (2, "")
