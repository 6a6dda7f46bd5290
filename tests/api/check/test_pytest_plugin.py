"""The plugin in a foreign project, each run a real pytest in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SHIPS = """\
corpus: [docs]
cases:
  - question: When does the ferry Aurora leave Port Lindholm?
    answers: [noon, at noon]
    cited: [{document: ships.txt, quote: noon}]
    tags: [timetable]
  - id: built
    question: Which enzyme unwinds the DNA double helix?
    unanswerable: true
  - id: wrong-hour
    question: When does the ferry Aurora leave Port Lindholm?
    answers: [midnight]
    cited: [{document: ships.txt, quote: noon}]
    tags: [timetable]
  - id: misquoted
    question: What does the Borealis carry?
    answers: [timber]
    cited: [{document: ships.txt, quote: a load of timber}]
"""
LENIENT = """\
{"corpus": ["docs/ships.txt"], "thresholds": {"accuracy": 0.5}}
{"question": "When does the ferry Aurora leave Port Lindholm?", "answers": ["noon", "at noon"]}
{"id": "tolerated", "question": "When does the ferry Aurora leave Port Lindholm?", "answers": ["dawn"]}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with folders of the same names as citespan's own, and warnings as errors."""
    root = tmp_path_factory.mktemp("foreign")
    for name in ("api", "index", "tests", "docs"):
        (root / name).mkdir()
    (root / "api" / "__init__.py").write_text("OWN = True\n")
    (root / "index" / "__init__.py").write_text("OWN = True\n")
    (root / "tests" / "test_own.py").write_text(
        "import api, index\ndef test_own():\n    assert api.OWN and index.OWN\n"
    )
    (root / "docs" / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon.\nIt carries forty cars.\n")
    (root / "ships.qa.yaml").write_text(SHIPS)
    (root / "tests" / "lenient.qa.jsonl").write_text(LENIENT.replace("docs/", "../docs/"))
    (root / "ships.proposed.qa.yaml").write_text("not a test: before it was reviewed\n")
    (root / "pytest.ini").write_text("[pytest]\npythonpath = .\nfilterwarnings = error\naddopts = --strict-markers\n")
    return root


def run_pytest(project: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-v", "-rx", *arguments]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


EXPECTED = {
    "ships.qa.yaml::when-does-the-ferry-aurora-leave-port-lindholm": "PASSED",
    "ships.qa.yaml::built": "PASSED",
    "ships.qa.yaml::wrong-hour": "FAILED",
    "ships.qa.yaml::misquoted": "FAILED",
    "tests/lenient.qa.jsonl::when-does-the-ferry-aurora-leave-port-lindholm": "PASSED",
    "tests/lenient.qa.jsonl::tolerated": "XFAIL",
    "tests/lenient.qa.jsonl::[thresholds]": "PASSED",
    "tests/test_own.py::test_own": "PASSED",
}


def test_each_case_is_a_test_with_its_own_id_and_a_failure_names_its_stage(project: Path) -> None:
    code, out = run_pytest(project, "--junitxml=report.xml")
    assert code == 1, out
    for node, result in EXPECTED.items():
        assert f"{node} {result}" in out
    assert "2 failed, 5 passed, 1 xfailed" in out
    assert "  stage     another answer than expected: from the right place, but not the accepted words" in out
    assert "  expected  ships.txt [41, 45) 'midnight'" in out
    assert re.search(r"  got       ships.txt \[\d+, 45\) '(at )?noon'", out)
    assert "  stage     cited place not in the documents: ships.txt: the quote 'a load of timber' is nowhere" in out
    assert "Traceback" not in out
    cases = {case.get("name"): case for case in ET.parse(project / "report.xml").iter("testcase")}
    stages = {name: case.find("properties/property") for name, case in cases.items()}
    assert stages["wrong-hour"].get("value") == "another answer than expected"
    assert stages["built"].get("value") == "passed"
    code, out = run_pytest(project, "--last-failed", "--collect-only", "-qq")
    assert [line for line in out.splitlines() if "::" in line] == [
        "ships.qa.yaml::wrong-hour",
        "ships.qa.yaml::misquoted",
    ]


def test_two_workers_come_to_the_same_results(project: Path) -> None:
    code, out = run_pytest(project, "-n", "2")
    assert code == 1, out
    assert "2 failed, 5 passed, 1 xfailed" in out
    for node, result in EXPECTED.items():
        assert f"{result} {node}" in out


def test_cases_are_chosen_by_id_and_by_tag(project: Path) -> None:
    def chosen(expression: str) -> set[str]:
        _, out = run_pytest(project, "--collect-only", "-qq", "-k", expression)
        return {line.partition("::")[2] for line in out.splitlines() if "::" in line}

    assert chosen("built") == {"built"}
    assert chosen("timetable") == {"when-does-the-ferry-aurora-leave-port-lindholm", "wrong-hour"}


def test_a_malformed_file_is_an_error_of_one_line(project: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.qa.yaml").write_text("cases:\n  - question: Who?\n    answer: [me]\n")
    code, out = run_pytest(tmp_path)
    assert code == 2
    assert "bad.qa.yaml:3: answer: unknown field; did you mean answers?; fields here are question, answers" in out
    assert "Traceback" not in out


def test_a_missing_corpus_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.qa.jsonl").write_text('{"corpus": ["nowhere"]}\n{"question": "Who?", "unanswerable": true}\n')
    code, out = run_pytest(tmp_path)
    assert code == 1
    assert "nowhere: no such file or folder; the case file names it as its corpus" in out
    assert "Traceback" not in out


def test_the_plugin_imports_nothing_heavy() -> None:
    code = (
        "import sys, citespan.api.check.pytest_plugin;"
        " print([m for m in ('torch', 'faiss', 'numpy', 'pydantic', 'yaml') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
