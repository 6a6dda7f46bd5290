"""The documentation is a contract: what it does not say, or says wrongly, fails here."""

from __future__ import annotations

import re
import sys
from pathlib import Path

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
    assert {option for option in options - {"--help", "--index"} if f"`{option}" not in section} == set()


def test_no_verb_or_option_is_documented_that_does_not_exist() -> None:
    parameters = [parameter for command in COMMANDS.values() for parameter in command.params]
    known = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## citespan (\w+)", text, re.MULTILINE)) == set(COMMANDS)
    assert set(re.findall(r"`(--[a-z-]+)", text)) - known <= {"--help"}


def test_the_table_of_chat_commands_is_what_help_prints() -> None:
    text = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(/.*?)` \| (.*?) \|$", text, re.MULTILINE)
    assert rows == [(command.usage, command.help) for command in COMMANDS_OF_CHAT]


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


def test_ci_runs_the_readmes_test_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "tests/check.py" in text.split("## Run the tests")[1].split("```")[1]
    assert "## Run the tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
