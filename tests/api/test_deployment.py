"""What can be held of the image and the compose file where there is no engine to build them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
import yaml

from citespan.api.cli.main import app
from citespan.api.settings import Settings

ROOT = Path(__file__).parents[2]
IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
_, BUILT, RUN = IMAGE.split("\nFROM ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def _lines(text: str, word: str) -> list[str]:
    return re.findall(rf"^{word} +(.*)$", text, re.MULTILINE)


def test_the_image_is_given_all_that_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {folder.split("/")[0] for folder in project["tool"]["setuptools"]["package-dir"].values()}
    needed = folders | {
        "pyproject.toml",
        "constraints.txt",
        project["project"]["readme"],
        *project["project"]["license-files"],
    }
    copied = {name for line in _lines(BUILT, "COPY") for name in line.split()[:-1]}
    assert copied == needed
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == needed
    assert all((ROOT / name).exists() for name in needed)


def test_the_image_installs_the_known_good_versions() -> None:
    installs = [line for line in _lines(BUILT, "RUN") if "pip install" in line]
    assert installs
    assert [line for line in installs if "-c constraints.txt" not in line] == []
    python = re.search(r"Python (3\.\d+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assert python
    assert set(re.findall(r"python:(3\.\d+)-slim", IMAGE)) == {python[1]}


def test_the_image_runs_as_nobody_in_particular() -> None:
    (user,) = _lines(RUN, "USER")
    assert int(user.split(":")[0]) >= 1000
    assert "RUN " not in RUN.split("USER ")[1]


def test_every_setting_of_the_image_is_one_of_citespans() -> None:
    names = set(re.findall(r"\bCITESPAN_\w+", IMAGE + str(COMPOSE)))
    assert names == {"CITESPAN_INDEX"}
    assert names <= {f"CITESPAN_{name.upper()}" for name in Settings.model_fields}


def test_the_index_lies_on_the_volume() -> None:
    (volume,) = _lines(RUN, "VOLUME")
    assert f"CITESPAN_INDEX={volume}/" in RUN


def test_the_health_check_asks_a_route_that_answers(sample_server: str) -> None:
    found = re.search(r"http://127\.0\.0\.1:8000(/\w+)", " ".join(_lines(RUN, "HEALTHCHECK")))
    assert found
    assert httpx.get(sample_server + found[1], timeout=60).status_code == 200


@pytest.mark.parametrize("name", ["serve", "index"])
def test_a_service_can_write_to_its_volume_and_nowhere_else(name: str) -> None:
    service: dict[str, Any] = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
    assert writable == [f"index:{_lines(RUN, 'VOLUME')[0]}"]
    assert service["command"][0] in {command.name for command in typer.main.get_group(app).commands.values()}


UNIT = ROOT / "citespan.service"


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    text = UNIT.read_text(encoding="utf-8")
    (tmp_path / UNIT.name).write_text(text.replace("/opt/citespan/bin/citespan", "/bin/true"), encoding="utf-8")
    done = subprocess.run([program, "verify", tmp_path / UNIT.name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_service_and_a_container_have_longer_to_stop_than_a_stop_takes() -> None:
    longest = 8
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert int(seconds) > longest
    assert int(COMPOSE["services"]["serve"]["stop_grace_period"].removesuffix("s")) > longest


def test_the_unit_runs_a_command_that_there_is() -> None:
    (command,) = re.findall(r"^ExecStart=\S+/citespan (.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert command.split()[:2] == ["serve", "--watch"]
    assert "--watch" in {option for parameter in _parameters("serve") for option in parameter.opts}


def _parameters(verb: str) -> list[Any]:
    return list(typer.main.get_group(app).commands[verb].params)


def test_each_line_of_what_goes_wrong_names_a_test_that_there_is() -> None:
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \|$", text.partition("## What goes wrong")[2], re.MULTILINE)[2:]
    tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    named = [re.findall(r"`(test_\w+)` \|$", row) for row in rows]
    assert len(rows) >= 31
    assert [row for row, names in zip(rows, named, strict=True) if len(names) != 1] == []
    assert [name for (name,) in named if f"def {name}(" not in tests] == []
