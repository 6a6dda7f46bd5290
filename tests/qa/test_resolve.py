from __future__ import annotations

from dataclasses import replace

import pytest
from resolving import outcome

from citespan.corpus.document import Document, Span
from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_bytes
from citespan.qa.answer import Citation, Quote
from citespan.qa.cite import cite
from citespan.qa.resolve import CitationStanding, Resolution, resolve

TEXT = (
    "The mill stood by the river. Nine people worked there in 1931. It burnt down in May. "
    "The bridge stood by the river. Nine people worked there in 1932. It was sold."
)


def _document(text: str, name: str = "mill.txt") -> Document:
    return load_bytes(text.encode(), source=name, document_id=name)


def _citation(quote: str = "1931") -> Citation:
    start = TEXT.index(quote)
    first, last = TEXT.rindex(". ", 0, start) + 2, TEXT.index(".", start) + 1
    return cite(_document(TEXT), Span(start, start + len(quote)), sentences=[Span(first, last)])


def _resolved(text: str) -> Resolution:
    return resolve(_citation(), current=_document(text))


def test_an_unchanged_document_has_the_quote_where_it_stood() -> None:
    resolution = _resolved(TEXT)
    assert resolution.standing is CitationStanding.EXACT
    assert resolution.quote == Quote(TEXT.index("1931"), TEXT.index("1931") + 4, "1931")


def test_text_after_the_quote_leaves_it_exact_and_text_before_moves_it() -> None:
    assert _resolved(f"{TEXT} The end.").standing is CitationStanding.EXACT
    before = "An old story. "
    moved, start = _resolved(before + TEXT), len(before) + TEXT.index("1931")
    assert (moved.standing, moved.quote) == (CitationStanding.MOVED, Quote(start, start + 4, "1931"))


def test_other_words_in_its_place_are_shown_as_a_change() -> None:
    changed = _resolved(TEXT.replace("1931", "the spring of 1930"))
    assert changed.standing is CitationStanding.CHANGED
    assert changed.quote is not None
    assert changed.quote.exact == "the spring of 1930"


def test_a_number_that_grew_is_a_change_though_it_holds_the_old_one() -> None:
    changed = _resolved(TEXT.replace("1931", "19311"))
    assert (changed.standing, changed.quote and changed.quote.exact) == (CitationStanding.CHANGED, "19311")


def test_a_deleted_sentence_is_gone_and_a_doubled_one_ambiguous() -> None:
    assert _resolved(TEXT.replace("Nine people worked there in 1931. ", "")).standing is CitationStanding.GONE
    assert _resolved(f"{TEXT}\n{TEXT}").standing is CitationStanding.AMBIGUOUS


def test_a_sentence_that_was_moved_is_found_where_it_went() -> None:
    sentence = "Nine people worked there in 1931. "
    moved = _resolved(TEXT.replace(sentence, "") + f" {sentence}")
    assert (moved.standing, moved.quote and moved.quote.exact) == (CitationStanding.MOVED, "1931")


def test_a_changed_sentence_whose_old_words_stand_elsewhere_too_is_ambiguous() -> None:
    changed = TEXT.replace("1931", "1930") + " Nine people worked there in 1931."
    assert _resolved(changed).standing is CitationStanding.AMBIGUOUS


def test_a_renamed_document_is_found_by_all_that_stood_around_the_quote() -> None:
    renamed = _document(f"Preface. {TEXT}", "old-mill.txt")
    found = resolve(_citation(), current=None, others=[_document("Something else."), renamed])
    assert (found.standing, found.source) == (CitationStanding.MOVED, "old-mill.txt")
    assert found.quote is not None
    assert found.quote.exact == "1931"
    assert resolve(_citation(), current=None, others=[renamed, renamed]).standing is CitationStanding.AMBIGUOUS
    assert resolve(_citation(), current=None, others=[_document("Nine in 1931.")]).standing is CitationStanding.GONE


