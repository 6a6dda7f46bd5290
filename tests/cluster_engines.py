"""A real PostgreSQL for tests, with a password, in a folder of its own; and a milvus-lite that serves processes."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PASSWORD = "a-password-of-tests"


def _programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are; Debian keeps them out of the way."""
    homes = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        homes.append(Path(found).resolve().parent)
    return next((home for home in homes if (home / "pg_ctl").exists() and (home / "initdb").exists()), None)


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class PostgresServer:
    """A server of this machine, on a free port; it is run by `postgres` where the tests are run by root."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._made = 0
        self.port = free_port()
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in (folder, secret):
                os.chown(path, user.pw_uid, user.pw_gid)
        self._run(
            [
                *("initdb", "-D", str(folder / "data"), "-U", "citespan", "--auth=scram-sha-256"),
                *(f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync"),
            ]
        )

    def start(self, *options: str) -> None:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "32MB",
        }
        given = " ".join([*(f"-c {key}={value}" for key, value in settings.items()), *options])
        log = self._folder / "log"
        self._run(["pg_ctl", "-D", str(self._folder / "data"), "-l", str(log), "-w", "-o", given, "start"])

    def stop(self) -> None:
        self._run(["pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop"])

    def uri(self, database: str = "postgres", *, password: str = PASSWORD) -> str:
        return f"postgresql://citespan:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of an empty database."""
        self._made += 1
        name = f"made{self._made}"
        with psycopg.connect(self.uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.uri(name)

    def _run(self, command: Sequence[str]) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        program, *arguments = command
        done = subprocess.run(
            [*as_postgres, str(self._programs / program), *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that runs until the block ends; where none is installed the test is skipped, but not in CI."""
    programs = _programs()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL is not installed"
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="citespan-postgres-"))
    server = PostgresServer(programs, folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class MilvusServer:
    """A milvus-lite in a process of its own, which serves many as a Milvus does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(self._folder)]
        with (self._folder.parent / "milvus.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)], stdout=log, stderr=log
            )
        while True:
            assert self._process.poll() is None, "milvus-lite ended"
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill it, as a machine that fails does."""
        self._process.kill()
        self._process.wait()


@contextmanager
def running_milvus() -> Iterator[MilvusServer]:
    """A server that runs until the block ends."""
    with tempfile.TemporaryDirectory(prefix="citespan-milvus-") as folder:
        server = MilvusServer(Path(folder, "data"))
        server.start()
        try:
            yield server
        finally:
            server.stop()
