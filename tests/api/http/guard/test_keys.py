"""Access keys: made, kept as hashes, demanded."""

from __future__ import annotations

import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.access.keys import KEYS_FILE, find_key, make_key, read_keys, remove_key, rotate_key
from citespan.api.access.permissions import KeyScope
from citespan.api.http.app import build_app
from citespan.api.http.guard.security_headers import SECURITY_HEADERS
from citespan.api.http.server import check_host
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Run

    from citespan.qa.answerer import Answerer

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_a_key_is_printed_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    file = tmp_path / KEYS_FILE
    one, other = make_key(file, "one"), make_key(file, "other")
    assert len(one) >= 40
    assert one != other
    assert one not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = read_keys(file)
    assert [key.scopes for key in keys] == [("all",), ("all",)]
    found = find_key(keys, other)
    assert (found.name if found else None) == "other"
    for wrong in ("", one[:-1], one + " ", one.upper(), keys[0].sha256, "\udc80"):
        assert find_key(keys, wrong) is None


def test_a_key_of_an_older_release_may_do_everything(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"cs_old").hexdigest()
    (tmp_path / KEYS_FILE).write_text(f'[{{"name": "old", "sha256": "{digest}", "scopes": ["all"]}}]')
    found = find_key(read_keys(tmp_path / KEYS_FILE), "cs_old")
    assert found
    assert (found.expires, found.rate, [found.may(scope) for scope in KeyScope]) == (None, None, [True, True, True])


def test_a_key_expires_to_the_second(tmp_path: Path) -> None:
    file = tmp_path / KEYS_FILE
    token = make_key(file, "short", lifetime=timedelta(hours=1), now=NOON)
    assert find_key(read_keys(file), token, now=NOON + timedelta(minutes=59, seconds=59))
    assert find_key(read_keys(file), token, now=NOON + timedelta(hours=1)) is None


def test_after_a_rotation_both_tokens_are_taken_until_the_overlap_ends(tmp_path: Path) -> None:
    file = tmp_path / KEYS_FILE
    first = make_key(file, "desk", scopes=["ask"], rate=5, now=NOON)
    second = rotate_key(file, "desk", overlap=timedelta(hours=2), now=NOON)
    third = rotate_key(file, "desk", overlap=timedelta(hours=1), now=NOON + timedelta(minutes=30))

    def taken(minutes: int) -> list[bool]:
        now = NOON + timedelta(minutes=minutes)
        return [find_key(read_keys(file), token, now=now) is not None for token in (first, second, third)]

    assert [taken(minutes) for minutes in (31, 91, 121)] == [
        [True, True, True],
        [True, False, True],
        [False, False, True],
    ]
    (key,) = read_keys(file)
    assert (key.name, key.scopes, key.rate, key.made) == ("desk", ("ask",), 5, NOON)
    last = rotate_key(file, "desk", overlap=timedelta(0), now=NOON + timedelta(minutes=31))
    assert taken(31) == [False, False, False]
    assert find_key(read_keys(file), last, now=NOON)


def test_a_key_that_has_expired_is_renewed_with_a_new_lifetime_alone(tmp_path: Path) -> None:
    file, later = tmp_path / KEYS_FILE, NOON + timedelta(days=2)
    old = make_key(file, "desk", lifetime=timedelta(days=1), now=NOON)
    with pytest.raises(UsageError, match="has expired"):
        rotate_key(file, "desk", now=later)
    fresh = rotate_key(file, "desk", lifetime=timedelta(days=1), now=later)
    found = [find_key(read_keys(file), token, now=later + timedelta(minutes=1)) for token in (old, fresh)]
    assert [key and key.name for key in found] == [None, "desk"]


