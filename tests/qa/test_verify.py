from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.document import Span
from citespan.corpus.load import SAMPLE_ROOT, load_file
from citespan.qa.answer import Agreement, Answer, Quote, Reason, Receipt, Response, Status
from citespan.qa.cite import cite
from citespan.qa.verify import Discrepancy, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citespan.qa.answer import Citation
    from citespan.qa.answerer import Answerer

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def response(sample_answerer: Answerer) -> Response:
    return sample_answerer.answer(QUESTION)


def _verified(response: Response) -> tuple[Discrepancy, ...]:
    return verify(response, lambda citation: load_file(SAMPLE_ROOT / citation.source, root=SAMPLE_ROOT))


def _with_citation(response: Response, change: Callable[[Citation], Citation]) -> Response:
    answer = response.answers[0]
    return replace(response, answers=(replace(answer, citations=(change(answer.citations[0]),)),))


def test_what_citespan_answers_holds(response: Response, sample_answerer: Answerer) -> None:
    assert response.answers
    assert _verified(response) == ()
    abstained = sample_answerer.answer("How high is the tower of Pisa?", threshold=1)
    assert abstained.nearest
    assert _verified(abstained) == ()


def test_a_lead_is_checked_like_an_answer(sample_answerer: Answerer) -> None:
    unsure = sample_answerer.answer(QUESTION, threshold=1)
    assert unsure.lead
    assert _verified(unsure) == ()
    moved = replace(unsure.lead, citations=(replace(unsure.lead.citations[0], start=0),))
    assert {found.where for found in _verified(replace(unsure, lead=moved))} == {"lead.citations[0]"}
    assert [found.where for found in _verified(replace(unsure, reason=Reason.NO_RELEVANT_PASSAGE))] == ["lead"]


def test_the_best_sentence_of_a_passage_is_checked_and_no_excuse_for_an_answer(sample_answerer: Answerer) -> None:
    unsure = sample_answerer.answer(QUESTION, threshold=1)
    passage = unsure.nearest[0].citation
    assert passage.is_passage
    assert passage.start < passage.evidence.start or passage.evidence.end < passage.end
    bent = replace(passage, evidence=replace(passage.evidence, exact=passage.evidence.exact.upper()))
    near = replace(unsure.nearest[0], citation=bent)
    (found,) = _verified(replace(unsure, nearest=(near,)))
    assert (found.where, found.detail[:17]) == ("nearest[0].citation", "evidence.exact is")
    as_answer = replace(unsure, lead=Answer(passage.exact, 0.5, (passage,)), nearest=())
    (found,) = _verified(as_answer)
    assert "is no place around the quote" in found.detail


@pytest.mark.parametrize("field", ["exact", "prefix", "suffix", "sha256", "text_sha256"])
def test_one_changed_character_does_not_hold(response: Response, field: str) -> None:
    for offset in (0, -1):

        def change(citation: Citation, offset: int = offset) -> Citation:
            characters = list(getattr(citation, field))
            characters[offset] = "#"
            return replace(citation, **{field: "".join(characters)})

        assert _verified(_with_citation(response, change))


@pytest.mark.parametrize("by", [-1, 1, 10**9])
@pytest.mark.parametrize("field", ["start", "end"])
def test_an_offset_that_is_off_does_not_hold(response: Response, field: str, by: int) -> None:
    assert _verified(_with_citation(response, lambda c: replace(c, **{field: getattr(c, field) + by})))
    assert _verified(
        _with_citation(
            response, lambda c: replace(c, evidence=replace(c.evidence, **{field: getattr(c.evidence, field) + by}))
        )
    )


def test_changed_evidence_and_text_do_not_hold(response: Response) -> None:
    changed = _with_citation(response, lambda c: replace(c, evidence=replace(c.evidence, exact=c.evidence.exact + ".")))
    assert [finding.where for finding in _verified(changed)] == ["answers[0].citations[0]"]
    answer = replace(response.answers[0], text="Somebody")
    assert [f.where for f in _verified(replace(response, answers=(answer,)))] == ["answers[0].text"]
    assert _verified(replace(response, answers=(replace(answer, citations=()),)))


def test_a_file_that_is_not_there_is_named(response: Response) -> None:
    findings = verify(response, lambda _: [])
    assert response.answers[0].citations[0].source in findings[0].detail


def test_the_cell_that_tells_a_row_is_checked(tmp_path: Path) -> None:
    (tmp_path / "builds.md").write_text("| build | size |\n|---|---|\n| 1.2.3 | 14 MB |\n| 1.2.4 | 15 MB |\n")
    (document,) = load_file(tmp_path / "builds.md", root=tmp_path)
    size, key = document.text.index("14 MB"), document.text.index("1.2.3")
    cited = cite(document, Span(size, size + 5), row=Span(key, key + 5))
    answer = Answer(cited.exact, 0.9, (cited,))

    def details(row: Quote) -> list[str]:
        changed = replace(answer, citations=(replace(cited, row=row),))
        said = replace(_ANSWERED, answers=(changed,))
        return [found.detail for found in verify(said, lambda _: (document,))]

    assert details(Quote(key, key + 5, "1.2.3")) == []
    assert details(Quote(key, key + 5, "1.2.4")) == ["row.exact is '1.2.4', the document has '1.2.3'"]
    assert details(Quote(size, size + 5, "14 MB")) == [f"the row [{size}, {size + 5}) is no place beside the quote"]
    assert details(Quote(key, 10**9, "1.2.3")) == [f"the row [{key}, {10**9}) is no place beside the quote"]


_ANSWERED = Response(
    question="How large is build 1.2.3?",
    status=Status.ANSWERED,
    reason=None,
    agreement=Agreement.SINGLE,
    answers=(),
    nearest=(),
    receipt=Receipt(
        citespan="0.1.0", index="i", encoder="e", reader="r", calibration=None, threshold=0.5, silence_threshold=0.1
    ),
    took_ms=1.0,
)
