"""An issuer of OpenID Connect on this machine: that of oidc-provider-mock, in a process of its own.

Beside what it does, this one demands PKCE, makes any token for whoever asks, and changes its key, for that is what
tests are about.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLIENT = "citespan"
MOST_TRIES = 300


class LocalIssuer:
    """What tests ask of the issuer at `address`."""

    def __init__(self, address: str, process: Popen[bytes]) -> None:
        self.address = address
        self.process = process

    def token(self, *, header: Mapping[str, Any] | None = None, key: str = "own", **claims: Any) -> str:
        """A token that the issuer signs, valid for an hour unless the claims say otherwise; None leaves one out.

        With another `key` it is signed by a stranger's, or not at all, or with the public key as a shared secret.
        """
        now = int(time.time())
        whole = {"iss": self.address, "aud": CLIENT, "sub": "ann", "iat": now, "exp": now + 3600, **claims}
        body = {
            "header": dict(header or {}),
            "key": key,
            "claims": {name: value for name, value in whole.items() if value is not None},
        }
        reply = httpx.post(f"{self.address}/test/token", json=body, timeout=60)
        return reply.raise_for_status().text

    def rotate(self) -> None:
        """Let it sign with another key from now on, and name only that."""
        httpx.post(f"{self.address}/test/rotate", timeout=60).raise_for_status()

    def sign_in(self, client: Any, subject: str, *, then: str = "/") -> Any:
        """The last reply that a browser gets in which somebody signs in on the page that `client` asks.

        Every redirect is followed but the last.
        """
        begun = client.get("/sign-in", params={"then": then}, follow_redirects=False)
        return client.get(self.answer(begun.headers["location"], subject), follow_redirects=False)

    def answer(self, address: str, subject: str) -> str:
        """Where the issuer sends a browser back to in which somebody says who they are, without scheme and host."""
        reply = httpx.post(address, data={"sub": subject}, timeout=60)
        parts = urlsplit(reply.headers["location"])
        return f"{parts.path}?{parts.query}"

    def asked(self) -> int:
        """How often its keys were asked for."""
        return int(httpx.get(f"{self.address}/test/asked", timeout=60).text)

    def add_person(self, subject: str, **claims: Any) -> None:
        """Let it know somebody."""
        httpx.put(f"{self.address}/users/{subject}", json=claims, timeout=60).raise_for_status()


@contextmanager
def local_issuer() -> Iterator[LocalIssuer]:
    """An issuer that answers while the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "address")
        with Popen([sys.executable, "-W", "ignore", __file__, str(told)], stderr=DEVNULL) as process:
            for _ in range(MOST_TRIES):
                if told.exists() and told.read_text():
                    break
                assert process.poll() is None
                time.sleep(0.1)
            try:
                yield LocalIssuer(told.read_text(), process)
            finally:
                process.terminate()


def sign_on_file(folder: Path, issuer: str, more: str = "", *, client: bool = True) -> Path:
    """A configuration: `staff` see what has the default label, `legal` what has theirs, `admins` may do everything."""
    file = folder / "sign-on.toml"
    rules = (
        ("staff", 'labels = ["default"]'),
        ("legal", 'labels = ["legal"]'),
        ("porters", 'scopes = ["upload"]'),
        ("admins", 'scopes = ["all"]'),
    )
    granted = "\n".join(f'[[grant]]\nclaim = "groups"\nvalue = "{value}"\n{what}\n' for value, what in rules)
    (folder / "secret").write_text("hush")
    named = f'client_id = "{CLIENT}"\nclient_secret_file = "secret"' if client else f'audience = ["{CLIENT}"]'
    file.write_text(f'issuer = "{issuer}"\n{named}\n{more}\n{granted}')
    return file


def _serve(told: Path) -> None:
    """Serve until ended, and write the address to `told`."""
    import flask  # noqa: PLC0415 - only this process needs it
    import jwt  # noqa: PLC0415
    import oidc_provider_mock  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    app = oidc_provider_mock.app()
    challenges: dict[str, str] = {}
    counted = {"/jwks": 0}
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @app.before_request
    def look() -> Any:
        if flask.request.path in counted:
            counted[flask.request.path] += 1
        if flask.request.path == "/oauth2/authorize" and flask.request.args.get("code_challenge_method") != "S256":
            return "PKCE is demanded", 400
        if flask.request.path == "/oauth2/token":
            verifier = flask.request.form.get("code_verifier", "").encode()
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
            if challenges.pop(flask.request.form.get("code", ""), None) != digest:
                return {"error": "invalid_grant"}, 400
        return None

    @app.after_request
    def remember(reply: flask.Response) -> flask.Response:
        code = parse_qs(urlsplit(reply.headers.get("Location", "")).query).get("code")
        if code and flask.request.path == "/oauth2/authorize":
            challenges[code[0]] = flask.request.args["code_challenge"]
        if reply.mimetype == "text/html":  # its style sheet is on a machine that cannot be reached
            reply.set_data(re.sub(r"<link[^>]*https:[^>]*>", "", reply.get_data(as_text=True)))
        return reply

    @app.post("/test/token")
    def token() -> str:
        body = flask.request.get_json()
        own = flask.g.oidc_provider_mock_storage.jwk
        header = {"kid": own.as_dict()["kid"], "alg": "RS256"} | body["header"]
        if body["key"] == "none":
            return jwt.encode(body["claims"], None, algorithm="none", headers={**header, "alg": "none"})
        if body["key"] == "public":
            return _signed_with_public_key(body["claims"], {**header, "alg": "HS256"}, own)
        key = stranger if body["key"] == "stranger" else own.private_key
        return jwt.encode(body["claims"], key, algorithm=header["alg"], headers=header)

    @app.post("/test/rotate")
    def rotate() -> str:
        storage = flask.g.oidc_provider_mock_storage
        storage.jwk = type(storage.jwk).generate_key(is_private=True)
        return ""

    @app.get("/test/asked")
    def asked() -> str:
        return str(counted["/jwks"])

    server = make_server("localhost", 0, app, threaded=True)
    told.write_text(f"http://localhost:{server.server_port}")
    server.serve_forever()


def _signed_with_public_key(claims: Mapping[str, Any], header: Mapping[str, Any], own: Any) -> str:
    """A token whose signature is an HMAC with the public key of the issuer, which everyone knows, as its secret."""
    import hmac  # noqa: PLC0415
    import json  # noqa: PLC0415

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    def part(given: bytes) -> bytes:
        return base64.urlsafe_b64encode(given).rstrip(b"=")

    public = own.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = part(json.dumps({"typ": "JWT", **header}).encode()) + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(public, signed, "sha256").digest())).decode()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