@pytest.mark.parametrize("start", [0, TEXT.index("It was sold")])
def test_a_quote_at_an_end_of_the_text_has_a_place_too(start: int) -> None:
    citation = cite(_document(TEXT), Span(start, start + 3))
    assert resolve(citation, current=_document(TEXT)).standing is CitationStanding.EXACT
    edited = TEXT[:start] + "These" + TEXT[start + 3 :]
    changed = resolve(citation, current=_document(edited))
    assert (changed.standing, changed.quote and changed.quote.exact) == (CitationStanding.CHANGED, "These")


def test_a_quote_always_slices_out_of_todays_text() -> None:
    citation = replace(_citation(), text_sha256="0" * 64)
    found = resolve(citation, current=_document(TEXT))
    assert found.quote is not None
    assert TEXT[found.quote.start : found.quote.end] == found.quote.exact


def test_random_edits_are_resolved_and_never_silently_wrong() -> None:
    outcomes = [outcome(seed) for seed in range(200)]
    assert "wrong" not in outcomes
    assert outcomes.count("right") >= 197


@pytest.mark.parametrize(
    ("was", "quote", "now", "standing"),
    [
        ("It is of brass. The deposit for every single key is 20", "20", "is 200 euros now", CitationStanding.CHANGED),
        (
            "The deposit for every single key is 20 euros, returned",
            "20",
            "is 2000 pounds and never",
            CitationStanding.CHANGED,
        ),
        ("The fee is 5 euros.", "5", "Rooms are dear. Lunch costs 45 euros.", CitationStanding.GONE),
        ("The limit is 5\n", "5", "This is Room 205\n", CitationStanding.GONE),
    ],
)
def test_a_number_is_never_found_inside_a_longer_one(
    was: str, quote: str, now: str, standing: CitationStanding
) -> None:
    start = was.index(quote)
    citation = cite(_document(was), Span(start, start + len(quote)), sentences=[Span(0, len(was.rstrip()))])
    today = was.replace(f"is {quote}", now) if now.startswith("is ") else now
    assert resolve(citation, current=_document(today)).standing is standing


@pytest.mark.parametrize(
    ("heading", "now", "standing"),
    [
        ("Staff report", "It burnt.\n\nStaff report\n", CitationStanding.MOVED),
        ("Staff report", "It burnt.\n\nThe Staff report\n", CitationStanding.GONE),
        ("Staff report", "Staff report\n\nIt burnt.\n\nStaff report\n", CitationStanding.AMBIGUOUS),
        ("Staff", "It burnt.\n\nStaff\n", CitationStanding.GONE),
    ],
)
def test_a_heading_is_known_by_the_line_that_it_fills(heading: str, now: str, standing: CitationStanding) -> None:
    was = f"The mill\n\n{heading}\n\nNine people worked there.\n"
    span = Span(10, 10 + len(heading))
    citation = cite(_document(was), Span(span.end - len(heading.rsplit(maxsplit=1)[-1]), span.end), sentences=[span])
    found = resolve(citation, current=_document(now))
    assert found.standing is standing
    if found.quote:
        assert now[found.quote.start : found.quote.end] == heading.rsplit(maxsplit=1)[-1]


def test_a_quote_without_surroundings_is_not_looked_for_elsewhere() -> None:
    citation = cite(_document("42"), Span(0, 2))
    assert resolve(citation, current=None, others=[_document("It has 42 rooms.")]).standing is CitationStanding.GONE


@pytest.mark.parametrize(
    "change", [{"exact": "1930"}, {"exact": ""}, {"end": 999}, {"end": 0}, {"evidence": Quote(0, 3, "The")}]
)
@pytest.mark.parametrize("text", [TEXT, "Another text."])
def test_a_citation_that_was_edited_is_an_error_that_names_verify(
    change: dict[str, str | int | Quote], text: str
) -> None:
    with pytest.raises(LoadError, match="citespan verify"):
        resolve(replace(_citation(), **change), current=_document(text))


@pytest.mark.timeout(60)
def test_surroundings_that_stand_everywhere_are_not_paired_one_by_one() -> None:
    citation = replace(_citation(), prefix="of the one ", suffix="of the one ")
    assert resolve(citation, current=_document("of the one " * 60_000)).standing is CitationStanding.GONE
