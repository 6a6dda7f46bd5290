"""The verbs, run in this process so that the models load once; `test_doors.py` starts real processes."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
import typer

from citespan.api.cli import main as cli
from citespan.api.cli.other_names import OTHER_NAMES
from citespan.index.database.schema import open_for_writing

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.capture import CaptureFixture

QUESTION = "When does the ferry Aurora leave Port Lindholm?"


class Run:
    """Runs one command line and keeps what it printed."""

    def __init__(self, capture: CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["citespan", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = self._capture.readouterr()
        return int(caught.value.code or 0), out, err


@pytest.fixture
def run(capsys: CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return Run(capsys, monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (root / "bread.md").write_text("# Bread\n\nA loaf needs 500 grams of flour.")
    return root


def test_files_that_another_extractor_read_are_told_as_updated(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    connection = open_for_writing(tmp_path / ".citespan")
    connection.execute("UPDATE documents SET extractor = 'citespan-text/1' WHERE source = 'bread.md'")
    connection.close()
    _, _, err = run("index", root)
    assert "2 documents, 2 chunks: 0 added, 1 updated, 0 removed, 1 unchanged." in err
    _, _, err = run("index", root)
    assert "0 updated, 0 removed, 2 unchanged." in err


def test_from_a_folder_to_a_cited_answer(run: Run, root: Path) -> None:
    code, out, err = run("index", root)
    assert (code, out) == (0, "")
    assert "2 documents" in err
    code, out, _ = run("ask", QUESTION, "--json", "--threshold", "0.1")
    response = json.loads(out)
    citation = response["answers"][0]["citations"][0]
    assert code == 0
    assert (root / "ships.txt").read_text()[citation["start"] : citation["end"]] == citation["exact"]
    assert "noon" in citation["evidence"]["exact"]
    assert str(root) not in out, "a response holds no absolute path"


def test_abstaining_has_an_exit_code_of_its_own(run: Run, root: Path) -> None:
    run("index", root)
    code, out, _ = run("ask", "Who composed the opera about the moon landing?")
    assert code == 3
    assert out.startswith(("These documents do not say.", "Not sure enough to answer."))


def test_without_an_index_nothing_is_answered_from_elsewhere(run: Run) -> None:
    for verb in (("ask", QUESTION), ("search", "ferry"), ("documents",), ("remove", "x"), ("chat",), ("serve",)):
        code, out, err = run(*verb)
        assert (code, out) == (1, "")
        assert "citespan index PATH" in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask", " "), "blank"),
        (("ask", "x" * 1001), "1001 characters"),
        (("ask",), "--batch"),
        (("ask", "Who?", "--batch", "x.jsonl"), "--batch"),
        (("ask", "--batch", "missing.jsonl"), "no such file"),
        (("ask", "Who?", "--sample", "--index", "x"), "exclude each other"),
        (("ask", "Who?", "--sample", "--threshold", "7"), "between 0 and 1"),
        (("index",), "name what to index"),
        (("index", "missing-folder"), "no such file or folder"),
        (("search", ""), "blank"),
        (("serve", "--sample", "--host", "0.0.0.0"), "loopback"),
        (("serve", "--sample", "--allow-host", "*"), "no name of a host"),
        (("serve", "--sample", "--root-path", "qa"), "no path"),
        (("serve", "--sample", "--trust-proxy", "everyone"), "no address"),
        (("serve", "--sample", "--watch", "."), "exclude each other"),
        (("remove",), "--under"),
        (("remove", "x", "--under", "y"), "--under"),
        (("index", ".", "--exclude", "[z-a]"), ".gitignore"),
    ],
)
def test_bad_usage_is_one_line_that_says_what_to_do(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_a_bad_file_is_named_the_rest_indexed_and_the_exit_code_1(run: Run, root: Path) -> None:
    (root / "binary.txt").write_bytes(b"A quay\0.")
    code, out, err = run("index", root, "--json")
    assert code == 1
    assert "not indexed: binary.txt: holds a NUL character" in err
    report = json.loads(out)
    assert report["documents"] == 2
    assert [failure["source"] for failure in report["failures"]] == ["binary.txt"]


def test_documents_are_listed_and_removed_by_id(run: Run, root: Path) -> None:
    run("index", root)
    listed = json.loads(run("documents", "--json")[1])
    assert [document["source"] for document in listed] == ["bread.md", "ships.txt"]
    assert "bread.md" in run("documents")[1]
    code, _, err = run("remove", listed[0]["document_id"])
    assert (code, "removed bread.md" in err) == (0, True)
    assert [document["source"] for document in json.loads(run("documents", "--json")[1])] == ["ships.txt"]


def test_search_ranks_passages_without_answering(run: Run, root: Path) -> None:
    run("index", root)
    code, out, _ = run("search", "flour", "--json", "-n", "1")
    (result,) = json.loads(out)["results"]
    assert (code, result["rank"], result["citation"]["source"]) == (0, 1, "bread.md")
    assert "#1" in run("search", "flour")[1]


def test_a_batch_answers_line_by_line_and_ends_with_1_if_one_was_bad(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"question": QUESTION, "id": 7}) + "\nnonsense\n", encoding="utf-8")
    code, out, _ = run("ask", "--batch", batch)
    first, second = map(json.loads, out.splitlines())
    assert code == 1
    assert first["question"] == QUESTION
    assert second["status"] == "error"


def test_the_samples_say_so_in_the_receipt(run: Run) -> None:
    code, out, _ = run("ask", "Who is named as the commander of Jaish ul-Adl?", "--sample", "--json")
    assert code == 0
    assert json.loads(out)["receipt"]["index"].startswith("sample:")


def test_words_without_quotes_are_one_question(run: Run, root: Path) -> None:
    run("index", root)
    together = json.loads(run("ask", QUESTION, "--json")[1])
    apart = json.loads(run("ask", *QUESTION.split(), "--json")[1])
    assert apart["question"] == QUESTION
    assert apart["answers"] == together["answers"]
    assert json.loads(run("search", "grams", "of", "flour", "--json")[1])["query"] == "grams of flour"


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"citespan {version('citespan')}\n", "")


def test_help_explains_a_verb_or_all(run: Run) -> None:
    assert run("help", "search")[1] == run("search", "--help")[1]
    assert "search" in run("help")[1]
    code, _, err = run("help", "nonsense")
    assert (code, "nonsense" in err) == (2, True)


@pytest.mark.parametrize(
    ("typed", "meant"), [("list", "citespan documents"), ("add", "citespan index"), ("serach", "search")]
)
def test_a_verb_of_another_name_is_answered_with_the_one_that_is_meant(run: Run, typed: str, meant: str) -> None:
    code, out, err = run(typed, "x")
    assert (code, out) == (2, "")
    assert "id you mean" in err
    assert meant in err


def test_every_other_name_stands_for_a_verb_and_is_none_itself() -> None:
    verbs = {command.name for command in typer.main.get_group(cli.app).commands.values()}
    assert verbs & set(OTHER_NAMES) == set()
    assert {meant.split()[0] for meant in OTHER_NAMES.values()} <= verbs | {"--version"}


def test_a_response_is_printed_in_the_form_that_is_asked_for(run: Run, root: Path) -> None:
    run("index", root)
    (annotation,) = json.loads(run("ask", QUESTION, "--format", "w3c", "--threshold", "0")[1])
    assert annotation["type"] == "Annotation"
    assert run("ask", QUESTION, "--format", "bibtex", "--threshold", "0")[1].startswith("@misc{")
    assert run("ask", "--batch", "x.jsonl", "--format", "csl")[0] == 2


def test_a_suddenly_empty_folder_is_a_failure_that_names_the_option(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    root.rename(tmp_path / "away")
    root.mkdir()
    code, _, err = run("index", root)
    assert code == 1
    assert "nothing was dropped of 2 documents" in err
    assert "--drop-missing" in err
    code, _, err = run("index", root, "--drop-missing")
    assert (code, "0 documents" in err) == (0, True)


def test_a_renamed_folder_is_told_with_the_command_that_drops_it(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    root.rename(tmp_path / "new")
    code, _, err = run("index", tmp_path / "new")
    assert code == 0
    command = f"citespan remove --under {root}"
    assert command in err.replace("\n", "")
    code, _, err = run(*command.split()[1:])
    assert (code, err.count("removed ")) == (0, 2)
    assert len(json.loads(run("documents", "--json")[1])) == 2


def test_a_leading_tilde_in_an_option_is_a_home(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root.parent))
    assert run("index", "~/root", "--index", "~/mine")[0] == 0
    assert (root.parent / "mine" / "index.sqlite3").exists()
    assert not (root.parent / "~").exists()


def test_an_index_is_backed_up_and_restored(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    assert run("backup", tmp_path / "copy")[0] == 0
    assert run("restore", tmp_path / "copy", "--index", tmp_path / "again")[0] == 0
    assert run("documents", "--json", "--index", tmp_path / "again")[1] == run("documents", "--json")[1]
    code, _, err = run("backup", tmp_path / "copy")
    assert (code, "exists" in err) == (2, True)


def test_what_could_not_be_indexed_stays_visible_until_it_is_gone(run: Run, root: Path) -> None:
    (root / "broken.txt").write_bytes(b"\xff\xfe\xff")
    run("index", root)
    for _ in range(2):
        code, out, err = run("documents")
        assert (code, out.count("\n")) == (0, 2)
        assert "not indexed: broken.txt: " in err
    (root / "broken.txt").unlink()
    run("index", root)
    assert run("documents")[2] == ""


def test_a_filter_that_no_document_fits_is_bad_usage(run: Run, root: Path) -> None:
    run("index", root)
    for verb in ("ask", "search"):
        code, out, err = run(verb, QUESTION, "--where", "source=nothing/*")
        assert (code, out) == (2, "")
        assert "no document fits source=nothing/*" in err


def test_a_corrected_word_is_told_with_the_way_back(run: Run, root: Path) -> None:
    run("index", root)
    typed = QUESTION.replace("ferry", "ferrry")
    assert typed != QUESTION
    _, out, _ = run("ask", typed)
    assert out.startswith(
        "Showing results for \u201cferry\u201d (typed \u201cferrry\u201d); --as-typed asks it as it is typed."
    )
    _, out, _ = run("ask", typed, "--as-typed")
    assert "Showing results" not in out
