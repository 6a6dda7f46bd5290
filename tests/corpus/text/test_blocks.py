import itertools

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.document import Section, Span
from citespan.corpus.text.blocks import BlockKind, blocks

PROSE = "The bridge was closed on Monday, because one of its cables had been found to be rusty."
BOX = "Name\nOld Bridge\nOpened\n1931[4]\nSpan\n210 metres\nCountry\nNowhere"
LONG = f"{PROSE} {PROSE} It will stay closed until the summer, as the town's engineer told the council."
REFERENCES = (
    '  1. ^ Quill, Ada (3 May 2021). "The bridge". The Courier. Retrieved 4 May 2021.\n'
    '  2. ^ a b "Bridges of the river". Town Archive. Archived from the original on 9 May 2021.'
)


def _kinds(text: str, *headings: str) -> list[tuple[BlockKind, str]]:
    found = blocks(text, Section(headings, Span(0, len(text))))
    return [(block.kind, block.span.slice(text)) for block in found]


def test_an_information_box_does_not_swallow_the_prose_below_it() -> None:
    assert _kinds(f"{BOX}\n\n{PROSE}\n") == [(BlockKind.LISTING, f"{BOX}\n\n"), (BlockKind.PROSE, f"{PROSE}\n")]
    assert _kinds(f"{BOX}\n{LONG}") == [(BlockKind.LISTING, f"{BOX}\n"), (BlockKind.PROSE, LONG)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROSE, BlockKind.PROSE),
        ("The bridge was closed\non Monday, because one of\nits cables had been found\nto be rusty.", BlockKind.PROSE),
        (REFERENCES, BlockKind.REFERENCES),
        ("Jump to content", BlockKind.NAVIGATION),
        ("1. Open the lid\n2. Press the red button\n3. Wait for ten minutes", BlockKind.LISTING),
        ("Origins ........ 3\nDesign ......... 9\nClosure ....... 12", BlockKind.NAVIGATION),
        ("| cable | year |\n|---|---|\n| north | 1931 |", BlockKind.LISTING),
        ("- hammer: 2 pounds\n- saw: 3 pounds", BlockKind.LISTING),
        ("Figure 3: The bridge from the north.", BlockKind.CAPTION),
        ("An engineer inspects the north cable on 3 May 2021. Photo: Ada Quill", BlockKind.CAPTION),
        ("The closed bridge at dawn. (Photo: Ada Quill)", BlockKind.CAPTION),
        ("Parliament sits on 12 May 2025 at 10 am.", BlockKind.PROSE),
        ("She was a photographer for Getty Images until 2004.", BlockKind.PROSE),
        ("Smoke rises over the port, 3 May 2021 / Reuters", BlockKind.CAPTION),
        (
            "1. Fill in the form at https://town.example/form within 30 days.\n"
            "2. Pay at most 120 euros (see p. 4 of the guide).",
            BlockKind.PROSE,
        ),
        (
            "The lease of the upper mill runs for a period of twenty-\n"
            "four months from the day on which both have signed it,\nand ends without notice",
            BlockKind.PROSE,
        ),
        ("港口的渡轮中午出发。\n它运载四十辆汽车。", BlockKind.PROSE),
        ("On 3 May 2021 an engineer inspected the cable, and found that it holds.", BlockKind.PROSE),
    ],
)
def test_blocks_are_known_by_their_look(text: str, kind: BlockKind) -> None:
    assert _kinds(text) == [(kind, text)]


def test_a_section_of_references_is_known_by_its_heading_and_its_list() -> None:
    listed = "Citations\n\nQuill, The bridge, p. 4\nOkafor, Cables\n"
    assert [kind for kind, _ in _kinds(listed, "Town", "Citations")] == [BlockKind.REFERENCES]
    assert [kind for kind, _ in _kinds(f"Citations\n\n{PROSE}", "Town", "Citations")] == [BlockKind.PROSE]


def test_notes_and_sources_that_say_something_are_no_references() -> None:
    for heading in ("Notes", "Sources"):
        assert [kind for kind, _ in _kinds(f"{heading}\n\n- Refunds take 14 days.\n- Call us.\n", heading)] == [
            BlockKind.PROSE
        ]
        assert [kind for kind, _ in _kinds(f"{heading}\n\n{REFERENCES}", heading)] == [BlockKind.REFERENCES]


def test_prose_below_the_headings_of_references_and_contents_stays_prose() -> None:
    prose = "The deadline for appeals is 14 days. Write to https://town.example/appeals in time."
    assert [kind for kind, _ in _kinds(f"See also\n\n{prose}", "See also")] == [BlockKind.PROSE]
    box = "The box holds one charger and a cable.\nIt also holds a leaflet in four languages."
    assert [kind for kind, _ in _kinds(f"Contents\n\n{box}", "Contents")] == [BlockKind.PROSE]


def test_numbered_clauses_stand_for_themselves() -> None:
    text = "1.1 The tenant pays the rent\n1.2 The landlord pays the repairs\n1.3 Both may end the lease"
    (block,) = blocks(text, Section((), Span(0, len(text))))
    assert block.by_line


def test_many_blanks_cost_little() -> None:
    text = " " * 200_000 + "x"
    assert blocks(text, Section((), Span(0, len(text))))


def test_a_table_of_contents_is_known_by_its_heading() -> None:
    assert [kind for kind, _ in _kinds("Contents\n\n1 Origins\n2 Design\n", "Contents")] == [BlockKind.NAVIGATION]


def test_a_heading_belongs_to_the_block_below_it() -> None:
    assert _kinds(f"{PROSE}\n\nTools\n\n- hammer: 2\n- saw: 3") == [
        (BlockKind.PROSE, f"{PROSE}\n\n"),
        (BlockKind.LISTING, "Tools\n\n- hammer: 2\n- saw: 3"),
    ]


@given(texts)
def test_the_blocks_of_any_text_follow_each_other_without_gap(text: str) -> None:
    if not text:
        return
    section = Section((), Span(0, len(text)))
    found = blocks(text, section)
    assert (found[0].span.start, found[-1].span.end) == (0, len(text))
    for before, after in itertools.pairwise(found):
        assert before.span.end == after.span.start
        assert (before.kind, before.by_line) != (after.kind, after.by_line)
