"""`citespan check`, run in this process."""

from __future__ import annotations

import io
import json
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from citespan.qa.regression.case_file.load import read_case_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

CASES = """\
corpus: [docs]
cases:
  - id: noon
    question: What time does the ferry Aurora leave Port Lindholm?
    answers: [noon, at noon]
    cited: [{document: ships.txt, quote: noon}]
    tags: [ferry]
  - id: enzyme
    question: Which enzyme unwinds the DNA double helix?
    unanswerable: true
"""
WRONG = """\
  - id: wrong-hour
    question: What time does the ferry Aurora leave Port Lindholm?
    answers: [<b>midnight</b>]
    tags: [ferry]
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ships.txt").write_text(
        "The <i>ferry</i> Aurora leaves Port Lindholm at noon.\nIt carries forty cars.\n"
    )
    path = tmp_path / "a.qa.yaml"
    path.write_text(CASES)
    return path


def test_a_file_that_passes_is_a_table_and_exit_code_0(run: Run, cases: Path) -> None:
    code, out, _ = run("check", cases)
    assert code == 0
    assert "a.qa.yaml: 2 of 2 cases pass" in out
    assert "ferry     1 of 1     1.000         0 of 0" in out
    assert "all       1 of 1     1.000         0 of 1" in out


def test_a_failure_is_told_in_full_and_is_exit_code_1(run: Run, cases: Path) -> None:
    cases.write_text(CASES + WRONG)
    code, out, _ = run("check", cases, "--json")
    (file,) = json.loads(out)["files"]
    assert code == 1
    assert [question["stage"] for question in file["questions"]] == [
        "passed", "passed", "the accepted words stand nowhere in the documents",
    ]  # fmt: skip
    assert file["questions"][0]["given"]["citations"][0]["text"] == "at noon"
    assert (file["measures"]["accuracy"], file["by_tag"]["ferry"]["answerable"]) == (0.5, 2)
    cases.write_text(f"thresholds: {{accuracy: 0.5}}\n{CASES}{WRONG}")
    code, out, _ = run("check", cases)
    assert code == 0, "the file's threshold decides"
    assert "(the file's thresholds decide)" in out
    assert "holds  accuracy at least 0.5: 1 of 2 answerable questions pass (0.500)" in out
    cases.write_text(f"thresholds: {{accuracy: 0.6}}\n{CASES}{WRONG}")
    assert run("check", cases)[0] == 1


class Texts(HTMLParser):
    """The tags of a page, and the words in some of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.marked: list[str] = []
        self.attributes: set[str] = set()
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open == "mark":
            self.marked.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""


def test_the_report_is_one_page_that_shows_spans_in_context_and_escapes_everything(run: Run, cases: Path) -> None:
    cases.write_text(CASES + WRONG)
    code, _, err = run("check", cases, "--html", "report.html")
    page = (cases.parent / "report.html").read_text(encoding="utf-8")
    assert code == 1
    assert "wrote report.html" in err
    parser = Texts()
    parser.feed(page)
    assert not parser.tags & {"script", "link", "img", "iframe"}
    assert not parser.attributes & {"src", "href", "onclick"}
    assert "&lt;b&gt;midnight&lt;/b&gt;" in page
    assert "The &lt;i&gt;ferry&lt;/i&gt; Aurora" in page
    assert parser.marked == ["at noon", "noon", "at noon"], "where it was, and twice where it should be and is"


def test_a_baseline_gates_what_passed_and_tolerates_what_never_did(run: Run, cases: Path) -> None:
    cases.write_text(CASES + WRONG)
    assert run("check", "a.qa.yaml", "--save-baseline", "base.json")[0] == 1
    code, out, _ = run("check", "a.qa.yaml", "--baseline", "base.json")
    assert code == 0
    assert "against the baseline: 0 better, 0 worse, 0 moved" in out
    ships = cases.parent / "docs" / "ships.txt"
    ships.write_text(
        ships.read_text().replace("forty cars", "forty cars at noon").replace("at noon.\n", "at dawn.\n", 1)
    )
    code, out, _ = run("check", "a.qa.yaml", "--baseline", "base.json")
    assert code == 1
    assert "worse  noon: passed -> " in out
    assert "BROKEN no question that passed fails: 1 got worse, first noon" in out


