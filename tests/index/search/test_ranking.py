import pytest

from citespan.corpus.text.blocks import BlockKind
from citespan.index.search.ranking import ranking_scores, wants_apparatus

DENSE = {1: 0.9, 2: 0.5, 3: 0.1}
LEXICAL = {1: 9.0, 2: 5.0}


def test_both_scores_count_alike_whatever_their_scale() -> None:
    kinds = dict.fromkeys(DENSE, BlockKind.PROSE)
    scores = ranking_scores(kinds, DENSE, LEXICAL, demote=True)
    assert sorted(scores, key=lambda chunk: -scores[chunk]) == [1, 2, 3]
    assert scores == pytest.approx(ranking_scores(kinds, DENSE, {1: 900.0, 2: 500.0}, demote=True))


def test_a_reference_ranks_below_all_prose_unless_it_is_asked_for() -> None:
    kinds = {1: BlockKind.REFERENCES, 2: BlockKind.PROSE, 3: BlockKind.PROSE}
    demoted = ranking_scores(kinds, DENSE, LEXICAL, demote=True)
    assert min(demoted[2], demoted[3]) > demoted[1]
    asked_for = ranking_scores(kinds, DENSE, LEXICAL, demote=False)
    assert asked_for[1] > max(asked_for[2], asked_for[3])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the title of the report?", True),
        ("Who took the photo?", True),
        ("Which source is cited for the toll?", True),
        ("Who was killed in Panjgur?", False),
        ("When did the ambassador return?", False),
    ],
)
def test_questions_for_apparatus_are_recognised_by_their_words(question: str, expected: bool) -> None:
    assert wants_apparatus(question) is expected


def test_no_chunks_have_no_scores() -> None:
    assert ranking_scores({}, {}, {}, demote=True) == {}
