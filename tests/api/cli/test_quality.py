"""The verbs that measure and calibrate, run in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from labelled import article, write_squad

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


def test_evaluate_prints_a_table_or_one_json_value(run: Run, tmp_path: Path) -> None:
    file = write_squad(tmp_path / "own.json", [article(0, impossible=2)])
    foreign = write_squad(tmp_path / "foreign.json", [article(12)])
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "more.txt").write_text("The Larch Haven sails from nowhere. Its hold is empty.")
    arguments = ("evaluate", file, "--foreign", foreign, "--distractors", notes, "--limit", 4)
    code, out, err = run(*arguments, "--plots", tmp_path / "plots", "--json")
    assert code == 0, err
    tree = json.loads(out)
    assert (tree["answerable"], tree["foreign"], tree["adversarial"]) == (4, 4, 2)
    assert "risk-coverage.png" in err
    assert (tmp_path / "plots" / "reliability.png").is_file()
    code, out, _ = run(*arguments)
    assert code == 0
    for words in (
        "reading alone",
        "recall at 20",
        "right occurrence",
        "expected calibration error",
        "foreign answered",
    ):
        assert words in out


def test_calibrate_writes_into_the_index_and_ask_uses_it(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. Its hold is full of barley.")
    own = write_squad(tmp_path / "own.json", [article(n) for n in range(10)])
    foreign = write_squad(tmp_path / "foreign.json", [article(n) for n in range(50, 60)])
    assert run("calibrate", own)[0] == 1, "there is no index to write it into"
    run("index", root)
    code, out, err = run("calibrate", own, "--foreign", foreign, "--risk", "0.3")
    assert (code, out) == (0, ""), err
    assert "30 %  (default)" in err
    file = tmp_path / ".citespan" / "calibration.json"
    thresholds = json.loads(file.read_text())["thresholds"]
    code, out, _ = run("ask", "What is the hold full of?", "--json", "--risk", "0.3")
    receipt = json.loads(out)["receipt"]
    assert receipt["threshold"] == thresholds["0.3"]
    assert receipt["calibration"].endswith(json.loads(file.read_text())["sha256"][:12])
    code, _, err = run("ask", "What is the hold full of?", "--risk", "0.0001")
    assert code == 2
    assert "no threshold is certified for a risk of 0.0001; certified are: 0." in err
    file.write_text("{}")
    code, _, err = run("ask", "What is the hold full of?")
    assert code == 1
    assert "calibration.json: not a calibration of citespan; run 'citespan calibrate' again, or delete" in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("evaluate", "nowhere.json"), 1, "nowhere.json: cannot be read"),
        (("evaluate", "own.json", "--foreign", "own.json"), 2, "also one of the questions' own"),
        (("evaluate", "own.json", "--distractors", "nowhere"), 2, "nowhere: no such file or folder"),
        (("evaluate", "shifted.json"), 1, "shifted.json: data[0].paragraphs[0].qas[0].answers[0]: the answer 'barley"),
        (("calibrate", "own.json", "--out", "c.json"), 2, "fewer than 4 articles"),
        (("calibrate", "own.json", "--out", "c.json", "--foreign", "foreign.json"), 2, "100 are needed in each"),
        (("calibrate", "own.json", "--out", "no/c.json"), 2, "no: no such folder"),
        (("calibrate", "own.json", "--out", "c.json", "--risk", "5"), 2, "a risk lies between 0 and 1"),
        (("ask", "--sample", "Who?", "--risk", "0.1", "--threshold", "0.5"), 2, "exclude each other"),
        (("ask", "--sample", "Who?", "--risk", "1.5"), 2, "a risk lies between 0 and 1"),
    ],
)
def test_bad_input_is_one_line_that_says_what_to_do(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    write_squad(tmp_path / "own.json", [article(0, passages=3)])
    write_squad(tmp_path / "foreign.json", [article(12, passages=3)])
    shifted = article(0, passages=1)
    shifted["paragraphs"][0]["qas"][0]["answers"][0]["answer_start"] += 1  # type: ignore[index]
    write_squad(tmp_path / "shifted.json", [shifted])
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def everyday_folder(folder: Path) -> Path:
    """Two questions that the documents answer, one with spans and one without, and one that they do not."""
    (folder / "docs").mkdir(parents=True)
    text = "# Pool\n\nThe pool opens at 7 in the morning. A day ticket costs 4 euros.\n"
    (folder / "docs" / "pool.md").write_text(text)
    (folder / "docs" / "boats.md").write_text("# Boats\n\nThe ferry Aurora leaves at noon.\n")
    opens = {"text": "at 7 in the morning", "start": text.index("at 7"), "end": text.index("at 7") + 19}
    rows = [
        {"id": "1", "question": "When does the pool open?", "document": "pool.md", "kind": "short", "style": "natural",
         "answers": [opens], "accept": ["7 in the morning"]},
        {"id": "2", "question": "when does the ferry aurora leave", "document": "boats.md", "kind": "short",
         "style": "lower", "answers": [], "accept": ["noon"]},
        {"id": "3", "question": "Who painted the diving board?", "document": "pool.md", "kind": "short",
         "style": "natural", "answers": []},
    ]  # fmt: skip
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_evaluate_shows_where_everyday_questions_are_lost(run: Run, tmp_path: Path) -> None:
    folder = everyday_folder(tmp_path / "everyday")
    code, out, err = run("evaluate", "--everyday", folder)
    assert code == 0, err
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ") for line in out.splitlines() if line.startswith("| ")}
    assert rows["all"][1] == "2"
    assert {"kind short", "style lower", "style natural", "document boats.md", "document pool.md"} <= rows.keys()
    assert rows["all"][6] == "2 (100 %)", "both are right without a threshold"
    code, out, _ = run("evaluate", "--everyday", folder, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["id"], line["answerable"], line["read"]) for line in lines] == [
        ("1", True, True), ("2", True, True), ("3", False, False),
    ]  # fmt: skip


def test_evaluate_takes_one_kind_of_questions(run: Run, tmp_path: Path) -> None:
    file = write_squad(tmp_path / "own.json", [article(0)])
    for arguments in ((), (file, "--everyday", tmp_path)):
        code, _, err = run("evaluate", *arguments)
        assert code == 2
        assert "not both" in err