def test_an_update_proposes_beside_the_file_and_never_in_it(run: Run, cases: Path) -> None:
    cases.write_text(CASES.replace("quote: noon", "quote: noontide"))
    before = cases.read_bytes()
    code, _, err = run("check", cases, "--update")
    proposed = cases.with_name("a.proposed.qa.yaml")
    assert (code, cases.read_bytes()) == (1, before)
    assert f"wrote {proposed}" in err
    file = read_case_file(proposed)
    assert [(case.case_id, case.review) for case in file.cases] == [("noon", True), ("enzyme", False)]
    (place,) = file.cases[0].questions[0].expected.cited
    assert (place.start, place.end, place.quote) == (45, 52, "at noon")
    code, out, _ = run("check", proposed)
    assert code == 1, "a proposal does not pass before somebody has accepted it"
    assert "not reviewed: proposed by a machine" in out
    proposed_by_hand = proposed.read_text()
    code, _, err = run("check", cases, "--update")
    assert (code, proposed.read_text()) == (2, proposed_by_hand)
    assert "is there already" in err


def test_a_draft_is_a_case_file_that_awaits_review(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("Who is named as the commander of Jaish ul-Adl?\nWhich enzyme unwinds the DNA double helix?\n")
    code, out, err = run("check", "--draft", questions, "--sample")
    assert code == 0
    assert "2 cases, each marked 'review: true'" in err
    draft = tmp_path / "draft.qa.yaml"
    draft.write_text(out, encoding="utf-8")
    file = read_case_file(draft)
    assert file.corpus.sample
    assert [case.questions[0].is_answerable for case in file.cases] == [True, False]
    assert run("check", draft)[0] == 1
    draft.write_text(out.replace("  review: true\n", ""), encoding="utf-8")
    assert run("check", draft)[0] == 0
    _, response, _ = run("ask", "--sample", "--json", "Who is named as the commander of Jaish ul-Adl?")
    transcript = json.dumps(json.loads(response)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(transcript)))
    code, out, _ = run("check", "--draft", "-", "--sample")
    assert code == 0
    assert "quote: Salahuddin Farooqui" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("check",), 2, "name case files to check, or questions with --draft FILE, but not both"),
        (("check", "a.qa.yaml", "--draft", "x"), 2, "but not both"),
        (("check", "nowhere.qa.yaml"), 1, "nowhere.qa.yaml: cannot be read"),
        (("check", "a.qa.yaml", "--baseline", "nowhere.json"), 1, "nowhere.json: cannot be read"),
        (("check", "a.qa.yaml", "--index", "x", "--sample"), 2, "exclude each other"),
        (("check", "a.qa.yaml", "--index", "nowhere"), 1, "citespan index PATH"),
        (("check", "--draft", "nowhere.txt"), 2, "nowhere.txt: no such file"),
        (("check", "--draft", "docs/empty.txt"), 2, "holds no question"),
        (("check", "elsewhere.qa.yaml"), 2, "no such file or folder; the case file names it as its corpus"),
    ],
)
def test_bad_usage_is_one_line_that_says_what_to_do(
    run: Run, cases: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    (cases.parent / "docs" / "empty.txt").write_text("\n")
    (cases.parent / "elsewhere.qa.yaml").write_text(CASES.replace("[docs]", "[nowhere]"))
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_the_turns_of_a_conversation_are_asked_one_after_the_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ships.txt").write_text(
        "The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.\n"
    )
    path = tmp_path / "a.qa.yaml"
    turns = [
        "{question: 'What time does the ferry Aurora leave Port Lindholm?', answers: [noon, at noon]}",
        "{question: 'How many cars does it carry?', answers: [fifty]}",
    ]
    path.write_text("corpus: [docs]\ncases:\n  - turns:\n" + "".join(f"    - {turn}\n" for turn in turns))
    code, out, _ = run("check", path)
    assert code == 1
    assert "turn 2: How many cars does it carry?" in out
    assert "turn 1:" not in out
    assert "read as   How many cars does the ferry Aurora carry?" in out
