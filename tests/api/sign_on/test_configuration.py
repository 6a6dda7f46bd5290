"""The file of the sign-on: read as it is written, and a mistake in it is one line that names the place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from citespan.api.sign_on.configuration import read_configuration
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

HEAD = 'issuer = "https://login.example.org"\nclient_id = "citespan"\n'
GRANT = '[[grant]]\nclaim = "groups"\nvalue = "staff"\nlabels = ["default"]\n'


def test_what_is_left_out_is_strict(tmp_path: Path) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(HEAD + GRANT)
    read = read_configuration(file)
    assert (read.audiences, read.leeway, read.session) == (("citespan",), timedelta(minutes=1), timedelta(hours=8))
    assert [algorithm.value for algorithm in read.algorithms] == ["RS256", "ES256"]
    assert (read.grant[0].labels, read.grant[0].scopes, read.rate) == (("default",), None, None)


def test_the_secret_lies_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(HEAD + 'client_secret_file = "secret"\n' + GRANT)
    with pytest.raises(UsageError, match="secret: cannot be read as the secret"):
        read_configuration(file)
    (tmp_path / "secret").write_text(" \n")
    with pytest.raises(UsageError, match="secret: is empty"):
        read_configuration(file)
    (tmp_path / "secret").write_text("hush\n")
    assert read_configuration(file).client_secret() == "hush"


MISTAKES = (
    (HEAD + "client_id = \n", "not TOML"),
    (HEAD, "grant: Field required"),
    (HEAD + "grant = []\n", "grant: "),
    ('client_id = "a"\n' + GRANT, "issuer: Field required"),
    ('issuer = "https://a.example"\n' + GRANT, "give it a client_id"),
    ('issuer = "http://a.example"\nclient_id = "a"\n' + GRANT, "issuer: write it as https://"),
    ('issuer = "a.example"\nclient_id = "a"\n' + GRANT, "issuer: write it as https://"),
    (HEAD + 'isuer = "x"\n' + GRANT, "isuer: is not known; there are issuer, client_id"),
    (HEAD + 'algorithms = ["none"]\n' + GRANT, "algorithms 1: Input should be 'RS256'"),
    (HEAD + 'algorithms = ["RS256", "HS256"]\n' + GRANT, "algorithms 2: Input should be 'RS256'"),
    (HEAD + "algorithms = []\n" + GRANT, "algorithms: "),
    (HEAD + 'leeway = "1h"\n' + GRANT, "leeway: Input should be less than or equal to"),
    (HEAD + "leeway = 60\n" + GRANT, "leeway: write it as a text, such as '90s'"),
    (HEAD + 'leeway = "soon"\n' + GRANT, "leeway: the span 'soon' is no span of time"),
    (
        'issuer = "https://login.example.org"\naudience = ["a"]\nsign_out_at_issuer = true\n' + GRANT,
        "sign_out_at_issuer belongs to a client_id",
    ),
    (HEAD + "rate = 0\n" + GRANT, "rate: Input should be greater than or equal to 1"),
    (HEAD + 'ask_for = ["profile"]\n' + GRANT, "ask_for needs 'openid'"),
    (HEAD + 'jwks_url = "https://a.example"\njwks_file = "a"\n' + GRANT, "exclude each other"),
    (HEAD + GRANT + '[[grant]]\nclaim = "groups"\nvalue = "a"\n', "grant 2: give it labels"),
    (HEAD + GRANT + 'scopes = ["ask"]\n', "grant 1: give it labels"),
    (HEAD + GRANT.replace("default", "Default"), "grant 1 labels 1: String should match pattern"),
    (
        HEAD + '[[grant]]\nclaim = "groups"\nvalue = "a"\nscopes = ["read"]\n',
        "grant 1 scopes 1: there is no scope 'read'",
    ),
    (HEAD + GRANT + 'lables = ["x"]\n', "grant 1 lables: is not known; there are claim, value, labels, scopes"),
    (HEAD + "[grant]\n", "grant: "),
)


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_a_mistake_is_one_line_that_names_the_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_configuration(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_serve_ends_with_the_mistake(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sign-on.toml"
    for text, said in (
        (HEAD + "rate = 0\n" + GRANT, f"{file}: rate: "),
        (HEAD + GRANT.replace("default", "lgeal"), f"{file}: there is no label lgeal; there are default"),
    ):
        file.write_text(text)
        code, _, err = run("serve", "--sample", "--sign-on", file)
        assert (code, said in err, err.count("\n")) == (2, True, 1), err
    code, _, err = run("serve", "--sample", "--sign-on", tmp_path / "none.toml")
    assert (code, "cannot be read" in err) == (2, True)