@pytest.mark.parametrize(
    ("name", "options", "match"),
    [
        ("a/b", {}, "no name of a key"),
        ("..", {}, "no name of a key"),
        ("a\nb", {}, "no name of a key"),
        ("", {}, "no name of a key"),
        ("x" * 101, {}, "no name of a key"),
        ("a", {"scopes": ["aks"]}, "there is no scope aks; there are all, ask, upload, administer"),
        ("a", {"scopes": []}, "for something"),
        ("a", {"lifetime": timedelta(0)}, "expires at once"),
        ("a", {"rate": 0}, "lets nobody in"),
    ],
)
def test_a_key_that_nobody_can_mean_is_not_made(tmp_path: Path, name: str, options: dict[str, Any], match: str) -> None:
    with pytest.raises(UsageError, match=match):
        make_key(tmp_path / KEYS_FILE, name, **options)
    assert read_keys(tmp_path / KEYS_FILE) == ()


def test_keys_that_are_made_at_once_are_all_there(tmp_path: Path) -> None:
    file = tmp_path / KEYS_FILE
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda number: make_key(file, f"key {number}"), range(12)))
    found = [find_key(read_keys(file), token) for token in tokens]
    assert [key and key.name for key in found] == [f"key {number}" for number in range(12)]


def test_names_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / KEYS_FILE
    make_key(file, "one")
    with pytest.raises(UsageError, match="--remove one"):
        make_key(file, "one")
    with pytest.raises(UsageError, match="--list"):
        remove_key(file, "none")
    remove_key(file, "one")
    assert read_keys(file) == ()


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{}",
        '[{"name": 1}]',
        "[1]",
        "\xff",
        '[{"name": "a", "sha256": "beef", "scopes": ["all"]}]',
        f'[{{"name": "a", "sha256": "{"0" * 64}", "only_on": "monday"}}]',
        f'[{{"name": "a", "sha256": "{"0" * 64}", "expires": "soon"}}]',
    ],
)
def test_a_damaged_file_of_keys_lets_nobody_in_and_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / KEYS_FILE).write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError, match="no keys that can be read"):
        read_keys(tmp_path / KEYS_FILE)


def test_the_command_makes_keys_as_they_are_described(sample_folder: Path, run: Run) -> None:
    options = ("--scope", "ask", "--scope", "upload", "--expires", "90d", "--rate", "60")
    code, token, _ = run("key", "desk", *options, "--index", sample_folder)
    assert code == 0
    (listed,) = json.loads(run("key", "--list", "--json", "--index", sample_folder)[1])["keys"]
    assert (listed["scopes"], listed["rate"], listed["last_used"]) == (["ask", "upload"], 60, None)
    span = datetime.fromisoformat(listed["expires"]) - datetime.fromisoformat(listed["made"])
    assert span == timedelta(days=90)
    code, rotated, _ = run("key", "desk", "--rotate", "--overlap", "0s", "--index", sample_folder)
    found = [find_key(read_keys(sample_folder / KEYS_FILE), one.strip()) for one in (token, rotated)]
    assert [key and key.name for key in found] == [None, "desk"]
    run("key", "desk", "--remove", "--index", sample_folder)
    lines = [json.loads(line) for line in run("audit", "--index", sample_folder)[1].splitlines()]
    assert [(line["action"], line["about"], line["client"]) for line in lines] == [
        (action, ["desk"], "command line") for action in ("makeKey", "rotateKey", "removeKey")
    ]
    (sample_folder / KEYS_FILE).unlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ("a", "--expires", "soon"),
        ("a", "--expires", "99999w"),
        ("a", "--rate", "0"),
        ("a", "--scope", "root"),
        ("a", "--overlap", "1h"),
        ("a", "--rotate", "--scope", "ask"),
        ("a", "--rotate", "--remove"),
        ("a", "--json"),
        ("nobody", "--rotate"),
        ("a/b",),
    ],
)
def test_options_of_keys_that_do_not_fit_are_bad_usage(
    arguments: tuple[str, ...], sample_folder: Path, run: Run
) -> None:
    assert run("key", *arguments, "--index", sample_folder)[0] == 2
    assert read_keys(sample_folder / KEYS_FILE) == ()


