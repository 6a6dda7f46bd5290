"""What can be held of the compose file for PostgreSQL and Milvus where there is no engine to run it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from citespan.api.cli.main import app
from citespan.api.settings import Settings
from citespan.index.address import ClusterAddress

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("serve", "work", "index")
ENGINES = ("postgres", "milvus")


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_verb_with_options_that_there_are(name: str) -> None:
    verb, *arguments = SERVICES[name]["command"]
    command = typer.main.get_group(app).commands[verb]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= options


@pytest.mark.parametrize("name", OURS)
def test_a_service_can_write_nowhere(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert [volume for volume in service.get("volumes", []) if not volume.endswith(":ro")] == []


def test_a_service_finds_both_engines_where_they_listen() -> None:
    settings = SERVICES["serve"]["environment"]
    names = {name for name in settings if name.startswith("CITESPAN_")}
    assert names == {"CITESPAN_INDEX", "CITESPAN_VECTORS"}
    assert names <= {f"CITESPAN_{name.upper()}" for name in Settings.model_fields}
    place = Settings(index=settings["CITESPAN_INDEX"], vectors=settings["CITESPAN_VECTORS"]).place
    assert isinstance(place, ClusterAddress)
    made = SERVICES["postgres"]["environment"]
    published = {service: SERVICES[service]["ports"][0].rpartition(":")[0] for service in ENGINES}
    assert place.postgresql == f"postgresql://{made['POSTGRES_USER']}@{published['postgres']}/{made['POSTGRES_DB']}"
    assert place.vectors == f"http://{published['milvus']}"
    assert settings["PGPASSWORD"] == made["POSTGRES_PASSWORD"], "and neither stands in the file"
    assert re.fullmatch(r"\$\{PGPASSWORD:\?.*\}", settings["PGPASSWORD"])
    assert "--encoding=UTF8" in made["POSTGRES_INITDB_ARGS"]


def test_others_than_this_machine_reach_nothing() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(published) == len(ENGINES)
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
    assert not any("--host" in SERVICES[name]["command"] for name in OURS)


def test_engines_keep_what_they_hold_on_volumes_and_are_waited_for() -> None:
    for name in ENGINES:
        (volume,) = SERVICES[name]["volumes"]
        assert volume.partition(":")[0] in COMPOSE["volumes"]
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    for name in OURS:
        assert SERVICES[name]["depends_on"] == {engine: {"condition": "service_healthy"} for engine in ENGINES}
    (mounted,) = SERVICES["milvus"]["configs"]
    assert mounted["target"] == SERVICES["milvus"]["environment"]["ETCD_CONFIG_PATH"]
    assert "listen-client-urls" in yaml.safe_load(COMPOSE["configs"][mounted["source"]]["content"])


def test_the_image_is_built_with_the_extra_that_the_engines_need() -> None:
    extra = SERVICES["serve"]["build"]["args"]["EXTRAS"].strip("[]")
    assert extra in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert 'ARG EXTRAS=""' in image
    assert '".$EXTRAS"' in image


def test_what_stops_has_longer_than_a_stop_takes() -> None:
    longest = 8
    assert all(int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > longest for name in ("serve", "work"))
