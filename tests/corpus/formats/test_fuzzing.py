"""The long runs are `python tests/benchmarks/fuzz.py` and `coverage_fuzz.py`; here are few of their inputs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from fuzz import INPUTS, mutated, mutated_inside
from fuzz_outcomes import Outcome, UnsoundError, check, outcome

from citespan.corpus.document import Page, Span
from citespan.corpus.formats.extract import Extract
from citespan.corpus.text.sections import Heading

if TYPE_CHECKING:
    from collections.abc import Callable

SOUND = Extract(
    text="Quays\n\nThere are nine.",
    headings=(Heading("Quays", 1, 0, 5),),
    pages=(Page(1, Span(0, 7)), Page(2, Span(7, 22))),
    title="Quays",
    published="2024-01-19",
    url="https://x.example/",
)


@pytest.mark.parametrize("name", INPUTS)
def test_every_reader_reads_its_made_file_and_reads_or_names_what_became_of_it(name: str) -> None:
    data, source = INPUTS[name], Random(name)
    suffix = Path(name).suffix
    assert outcome(data, suffix=suffix) is Outcome.READ
    is_archive = zipfile.is_zipfile(io.BytesIO(data))
    change: Callable[[bytes, Random], bytes] = mutated_inside if is_archive else mutated
    for _ in range(25):
        outcome(change(data, source), suffix=suffix)  # anything but the two raises
    assert outcome(b"\0", suffix=suffix) is Outcome.NAMED


def test_what_a_reader_may_give_passes() -> None:
    check(SOUND)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": " \n"},
        {"text": "\ud800" + SOUND.text[1:]},
        {"title": "\udc00"},
        {"url": "https://\ud800"},
        {"published": "2024-02-30"},
        {"published": "20240119"},
        {"pages": (Page(1, Span(0, 8)), Page(2, Span(7, 22)))},
        {"pages": (Page(1, Span(0, 23)),)},
        {"headings": (Heading("Quays", 1, 1, 6),)},
        {"headings": (Heading("Quays", 1, 0, 5), Heading("s", 2, 4, 5))},
        {"headings": (Heading("", 1, 0, 5),)},
    ],
)
def test_what_a_reader_may_not_give_is_a_finding(changed: dict[str, object]) -> None:
    given = {name: getattr(SOUND, name) for name in SOUND.__slots__} | changed
    with pytest.raises(UnsoundError):
        check(Extract(**given))  # type: ignore[arg-type]


def test_atheris_tries_as_many_inputs_as_it_is_told(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="the extra 'fuzz' is not installed: it is for Linux on x86-64 alone")
    from coverage_fuzz import fuzz  # noqa: PLC0415

    fuzzed = fuzz("jsonl", ["-runs=300", "-seed=1"], findings=tmp_path / "findings")
    assert fuzzed.findings == ()
    assert fuzzed.tried == fuzzed.read + fuzzed.named == 300
    assert fuzzed.read
    assert fuzzed.named
    assert int(fuzzed.features[0]) < int(fuzzed.features[1])