def test_the_command_makes_lists_and_removes_keys(sample_folder: Path, run: Run) -> None:
    code, token, err = run("key", "room", "--index", sample_folder)
    assert (code, token[:3], err) == (0, "cs_", "")
    assert run("key", "--list", "--index", sample_folder)[1] == "room\n"
    assert run("key", "room", "--index", sample_folder)[0] == 2
    assert run("key", "--index", sample_folder)[0] == 2
    assert run("key", "--remove", "room", "--index", sample_folder)[0] == 0
    assert run("key", "--list", "--index", sample_folder)[1] == ""
    (sample_folder / KEYS_FILE).unlink()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "citespan.example"])
def test_others_are_let_in_with_keys_alone(host: str, tmp_path: Path, run: Run) -> None:
    code, _, err = run("serve", "--sample", "--host", host)
    assert (code, "citespan key NAME" in err) == (2, True)
    make_key(tmp_path / KEYS_FILE, "one")
    check_host(host, tmp_path / KEYS_FILE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / KEYS_FILE


@pytest.fixture
def client(sample_answerer: Answerer, file: Path) -> Iterator[TestClient]:
    app = build_app(sample_answerer, keys_file=file)

    @app.get("/broken", include_in_schema=False)
    def broken() -> None:
        raise ZeroDivisionError

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_key_is_demanded_as_soon_as_there_is_one_until_the_server_stops(client: TestClient, file: Path) -> None:
    assert client.get("/v1/documents").status_code == 200
    token = make_key(file, "one")
    refused = client.get("/v1/documents")
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert "citespan key NAME" in refused.json()["detail"]
    assert client.get("/v1/documents", headers=_bearer(token)).status_code == 200
    assert client.get("/v1/documents", headers={"Authorization": f"bearer {token}"}).status_code == 200
    remove_key(file, "one")
    assert client.get("/v1/documents", headers=_bearer(token)).status_code == 401
    file.unlink()
    assert client.get("/v1/documents", headers=_bearer(token)).status_code == 401


def test_the_openapi_document_declares_a_key_as_soon_as_one_is_demanded(client: TestClient, file: Path) -> None:
    def schemes() -> list[str]:
        return list(client.get("/openapi.json").json()["components"].get("securitySchemes", {}))

    assert schemes() == []
    make_key(file, "one")
    assert schemes() == ["accessKey"]
    remove_key(file, "one")
    assert schemes() == ["accessKey"]


def test_keys_that_cannot_be_read_are_declared_as_demanded(client: TestClient, file: Path) -> None:
    file.write_text("{")
    assert client.get("/v1/documents").status_code == 500
    assert "securitySchemes" in client.get("/openapi.json").json()["components"]


def test_every_route_but_health_and_page_is_guarded(client: TestClient, file: Path) -> None:
    make_key(file, "one")
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in operations:
            status = client.request(method, path.replace("{", "").replace("}", "")).status_code
            assert status == (200 if path in {"/healthz", "/readyz"} else 401), path
    for wrong in ({"Authorization": "Basic eDp5"}, _bearer(""), _bearer("cs_x"), {"Authorization": "Bearer"}):
        assert client.get("/metrics", headers=wrong).status_code == 401
    assert client.get("/v1/nowhere").status_code == 401


def test_every_reply_tells_browsers_to_load_and_run_nothing_else(client: TestClient, file: Path) -> None:
    replies = [client.get(path) for path in ("/v1/documents", "/nowhere", "/docs", "/openapi.json", "/broken")]
    make_key(file, "one")
    replies.append(client.get("/v1/documents"))
    assert [reply.status_code for reply in replies] == [200, 404, 200, 200, 500, 401]
    for reply in replies:
        assert {name: reply.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    policy = replies[0].headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert replies[0].headers["cache-control"] == "no-store"
