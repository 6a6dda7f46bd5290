"""Which lists of lines answer a question, item by item: real files, chunked as an index does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.document import Span
from citespan.corpus.load import load_file
from citespan.corpus.text.chunk import chunk_document
from citespan.index.search.retrieve import Passage
from citespan.qa.agreement.bullets import bulleted_items, with_whole_lists
from citespan.qa.candidates import Candidate
from citespan.qa.question.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

QUESTION = "Which towns does the Heron ferry call at?"
LIST = "The Heron ferry calls at the following towns:\n\n- Vellmark\n- Ulmby\n- Oskelby\n"
TOWNS = ["Vellmark", "Ulmby", "Oskelby"]
AFTER = "\nThe brass band played all night long in the old customs house, and the mayor danced with the baker.\n"


def found(file: Path, text: str, said: str, question: str = QUESTION) -> list[str]:
    """The items of the list that the span `said` of a file's text becomes for a question."""
    file.write_bytes(text.encode())
    return [item.slice(text) for item in items_in(file, said, question)]


def items_in(file: Path, said: str, question: str) -> Sequence[Span]:
    (document,) = load_file(file, root=file.parent)
    start = document.text.index(said)
    span = Span(start, start + len(said))
    chunks = chunk_document(document, count_tokens=lambda texts: [len(t.split()) for t in texts], max_tokens=160)
    chunk = next(chunk for chunk in chunks if chunk.span.start <= start < chunk.span.end)
    candidate = Candidate(Passage(document, chunk, 1.0, 0.5, 1.0), 1, span, said, 5.0)
    asked = Question.of(question)
    (whole,) = with_whole_lists(asked, [candidate])
    return bulleted_items(asked, whole)


@pytest.mark.parametrize(
    "text",
    [
        LIST,
        LIST + AFTER,
        LIST.replace("\n", "\r\n"),
        LIST.replace(":\n\n", ":\n"),
        LIST.replace("- ", "* "),
        LIST.replace("- ", "  • "),
        LIST.replace("- V", "1. V").replace("- U", "2. U").replace("- O", "3. O"),
        LIST.replace("- V", "1) V").replace("- U", "2) U").replace("- O", "3) O"),
        LIST.replace("mark\n", "mark,\n").replace("Ulmby\n", "Ulmby, and\n").replace("Oskelby\n", "Oskelby.\n"),
        LIST.replace("\n- ", "\n\n- "),
        LIST.replace("Vellmark", "**Vellmark**"),
        LIST.replace("the following towns", "three towns"),
        "# Towns where the Heron ferry calls\n\n- Vellmark\n- Ulmby\n- Oskelby\n",
        "# The Heron ferry\n\nIt calls at these towns:\n\n- Vellmark\n- Ulmby\n- Oskelby\n",
        f"# Timetable\n{AFTER}\n{LIST}",
    ],
)
def test_each_line_of_a_list_is_an_item(tmp_path: Path, text: str) -> None:
    assert found(tmp_path / "report.md", text, "Ulmby") == TOWNS
    assert found(tmp_path / "report.md", text, "Oskelby") == TOWNS


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (LIST, "Which towns did the Heron ferry stop calling at?"),
        (LIST, "Which towns does the Eider ferry call at?"),
        (LIST, "Which villages does the Heron ferry call at?"),
        (LIST, "Which two towns does the Heron ferry call at?"),
        (LIST, "Which town does the Heron ferry call at?"),
        (LIST, "Which towns does the Heron ferry not call at?"),
        (LIST.replace("the following", "four"), QUESTION),
        (LIST.replace("calls at the following", "calls at one of these"), QUESTION),
        (LIST.replace("calls", "never calls"), QUESTION),
        (LIST.replace("towns", "former towns"), QUESTION),
        (LIST.replace("towns:", "towns in 1921:"), QUESTION),
        (LIST.replace("towns:", "towns."), QUESTION),
        (LIST.replace("Vellmark", "Vellmark: only in summer"), QUESTION),
        (LIST.replace("Vellmark", "Vellmark (closed)"), QUESTION),
        (LIST.replace("Vellmark", "Vellmark – not in winter"), QUESTION),
        (LIST.replace("Vellmark", "Vellmark, the capital"), QUESTION),
        (LIST.replace("Vellmark", "The ferry stops at Vellmark"), QUESTION),
        (LIST.replace("Vellmark", "[Vellmark](towns/vellmark.md)"), QUESTION),
        (LIST.replace("Vellmark", "Ulmby"), QUESTION),
        (LIST.replace("- Ulmby", "  - Ulmby"), QUESTION),
        (LIST.replace("- Ulmby", "* Ulmby"), QUESTION),
        (LIST.replace("- V", "1. V").replace("- U", "2. U").replace("- O", "4. O"), QUESTION),
        (LIST + "in summer, and nowhere in winter.\n", QUESTION),
        ("- Vellmark\n- Ulmby\n- Oskelby\n", QUESTION),
        ("# The Heron ferry\n\nTowns with a mayor:\n\n- Vellmark\n- Ulmby\n- Oskelby\n", QUESTION),
        ("# Towns where the Heron ferry calls\n\n## Once\n\n- Vellmark\n- Ulmby\n- Oskelby\n", QUESTION),
    ],
)
def test_a_list_that_may_not_answer_the_question_gives_no_items(tmp_path: Path, text: str, question: str) -> None:
    assert found(tmp_path / "report.md", text, "Ulmby", question) == []


def test_a_span_that_is_not_whole_items_gives_none(tmp_path: Path) -> None:
    text = LIST.replace("Ulmby", "New Ulmby")
    assert found(tmp_path / "report.md", text, "Ulmby") == []
    assert found(tmp_path / "report.md", text, "New Ulmby\n- Oskelby") == ["Vellmark", "New Ulmby", "Oskelby"]


def test_a_list_of_a_web_page_is_found_in_its_extracted_text(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    lines = "".join(f"<li>{town}</li>" for town in TOWNS)
    intro = "The Heron ferry calls at the following towns:"
    page.write_text(f"<html><body><main><p>{AFTER}</p><p>{intro}</p><ul>{lines}</ul></main></body></html>")
    (document,) = load_file(page, root=tmp_path)
    assert [item.slice(document.text) for item in items_in(page, "Ulmby", QUESTION)] == TOWNS


NAMES = st.sampled_from(["Vellmark", "Ulmby", "the", "and", ",", "salt", "1987", "New", "é", "(", "🚢", "**", "-"])
MARKS = st.sampled_from(["- ", "* ", "1. ", "2. ", "  - ", ""])


@given(st.lists(st.tuples(MARKS, st.lists(NAMES, min_size=1, max_size=3).map(" ".join)), min_size=1, max_size=5))
def test_items_are_disjoint_stretches_of_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    text = (
        "The Heron ferry calls at these towns:\n\n" + "\n".join(mark + words for mark, words in lines) + "\n- Oskelby\n"
    )
    file = tmp_path_factory.mktemp("made") / "report.md"
    file.write_text(text)
    items = items_in(file, "Oskelby", QUESTION)
    edges = [edge for item in items for edge in (item.start, item.end)]
    assert len(items) != 1
    assert edges == sorted(set(edges))
    assert all("\n" not in item.slice(text) and item.slice(text) == item.slice(text).strip() for item in items)
