"""From feedback to labelled questions: a case file for `check`, or SQuAD's format for `evaluate` and `calibrate`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.api.wire.feedback import Verdict
from citespan.api.wire.reading import response_from
from citespan.corpus.errors import UsageError
from citespan.index.contents import open_contents
from citespan.qa.answer import Agreement
from citespan.qa.regression.case_file.load import case_id_of
from citespan.qa.regression.case_file.write import json_lines_text, yaml_text
from citespan.qa.regression.cases import SUFFIXES, KnownQuestion, RegressionCase, Side
from citespan.qa.regression.propose import side_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from citespan.api.wire.feedback import StoredFeedback
    from citespan.index.contents import Contents
    from citespan.qa.answer import Response

SQUAD_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's text, how many questions are in it, and how much feedback is not, since it names no right answer."""

    text: str
    questions: int
    left_out: int


def exported(feedback: Sequence[StoredFeedback], file: Path, *, index: Path) -> Exported:
    """The questions of `feedback` in the format that the name of `file` asks for; the last word on a question counts.

    Raises:
        UsageError: if the name asks for no format, or no feedback names a right answer.
    """
    if not file.name.endswith((*SUFFIXES, SQUAD_SUFFIX)):
        raise UsageError(
            f"{file}: name a case file for 'citespan check' (ending in {', '.join(SUFFIXES)}), or one in SQuAD's format"
            f" for 'citespan evaluate' and 'citespan calibrate' ({SQUAD_SUFFIX})"
        )
    last = {_asked(stored): stored for stored in feedback}
    known = [(stored, question) for stored in last.values() if (question := known_question(stored))]
    if file.name.endswith(SUFFIXES):
        cases = [RegressionCase(case_id_of(question.text), 0, (question,)) for _, question in known]
        text = json_lines_text({}, cases) if file.name.endswith(".jsonl") else yaml_text({}, cases)
        count = len(cases)
    else:
        articles = _articles(known, index)
        text, count = json.dumps({"version": "2.0", "data": articles}, ensure_ascii=False, indent=1), len(articles)
    if not count:
        raise UsageError("no feedback says what the right answer to a question is; there is nothing to export")
    return Exported(text, count, len(last) - count)


def known_question(stored: StoredFeedback) -> KnownQuestion | None:
    """The question of a response, and what it must get; None if nobody said that."""
    said = response_from(stored.response)
    question = _asked(stored)
    if stored.verdict is Verdict.WRONG:
        if stored.expected is None:
            return None
        expected = stored.expected.strip()
        return KnownQuestion(question, Side((expected,)) if expected else None)
    sides = tuple(side for answer in said.answers if (side := side_of(answer)))
    if said.agreement is Agreement.CONFLICTING:
        return KnownQuestion(question, None, conflict=sides)
    if said.agreement is Agreement.LIST and len(sides) > 1:
        return KnownQuestion(question, None, items=tuple(Side(side.answers) for side in sides))
    return KnownQuestion(question, sides[0] if sides else None)


def _asked(stored: StoredFeedback) -> str:
    return stored.response.resolved or stored.response.question


def _articles(known: Sequence[tuple[StoredFeedback, KnownQuestion]], index: Path) -> list[dict[str, object]]:
    """An article for each question whose answer stands in a document that its response named: that is the context."""
    articles: list[dict[str, object]] = []
    with open_contents(index) as contents:
        for stored, question in known:
            answers = [text for side in question.sides for text in side.answers]
            for title, text in _texts(response_from(stored.response), contents):
                marked = [{"text": answer, "answer_start": text.find(answer)} for answer in answers if answer in text]
                if marked or not answers:
                    labelled = {
                        "id": stored.id,
                        "question": question.text,
                        "is_impossible": not answers,
                        "answers": marked,
                    }
                    articles.append({"title": title, "paragraphs": [{"context": text, "qas": [labelled]}]})
                    break
    return articles


def _texts(said: Response, contents: Contents) -> Iterator[tuple[str, str]]:
    """Titles and today's texts of the documents that a response names, those of its answers first."""
    citations = [citation for answer in said.answers for citation in answer.citations]
    citations += said.lead.citations if said.lead else ()
    citations += [near.citation for near in said.nearest]
    for document_id in dict.fromkeys(citation.document_id for citation in citations):
        if stored := contents.find(document_id):
            yield stored.title, contents.read(stored).text
