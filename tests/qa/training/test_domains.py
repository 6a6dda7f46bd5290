"""The domains that the confidence is fitted on: each question is asked where it should be, of its own part alone."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from labelled import article, write_squad

from citespan.qa.reader.whole_sentence import SentenceReader
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.split import Part, part_of_document
from citespan.qa.training.domains import (
    DOCUMENTS_AT_ONCE,
    ENCYCLOPEDIC,
    EVERYDAY,
    EVERYDAY_FOLDER,
    SEARCH,
    Domains,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder

DOCUMENTS = [f"pool-{number}.md" for number in range(30)]
HELD_OUT = {
    Source.SQUAD1: ("Kenya", "Chloroplast", "Martin_Luther", "Doctor_Who"),
    Source.SQUAD2: ("Packet_switching", "Imperialism"),
    Source.NEW_WIKI: ("Morality", "Saxophone"),
    Source.NQ: tuple(f"Search {number}" for number in range(24)),
}


@pytest.fixture(scope="module")
def domains(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Domains]:
    data = tmp_path_factory.mktemp("data")
    (data / EVERYDAY_FOLDER / "docs").mkdir(parents=True)
    rows = []
    for number, name in enumerate(DOCUMENTS):
        text = f"# Pool {number}\n\nPool {number} opens at {number + 100} in summer.\n"
        (data / EVERYDAY_FOLDER / "docs" / name).write_text(text)
        start = text.index(f"at {number + 100}")
        answer = {"text": f"at {number + 100}", "start": start, "end": start + 6}
        rows.append(
            {"id": f"{number}", "question": f"When does pool {number} open?", "document": name, "answers": [answer]}
        )
        rows.append({"id": f"{number}x", "question": f"Who runs pool {number}?", "document": name, "answers": []})
    (data / EVERYDAY_FOLDER / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    numbers = iter(range(1000))
    for source, titles in HELD_OUT.items():
        impossible = 2 if source == Source.SQUAD2 else 0
        articles = [{**article(next(numbers), passages=2, impossible=impossible), "title": title} for title in titles]
        write_squad(data / f"{source}.json.gz", articles)
    made = Domains(data, tmp_path_factory.mktemp("work"), encoder=encoder, tell=lambda *_: None)
    yield made
    made.close()


def test_each_part_asks_its_own_everyday_questions_over_a_few_documents(domains: Domains, encoder: Encoder) -> None:
    for part in (Part.FIT, Part.THRESHOLD, Part.TEST):
        own = [name for name in DOCUMENTS if part_of_document(EVERYDAY_FOLDER, name) is part]
        seen = [
            one
            for one in domains.observe(part, SentenceReader(encoder), tell=lambda *_: None)
            if one.domain == EVERYDAY
        ]
        assert len(seen) == 2 * len(own)
        assert sum(one.is_answerable for one in seen) == len(own)
        for one in seen:
            sources = {candidate.passage.document.source for candidate in one.candidates}
            assert sources <= set(own)
            assert len(sources) <= DOCUMENTS_AT_ONCE


def test_search_questions_are_foreign_to_encyclopedic_passages_and_the_other_way_round(
    domains: Domains, encoder: Encoder
) -> None:
    seen = domains.observe(Part.FIT, SentenceReader(encoder), tell=lambda *_: None)
    kinds = Counter((one.domain, one.is_answerable) for one in seen)
    assert all(kinds[domain, wanted] for domain in (ENCYCLOPEDIC, SEARCH) for wanted in (True, False))
    for one in seen:
        if not one.is_answerable:
            assert not any(one.judge(candidate.text) for candidate in one.candidates)
    found = [any(one.judge(c.text) for c in one.candidates) for one in seen if one.is_answerable]
    assert sum(found) > len(found) / 2, "most answerable questions find a right span"
