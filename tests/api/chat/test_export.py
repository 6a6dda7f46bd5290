from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from citespan.api.wire.reading import read_responses
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Talk

ANSWERED = "Who is named as the commander of Jaish ul-Adl?"
ABSTAINED = "Who is the president of France?"


@pytest.fixture
def held(talk: Talk) -> Talk:
    talk(ANSWERED)
    talk(ABSTAINED)
    return talk


def test_markdown_holds_questions_answers_and_where_they_stand(held: Talk, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    assert held(f"/export {file}") == f"2 questions written to {file}"
    text = file.read_text(encoding="utf-8")
    citation = held.session.turns[0].citations[0]
    assert f"## {ANSWERED}\n\n**{citation.exact}** (confidence " in text
    assert f"name **{citation.exact}** as its commander." in text
    assert f"characters {citation.start}-{citation.end}\ntext SHA-256 `{citation.text_sha256}`" in text
    lead = held.session.turns[1].response.lead
    said = "Not sure enough to answer." if lead else "These documents do not say."
    assert f"\n\n{said}" in text
    assert "\n\nNearest passages (not an answer):\n" in text
    shown = range(1, 6 if lead else 5)
    assert [int(number) for number in re.findall(r"^\[(\d)\]", text, re.MULTILINE)] == [*shown]
    assert r"\#\# " in text or r"\# " in text, "markup of a document is shown, not obeyed"


def test_json_lines_can_be_verified_like_a_batch(held: Talk, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    held(f"/export {file}")
    responses = read_responses(file)
    assert [response.question for response in responses] == [ANSWERED, ABSTAINED]
    assert responses[0].answers == held.session.turns[0].response.answers


def test_an_existing_file_is_left_as_it_is(held: Talk, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    file.write_text("mine")
    with pytest.raises(UsageError, match="exists and is not overwritten; name another"):
        held(f"/export {file}")
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "takes a file"), ("talk.txt", r"\.md or \.jsonl"), ("missing/talk.md", "cannot be written: No such file")],
)
def test_a_file_that_cannot_be_written_is_refused_with_the_remedy(
    held: Talk, tmp_path: Path, name: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        held(f"/export {tmp_path / name if name else ''}")
