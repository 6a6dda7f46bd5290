"""Proxies in front of a server, run with the blocks of the documentation as their user would put them in."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOCS = Path(__file__).parents[1] / "docs" / "deployment.md"
SERVER = "http://127.0.0.1:8000"
"""Where a server is in the documentation."""


def block_of(language: str) -> str:
    """The block of the documentation in this language, which configures a proxy."""
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found, language
    return found[1]


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[str]:
    """The address of an nginx in front of the server at this address."""
    port = _free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen 127.0.0.1:{port};\n{block_of('nginx').replace(SERVER, server)}\n}} }}\n"
    )
    arguments = ["-c", folder / "nginx.conf", "-e", folder / "error.log", "-p", folder]
    with _running("nginx", arguments, folder, port) as address:
        yield address


@contextmanager
def caddy(folder: Path, server: str) -> Iterator[str]:
    """The address of a Caddy in front of the server at this address; it has no name here that a certificate is for."""
    port = _free_port()
    block = block_of("caddy").replace(SERVER.removeprefix("http://"), server.removeprefix("http://"))
    site = f"http://qa.example.org:{port} {{\n    bind 127.0.0.1"
    assert block.startswith("qa.example.org {")
    (folder / "Caddyfile").write_text("{\n    admin off\n}\n" + block.replace("qa.example.org {", site, 1))
    arguments = ["run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    with _running("caddy", arguments, folder, port) as address:
        yield address


@contextmanager
def traefik(folder: Path, server: str) -> Iterator[str]:
    """The address of a Traefik in front of the server at this address."""
    port = _free_port()
    (folder / "dynamic.yaml").write_text(block_of("yaml").replace(SERVER, server))
    arguments = [f"--entrypoints.web.address=127.0.0.1:{port}", f"--providers.file.filename={folder}/dynamic.yaml"]
    with _running("traefik", arguments, folder, port) as address:
        yield address


@contextmanager
def _running(name: str, arguments: Sequence[str | Path], folder: Path, port: int) -> Iterator[str]:
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin")
    program = shutil.which(name, path=os.pathsep.join(places))
    if program is None:
        if os.environ.get("CI") and name != "traefik":  # of which there is no Debian package
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    environment = os.environ | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [program, *map(str, arguments)], cwd=folder, env=environment, stdout=output, stderr=output
        ) as process,
    ):
        try:
            for _ in range(300):
                with socket.socket() as line:
                    if line.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
