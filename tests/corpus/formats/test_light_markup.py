"""Headings of reStructuredText, AsciiDoc and TeX: what is one, its level, and what only looks like one."""

from __future__ import annotations

import pytest

from citespan.corpus.errors import UnsupportedTypeError
from citespan.corpus.formats.by_content import suffix_of
from citespan.corpus.load import load_documents


def headings(text: str, name: str) -> list[tuple[str, ...]]:
    (document,) = load_documents(text.encode(), source=name, root_key="r")
    assert document.text == text
    return [section.headings for section in document.sections if section.headings]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("====\nBees\n====\n\nx.\n\nHives\n-----\n\nx.\n\nWax\n---\n", "x.rst", ["Bees", "Bees/Hives", "Bees/Wax"]),
        ("Bees\n====\n\nHives\n-----\nx\n\nSmoke\n=====\n", "x.rst", ["Bees", "Bees/Hives", "Smoke"]),
        ("Bees\n====\nHives\n====\n", "x.rst", ["Bees", "Hives"]),
        ("Bees\r\n====\r\n\r\nx.\r\n", "x.rst", ["Bees"]),
        ("A line.\nAnother line.\n-----\n\n=====  =====\n1      2\n=====  =====\n", "x.rst", []),
        ("x\n\n----\n\ny\n", "x.rst", []),
        ("= Bees\n\n== Hives\n\n----\n== none\n----\n\n=== Wax\n", "x.adoc", ["Bees", "Bees/Hives", "Bees/Hives/Wax"]),
        ("=none\n== \n", "x.adoc", []),
        (r"\title{Bees}" "\n" r"\section*{Hives}" "\n" r"\subsection[w]{Wax {\em x}}", "x.tex",
         ["Bees", "Bees/Hives", r"Bees/Hives/Wax {\em x}"]),
        (r"50\% \section{Hives} % \section{none}", "x.tex", ["Hives"]),
    ],
)  # fmt: skip
def test_headings_are_those_of_the_markup(text: str, name: str, expected: list[str]) -> None:
    assert ["/".join(path) for path in headings(text, name)] == expected


def test_the_title_of_a_tex_text_stands_below_its_settings() -> None:
    (document,) = load_documents(rb"\documentclass{a} \title{Bees} \section{Hives} x", source="x.tex", root_key="r")
    assert document.title == "Bees"


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7 x", ".pdf"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>x", ".html"),
        (b"All is well. <html>", ".txt"),
        ("Käse".encode("utf-16"), ".txt"),
        (b"x" * 99_997 + "👩".encode() * 9, ".txt"),
        (b"\x7fELF\x02\x01\x01\0\0", ""),
        (b"PK\x03\x04 not really", ""),
        (b"\x89PNG\r\n\x1a\n\0", ""),
    ],
)
def test_a_file_without_suffix_is_known_by_its_content(data: bytes, suffix: str) -> None:
    assert suffix_of(data) == suffix


def test_a_file_without_suffix_of_no_type_that_is_read_is_named() -> None:
    with pytest.raises(UnsupportedTypeError, match=r"^run: has no suffix"):
        load_documents(b"\x7fELF\x02\x01\x01\0\0", source="run", root_key="r")


def test_all_of_a_json_file_is_read_or_told() -> None:
    first, second = load_documents(b'["It rains.", 7, {"a": [[1, 2], [3]]}]', source="x.json", root_key="r")
    assert (first.text, second.text) == ("It rains.", "a.1: 1, 2\na.2: 3")
    assert [loss.rows for loss in first.losses] == [(2,)]
