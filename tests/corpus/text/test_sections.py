import itertools

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.text.sections import Heading, markdown_headings, plain_headings, sections_from


def _found(headings: tuple[Heading, ...]) -> list[tuple[str, int]]:
    return [(heading.text, heading.level) for heading in headings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n\ntext\n\n## Two ##\n\n###### Six", [("One", 1), ("Two", 2), ("Six", 6)]),
        ("\ufeff# After a mark\r\n\r\ntext", [("After a mark", 1)]),
        ("Underlined\n===\n\nLess\n---\n", [("Underlined", 1), ("Less", 2)]),
        ("```\n# code\n```\n# real", [("real", 1)]),
        ("~~~~\n```\n# code\n~~~~\n# real", [("real", 1)]),
        ("#hashtag\n\n    # indented code\n\n####### seven", []),
        ("- item\n---\n", []),
        ("text\n\n---\n\nmore", []),
        ("A title\non two lines\n===\n", [("A title on two lines", 1)]),
        ("<pre>\n# in HTML\n</pre>\n", []),
        ("- # in a list\n\n> # in a quote\n", []),
    ],
)
def test_markdown_headings_are_those_of_commonmark(text: str, expected: list[tuple[str, int]]) -> None:
    assert _found(markdown_headings(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour reopens\n\nBy Ada Quill\n\nThe harbour is open.", ["Harbour reopens"]),
        ("Harbour reopens\n\n09:30 am on 3 May 2021\n\nStaff report\n\nThe harbour is open.", ["Harbour reopens"]),
        ("By Ada Quill and Ben Okafor\n\nIt is open.", []),
        ("Open since 1931\n\nBridges\n\n  • Old Bridge\n  • New Bridge", ["Open since 1931"]),
        ("Costs\r\n\r\nThey rose.", ["Costs"]),
        ("A line\nthat goes on\n\nmore", []),
        ("It ends as a sentence.\n\nmore", []),
        ("a lower-case line\n\nmore", []),
        ("[edit]\n\nmore", []),
        ("Jump to content\n\nmore", []),
        ("W" * 81 + "\n\nmore", []),
        ("Nothing below\n\n", []),
    ],
)
def test_plain_headings_are_short_lines_that_stand_alone(text: str, expected: list[str]) -> None:
    assert [heading.text for heading in plain_headings(text)] == expected


def test_a_section_knows_the_path_of_headings_above_it() -> None:
    text = "before\n# A\n## B\nb\n### C\n## D\n# E\n"
    sections = sections_from(markdown_headings(text), text)
    assert [section.headings for section in sections] == [(), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",)]


@given(texts)
def test_sections_cover_the_text_without_gap_or_overlap(text: str) -> None:
    for find in (markdown_headings, plain_headings):
        sections = sections_from(find(text), text)
        assert sections[0].span.start == 0
        assert sections[-1].span.end == len(text)
        assert all(a.span.end == b.span.start for a, b in itertools.pairwise(sections))
