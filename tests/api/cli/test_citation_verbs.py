"""Verify, resolve and show, as the command line has them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from called import call
from made_files import MADE, pdf_file

from citespan.corpus.load import SAMPLE_ROOT
from citespan.corpus.passwords import read_passwords
from citespan.index.contents import read_documents
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def response(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("response") / "response.json"
    asked = call("ask", "--sample", "--json", QUESTION)
    assert asked.returncode == 0, asked.stderr
    file.write_text(asked.stdout, encoding="utf-8")
    return file


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for path in SAMPLE_ROOT.iterdir():
        if path.suffix in {".md", ".txt"}:
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def _cited(response: Path) -> dict[str, Any]:
    return json.loads(response.read_text(encoding="utf-8"))["answers"][0]["citations"][0]


def test_verify_holds_a_response_against_the_files(response: Path, copies: Path) -> None:
    verified = subprocess.run(
        [sys.executable, "-c", "from citespan.api.cli.main import main; main()", "verify", response, copies],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert (verified.returncode, verified.stderr) == (0, "")
    assert "all stand in their documents" in verified.stdout
    assert call("verify", "-", copies, stdin=response.read_text(encoding="utf-8")).returncode == 0


def test_verify_names_a_changed_document_and_a_changed_quote(response: Path, copies: Path, tmp_path: Path) -> None:
    cited = _cited(response)
    document = copies / cited["source"]
    kept = document.read_bytes()
    document.write_bytes(kept + b" ")
    verified = call("verify", "--json", response, copies)
    tree = json.loads(verified.stdout)
    assert (verified.returncode, tree["ok"]) == (1, False)
    assert "it was changed" in tree["findings"][0]["detail"]
    document.write_bytes(kept)
    forged = tmp_path / "forged.json"
    forged.write_text(response.read_text(encoding="utf-8").replace(cited["exact"], cited["exact"].upper()), "utf-8")
    verified = call("verify", forged, copies)
    assert verified.returncode == 1
    assert "answers[0].citations[0]: exact is" in verified.stdout


def test_verify_takes_the_file_itself_or_a_folder_inside(tmp_path: Path, encoder: Encoder) -> None:
    inside = tmp_path / "root" / "reports"
    inside.mkdir(parents=True)
    text = "The fee for a berth is 5 euros\u2028a night. It is due in May."
    (inside / "fee.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "index", [tmp_path / "root"], encoder=encoder)
    batch = "".join(
        json.dumps({"question": question}) + "\n" for question in ("How much is the fee?", "When is it due?")
    )
    asked = call("ask", "--batch", "-", "--index", tmp_path / "index", "--threshold", "0", stdin=batch)
    assert "\u2028" in asked.stdout
    for path in (tmp_path / "root", inside, inside / "fee.txt"):
        verified = call("verify", "-", path, stdin=asked.stdout)
        assert verified.returncode == 0, verified.stdout + verified.stderr


def test_verify_refuses_what_can_be_read_in_two_ways(response: Path, copies: Path) -> None:
    text = response.read_text(encoding="utf-8")
    twice = text.replace('"status"', '"status": "abstained", "status"', 1)
    assert "stands twice" in call("verify", "-", copies, stdin=twice).stderr
    silent = json.loads(text) | {"answers": []}
    assert call("verify", "-", copies, stdin=json.dumps(silent)).returncode == 1
    later = json.loads(text) | {"a_field_of_tomorrow": 1}
    assert call("verify", "-", copies, stdin=json.dumps(later)).returncode == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no response"),
        ("{", ":1: is not JSON"),
        ('{"question": "x"}', "not a response of citespan"),
        ("[1]", "not a response"),
        ('{"status": "error", "answers": []}', "holds no response"),
    ],
)
def test_what_is_no_response_is_an_error_not_a_traceback(content: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    verified = call("verify", file, tmp_path)
    assert verified.returncode == 1
    assert told in verified.stderr
    assert "Traceback" not in verified.stderr
    assert call("verify", tmp_path / "none.json", tmp_path).returncode == 1


def test_resolve_follows_edits_and_renames(response: Path, copies: Path, tmp_path: Path, encoder: Encoder) -> None:
    index, cited = tmp_path / "index", _cited(response)
    document = copies / cited["source"]

    def resolved() -> tuple[int, str]:
        build_index(index, [copies], encoder=encoder, root_keys={copies.resolve(): "sample"})
        done = call("resolve", response, "--index", index)
        return done.returncode, done.stdout.split()[0]

    assert resolved() == (0, "exact")
    text = document.read_text(encoding="utf-8")
    document.write_text(f"A line before.\n\n{text}", encoding="utf-8")
    assert resolved() == (0, "moved")
    document.write_text(text.replace(cited["exact"], "Somebody Else"), encoding="utf-8")
    assert resolved() == (1, "changed")
    document.write_text(text, encoding="utf-8")
    document.rename(copies / "renamed.md")
    assert resolved() == (0, "moved")
    (copies / "renamed.md").unlink()
    assert resolved() == (1, "gone")


def test_a_kept_version_shows_what_was_cited(copies: Path, tmp_path: Path) -> None:
    index, response = tmp_path / "index", tmp_path / "response.json"
    assert call("index", copies, "--keep-versions", "--index", index).returncode == 0
    response.write_text(call("ask", QUESTION, "--json", "--index", index).stdout, encoding="utf-8")
    cited = _cited(response)
    document = copies / cited["source"]
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace(cited["exact"], "Somebody Else"), encoding="utf-8")
    assert call("index", copies, "--index", index).returncode == 0

    resolved = call("resolve", response, "--index", index)
    assert resolved.returncode == 1
    command = resolved.stdout.splitlines()[1].split()
    assert command[:2] == ["citespan", "show"]
    shown = call(*command[1:], "--index", index)
    assert shown.returncode == 0, shown.stderr
    assert cited["exact"] in shown.stdout
    assert f"characters {cited['start']}-{cited['end']}" in shown.stdout
    version = ("--version", cited["text_sha256"])
    assert call("show", cited["document_id"], *version, "--index", index).stdout == text
    assert "Somebody Else" in call("show", cited["document_id"], "--index", index).stdout
    tree = json.loads(call("resolve", response, "--json", "--index", index).stdout)[0]
    assert (tree["standing"], tree["kept"]) == ("changed", True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "not in the index: nowhere"),
        (("{id}", "--version", "0" * 64), "--keep-versions"),
        (("{id}", "--start", "5"), "--start and --end go together"),
        (("{id}", "--start", "5", "--end", "999999"), "is no span of"),
        (("{id}", "--start", "7", "--end", "7"), "is no span of"),
    ],
)
def test_what_cannot_be_shown_is_said_with_the_remedy(
    arguments: tuple[str, ...], told: str, copies: Path, tmp_path: Path, encoder: Encoder
) -> None:
    index = tmp_path / "index"
    build_index(index, [copies], encoder=encoder)
    name = json.loads(call("documents", "--json", "--index", index).stdout)[0]["document_id"]
    shown = call("show", *(argument.format(id=name) for argument in arguments), "--index", index)
    assert shown.returncode == 2
    assert told in shown.stderr


def test_where_asks_only_documents_that_fulfil_it(tmp_path: Path, encoder: Encoder) -> None:
    root = tmp_path / "made"
    root.mkdir()
    for name, make in MADE.items():
        (root / name).write_bytes(make())
    build_index(tmp_path / "index", [root], encoder=encoder)
    searched = call("search", "--json", "--index", tmp_path / "index", "--where", "after=2024-01-01", "harbour")
    assert {result["citation"]["source"] for result in json.loads(searched.stdout)["results"]} == {"page.html"}
    bad = call("ask", "--index", tmp_path / "index", "--where", "colour=red", "harbour?")
    assert bad.returncode == 2
    assert "source=" in bad.stderr


def test_boxes_say_where_on_the_page_a_citation_into_a_pdf_file_stands(tmp_path: Path, encoder: Encoder) -> None:
    index, file = tmp_path / "index", tmp_path / "report.pdf"
    file.write_bytes(MADE["report.pdf"]())
    build_index(index, [file], encoder=encoder)
    (document,) = read_documents(index)
    start = document.text.index("Tomas Valdemar")
    span = (document.document_id, "--start", str(start), "--end", str(start + 14), "--index", index)
    shown = call("show", *span, "--boxes", file)
    assert shown.returncode == 0, shown.stderr
    (box,) = json.loads(shown.stdout)
    page = pypdfium2.PdfDocument(file)[box["page"] - 1].get_textpage()
    assert page.get_text_bounded(box["left"], box["bottom"], box["right"], box["top"]).strip() == "Tomas Valdemar"
    file.write_bytes(b"%PDF-1.7 another one")
    changed = call("show", *span, "--boxes", file)
    assert (changed.returncode, changed.stdout) == (1, "")
    assert f"the document was made of {document.sha256}" in changed.stderr
    unplaced = call("show", document.document_id, "--boxes", file, "--index", index)
    assert unplaced.returncode == 2
    assert "--start and --end" in unplaced.stderr


def test_boxes_of_an_encrypted_file_need_its_password(tmp_path: Path, encoder: Encoder) -> None:
    index, file, passwords = tmp_path / "index", tmp_path / "locked.pdf", tmp_path / "passwords"
    file.write_bytes(pdf_file(password="harbour"))
    passwords.write_text("*.pdf\tharbour\n")
    build_index(index, [file], encoder=encoder, passwords=read_passwords(passwords))
    (document,) = read_documents(index)
    start = document.text.index("Tomas Valdemar")
    span = (document.document_id, "--start", str(start), "--end", str(start + 14), "--index", index)
    closed = call("show", *span, "--boxes", file)
    assert (closed.returncode, "is encrypted" in closed.stderr) == (1, True)
    opened = call("show", *span, "--boxes", file, "--password-file", passwords)
    assert [box["page"] for box in json.loads(opened.stdout)] == [3]
    pointless = call("show", *span, "--password-file", passwords)
    assert (pointless.returncode, "--boxes" in pointless.stderr) == (2, True)


def test_a_document_without_pages_has_no_boxes(copies: Path, tmp_path: Path, encoder: Encoder) -> None:
    index, file = tmp_path / "index", copies / "refund-policy-lanternfish.md"
    build_index(index, [file], encoder=encoder)
    (document,) = read_documents(index)
    shown = call("show", document.document_id, "--start", "1", "--end", "9", "--boxes", file, "--index", index)
    assert shown.returncode == 1
    assert "has no pages" in shown.stderr
