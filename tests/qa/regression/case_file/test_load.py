"""Case files: what they may say, and what is said about them when they say it wrongly."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.errors import LoadError
from citespan.qa.regression.case_file.load import case_id_of, read_case_file
from citespan.qa.regression.case_file.wire import SCHEMA, json_schema
from citespan.qa.regression.case_file.write import header_of, json_lines_text, yaml_text
from citespan.qa.regression.cases import CaseFile, Corpus, KnownQuestion, Match, Place, RegressionCase, Side, Thresholds

if TYPE_CHECKING:
    from pathlib import Path

YAML = """\
corpus: [docs, ../more.txt]
thresholds: {accuracy: 0.9, false_answers: 0.1, median_ms: 300}
cases:
  - id: noon
    question: When does the Aurora leave?
    answers: [noon, 12:00]
    cited:
      - document: ships.txt
        quote: noon
        start: 5
        end: 9
    tags: [ships]
  - question: How long is the trip?
    answers: [2.5]
    match: number
    tolerance: 0.1
  - question: Who built her?
    unanswerable: true
  - question: How many cars?
    conflict:
      - {answers: [no]}
      - {cited: [{document: b.txt, page: 2}]}
  - turns:
      - question: Where does she sail from?
        answers: [Lindholm]
      - question: And when?
        unanswerable: yes
    review: true
