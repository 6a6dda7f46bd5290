"""The documentation is a contract: what it does not say, or says wrongly, fails here."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import formats_table
import pytest
import typer

from citespan.api.chat.commands import COMMANDS as COMMANDS_OF_CHAT
from citespan.api.cli import main as cli
from citespan.api.cli.main import app
from citespan.api.settings import Settings
from citespan.api.wire import response as schemas
from citespan.qa.regression.case_file import wire
from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.stages import Stage

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMANDS = {command.name: command for command in typer.main.get_group(app).commands.values()}


def _section(verb: str) -> str:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    match = re.search(rf"^## citespan {verb}\b(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert match, f"docs/command-line.md has no section on citespan {verb}"
    return match[1]


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_and_option_is_documented(verb: str) -> None:
    section = _section(verb)
    names = {name for parameter in COMMANDS[verb].params for name in (*parameter.opts, *parameter.secondary_opts)}
    options = {name for name in names if name.startswith("--")}
    assert {option for option in options - {"--help", "--index", "--vectors"} if f"`{option}" not in section} == set()


def test_no_verb_or_option_is_documented_that_does_not_exist() -> None:
    parameters = [
        parameter for command in (typer.main.get_command(app), *COMMANDS.values()) for parameter in command.params
    ]
    known = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## citespan (\w+)", text, re.MULTILINE)) == set(COMMANDS)
    assert set(re.findall(r"`(--[a-z-]+)", text)) - known <= {"--help"}


def test_the_table_of_chat_commands_is_what_help_prints() -> None:
    text = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(/.*?)` \| (.*?) \|$", text, re.MULTILINE)
    assert rows == [(command.usage, command.help) for command in COMMANDS_OF_CHAT]


def test_the_table_of_formats_is_that_of_the_catalogue() -> None:
    assert formats_table.written() == formats_table.table(), "python tests/formats_table.py writes it"


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    expected = {f"CITESPAN_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"^\| `(CITESPAN_\w+)`", text, re.MULTILINE)) == expected


@pytest.mark.parametrize("model", ["ResponseModel", "AnswerModel", "CitationModel", "ReceiptModel"])
def test_every_field_of_the_response_is_documented(model: str) -> None:
    text = (ROOT / "docs" / "response.md").read_text(encoding="utf-8")
    assert {name for name in getattr(schemas, model).model_fields if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("model", ["CaseModel", "ConversationModel", "PlaceModel", "HeaderModel", "ThresholdsModel"])
def test_every_field_of_a_case_file_is_documented(model: str) -> None:
    text = (ROOT / "docs" / "regression.md").read_text(encoding="utf-8")
    assert {name for name in getattr(wire, model).model_fields if f"`{name}`" not in text} == set()


def test_every_stage_of_a_failure_is_documented() -> None:
    text = (ROOT / "docs" / "regression.md").read_text(encoding="utf-8")
    assert [stage.value for stage in Stage if stage is not Stage.PASSED and stage.value not in text] == []


def test_the_case_files_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "regression.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        (tmp_path / "a.qa.yaml").write_text(block, encoding="utf-8")
        assert read_case_file(tmp_path / "a.qa.yaml").cases
    for path in (ROOT / "docs").rglob("*.qa.yaml"):
        assert read_case_file(path).cases


def test_the_readmes_example_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(r'<!-- example: citespan ask --sample "(.*?)" -->\n```text\n(.*?)```', text, re.DOTALL)
    assert match
    monkeypatch.setattr(sys, "argv", ["citespan", "ask", "--sample", match[1]])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        cli.main()
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == match[2].splitlines()


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a folder of reports, as the examples have it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "contract.txt").write_text("Mira Olsen signed the contract on 3 May 2024 in Bergen.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readmes_python_runs_as_it_is_written(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(block, {})
    assert "contract.txt" in capsys.readouterr().out


def test_the_python_of_the_guide_runs_as_it_is_written(reports: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)


def test_the_notebook_runs_from_its_first_cell_to_its_last() -> None:
    cells = json.loads((ROOT / "docs" / "tour.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 3
    names: dict[str, object] = {}
    for cell in code:
        exec(cell, names)


def test_every_test_that_holds_what_people_expect_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "doors.md").read_text(encoding="utf-8"))
    assert len(named) > 9
    assert [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_ci_runs_the_readmes_test_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "tests/check.py" in text.split("## Run the tests")[1].split("```")[1]
    assert "## Run the tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_table_of_kinds_of_faults_names_tests_that_there_are() -> None:
    page = (ROOT / "docs" / "true-to-the-document.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| kind")]
    written = {
        name
        for path in (ROOT / "tests" / "corpus").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named <= written
    assert len(rows) >= len(named) > 20
    assert all(re.search(r"`test_\w+` \|$", row) for row in rows)