"""


def read(tmp_path: Path, text: str, *, name: str = "a.qa.yaml") -> CaseFile:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_case_file(path)


def test_a_yaml_file_says_all_of_it(tmp_path: Path) -> None:
    file = read(tmp_path, YAML)
    assert file.corpus == Corpus(paths=(tmp_path / "docs", tmp_path / "../more.txt"))
    assert file.thresholds == Thresholds(accuracy=0.9, false_answers=0.1, median_ms=300)
    place = Place("ships.txt", quote="noon", start=5, end=9)
    assert file.cases == (
        RegressionCase(
            "noon", 4, (KnownQuestion("When does the Aurora leave?", Side(("noon", "12:00"), (place,))),), ("ships",)
        ),
        RegressionCase(
            "how-long-is-the-trip",
            13,
            (KnownQuestion("How long is the trip?", Side(("2.5",)), match=Match.NUMBER, tolerance=0.1),),
        ),
        RegressionCase("who-built-her", 17, (KnownQuestion("Who built her?", None),)),
        RegressionCase(
            "how-many-cars",
            19,
            (KnownQuestion("How many cars?", None, conflict=(Side(("no",)), Side((), (Place("b.txt", page=2),)))),),
        ),
        RegressionCase(
            "where-does-she-sail-from",
            23,
            (KnownQuestion("Where does she sail from?", Side(("Lindholm",))), KnownQuestion("And when?", None)),
            review=True,
        ),
    )


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    file = read(tmp_path, YAML)
    again = read(tmp_path, json_lines_text(header_of(file), file.cases), name="a.qa.jsonl")
    assert (again.corpus, again.thresholds) == (file.corpus, file.thresholds)
    assert [case.questions for case in again.cases] == [case.questions for case in file.cases]
    assert [case.line for case in again.cases] == [2, 3, 4, 5, 6]


def test_json_lines_need_no_header(tmp_path: Path) -> None:
    file = read(tmp_path, '\ufeff\n{"question": "Who?", "unanswerable": true}\n', name="a.qa.jsonl")
    assert (file.corpus, file.thresholds, file.cases[0].line) == (None, Thresholds(), 2)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
PLACES = st.builds(Place, TEXTS, quote=st.none() | TEXTS, page=st.none() | st.integers(1, 99))
SIDES = st.builds(Side, st.lists(TEXTS, min_size=1).map(tuple), st.lists(PLACES, max_size=2).map(tuple))


@given(st.lists(st.builds(KnownQuestion, TEXTS, st.none() | SIDES), min_size=1, max_size=3, unique_by=lambda q: q.text))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, questions: list[KnownQuestion]
) -> None:
    folder = tmp_path_factory.mktemp("cases")
    cases = tuple(RegressionCase(f"case-{number}", 0, (question,)) for number, question in enumerate(questions))
    for name, write in (("a.qa.yaml", yaml_text), ("a.qa.jsonl", json_lines_text)):
        file = read(folder, write({}, cases), name=name)
        assert [case.questions for case in file.cases] == [case.questions for case in cases]
        assert [case.case_id for case in file.cases] == [case.case_id for case in cases]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "cases:\n  - question: Who?\n    answer: [x]\n",
            "a.qa.yaml:3: answer: unknown field; did you mean answers?; fields",
        ),
        (
            "cases:\n  - question: Who?\n",
            "a.qa.yaml:2: a question needs exactly one of: answers and/or cited; items",
        ),
        (
            "cases:\n  - question: Who?\n    answers: x\n",
            "a.qa.yaml:3: answers: Input should be a valid tuple; write a list, such as [first, second]",
        ),
        ("cases:\n  - answers: [x]\n", "a.qa.yaml:2: question: Field required; see docs/regression.md"),
        (
            "cases:\n- question: Who?\n  cited:\n  - document: a\n    start: 9\n    end: 4\n",
            "a.qa.yaml:4: cited[0]: start 9 is not before end 4; offsets are [start, end)",
        ),
        ("cases:\n- question: Who?\n  cited:\n  - document: a\n    start: x\n", "a.qa.yaml:5: cited[0].start: Input"),
        (
            "cases:\n- question: Who?\n  cited:\n  - {document: a, start: 1}\n",
            "a.qa.yaml:4: cited[0]: start and end go together; write both, or neither",
        ),
        ("cases:\n- question: Who?\n  match: fuzzy\n  answers: [x]\n", "a.qa.yaml:3: match: Input should be 'squad'"),
        (
            "cases:\n- question: Who?\n  tolerance: 1\n  answers: [x]\n",
            "tolerance is for match: number; write that, or",
        ),
        ("cases:\n- question: Who?\n  conflict: [{answers: [x]}]\n", "a conflict has two sides or more"),
        ("cases:\n- question: A\n  question: B\n", "a.qa.yaml:3: cases[0].question: stands twice; leave one out"),
        ("cases:\n- question: [a\n", "a.qa.yaml:3: not YAML"),
        ("cases:\n- &a {question: A, unanswerable: true}\n- *a\n", "aliases are not supported; write it out"),
        ("cases: []\n", "a.qa.yaml: holds no case"),
        ("cases: yes\n", "a.qa.yaml:1: cases: write a list, each case after a dash"),
        ("- question: A\n", "a.qa.yaml:1: a case file is a mapping with the field cases"),
        ("", "a.qa.yaml:1: a case file is a mapping"),
        ("corpus: here\ncases: [{question: A, unanswerable: true}]\n", "a.qa.yaml:1: corpus"),
        ("corpus: sample\nindex: x\ncases: [{question: A, unanswerable: true}]\n", "corpus and index exclude each"),
        ("thresholds:\n  accuracy: 90\ncases: []\n", "a.qa.yaml:2: thresholds.accuracy: Input should be less than or"),
        (
            "cases:\n- question: A\n  unanswerable: true\n- question: a?\n  unanswerable: true\n",
            "a.qa.yaml:4: id: 'a' is also the case on line 2; give one of them an id of its own",
        ),
    ],
)
def test_a_malformed_yaml_file_names_line_field_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"question": "A", "answers": ["x"]}\n{"question":\n', "a.qa.jsonl:2: not JSON"),
        (
            '{"question": "A", "answers": [7]}\n',
            "a.qa.jsonl:1: answers[0]: Input should be a valid string; write text, in",
        ),
        ('{"question": "A", "question": "B"}\n', "a.qa.jsonl:1: not JSON: the field 'question' stands twice"),
        ('{"question": "A", "tolerance": NaN}\n', "a.qa.jsonl:1: not JSON: NaN is not a number of JSON"),
        ('{"corpus": "sample"}\n', "a.qa.jsonl: holds no case"),
        (
            '{"corpse": "sample"}\n',
            "a.qa.jsonl:1: corpse: unknown field; did you mean corpus?; fields here are corpus, index",
        ),
        ("[]\n", "a.qa.jsonl:1: Input should be a valid dictionary or instance of CaseModel; a case is a mapping"),
        ('{"turns": []}\n', "a.qa.jsonl:1: turns: "),
    ],
)
def test_a_malformed_json_lines_file_names_line_field_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(tmp_path, text, name="a.qa.jsonl")
    assert message in str(caught.value)


FRAGMENTS = st.sampled_from(
    [
        "cases:",
        "\n",
        "- ",
        "  ",
        "question: A",
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "&a ",
        "*a",
        "turns",
        "cited",
        "!!x ",
    ]
)


@given(st.lists(FRAGMENTS).map("".join) | st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_case_file_or_a_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.qa.yaml", "a.qa.jsonl"):
        with suppress(LoadError):
            assert read(folder, text, name=name).cases


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "- " * 5_000, '{"question": "\\ud800", "unanswerable": 1}']
)
def test_a_hostile_file_is_a_message_too(tmp_path: Path, text: str) -> None:
    for name in ("a.qa.yaml", "a.qa.jsonl"):
        with pytest.raises(LoadError):
            read(tmp_path, text, name=name)


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no case file by its name"):
        read_case_file(tmp_path / "cases.yaml")
    with pytest.raises(LoadError, match="cannot be read"):
        read_case_file(tmp_path / "a.qa.yaml")
    (tmp_path / "a.qa.yaml").write_bytes(b"cases: \xff")
    with pytest.raises(LoadError, match="not UTF-8 at byte 7"):
        read_case_file(tmp_path / "a.qa.yaml")


def test_nothing_is_made_of_a_tag(tmp_path: Path) -> None:
    text = "cases:\n- question: !!python/object/apply:os.getcwd []\n  unanswerable: true\n"
    with pytest.raises(LoadError, match="question: Input should be a valid string"):
        read(tmp_path, text)


def test_an_id_depends_on_the_question_alone() -> None:
    assert case_id_of("Who visited Pakistan?") == "who-visited-pakistan"
    long = case_id_of("Why " * 50)
    assert len(long) < 80
    assert long != case_id_of("Why " * 51)
    assert case_id_of("قهوة؟") != case_id_of("شاي؟")


def test_the_published_schema_is_the_models_own() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), (
        "write it again: "
        "python -c 'from citespan.qa.regression.case_file.wire import *; SCHEMA.write_text(json_schema())'"
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cases:\n- {question: a, anwers: [x]}\n", "anwers: unknown field; did you mean answers?"),
        ("cases:\n- question: a\n  cited: [{documnt: x}]\n", "documnt: unknown field; did you mean document?"),
        (
            "thresholds: {acuracy: 1}\ncases: []\n",
            "acuracy: unknown field; did you mean accuracy?; fields here are accuracy",
        ),
        ("corpus: sample\ncase:\n- question: a\n", "case: unknown field"),
    ],
)
def test_a_misspelt_field_is_told_with_the_one_that_is_meant(tmp_path: Path, text: str, meant: str) -> None:
    with pytest.raises(LoadError) as failure:
        read(tmp_path, text)
    assert meant in str(failure.value)


def test_the_items_of_a_list_are_sides_that_must_all_be_shown(tmp_path: Path) -> None:
    text = "cases:\n- {question: a, items: [x, y], cited: [{document: d.txt}]}\n"
    (case,) = read(tmp_path, text).cases
    (question,) = case.questions
    assert question.is_answerable
    assert [side.answers for side in question.sides] == [("x",), ("y",)]
    assert yaml_text({}, [case]).count("- x\n") == 1
    again = read(tmp_path, yaml_text({}, [case]))
    assert again.cases[0].questions == case.questions
    with pytest.raises(LoadError, match="exactly one of"):
        read(tmp_path, "cases:\n- {question: a, items: [x], answers: [y]}\n")
