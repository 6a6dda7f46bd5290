"""Each form is read back by what reads it elsewhere: a real library, or the rules of the standard."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from urllib.parse import unquote

import bibtexparser
import pytest
from annotation_schema import ANNOTATIONS
from anthropic.types import TextBlock
from citeproc.source.json import CiteProcJSON
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from citespan.api.standards.form import Form, form_accepted
from citespan.api.standards.write import written
from citespan.api.wire.response import ResponseModel

EXAMPLE = json.loads((files("citespan.api.wire") / "response-example.json").read_text(encoding="utf-8"))


def _response(**changes: object) -> ResponseModel:
    """The example of a response, with changes to its citation."""
    answer = EXAMPLE["answers"][0]
    citation = answer["citations"][0] | changes
    return ResponseModel.model_validate(
        EXAMPLE | {"answers": [answer | {"text": citation["exact"], "citations": [citation]}]}
    )


PLAIN = _response()
PAGED = _response(
    source="a b/Übersicht #1.pdf", page=3, published="2024-01-19", title="Cost & <b>profit</b> {50 %} a_b $2"
)
LINKED = _response(link="https://example.org/a?b=c#:~:text=x", published="2024")
ABSTAINED = ResponseModel.model_validate(
    EXAMPLE | {"answers": [], "status": "abstained", "reason": "no_relevant_passage", "agreement": None}
)
CITED = PLAIN.answers[0].citations[0]
ALL = pytest.mark.parametrize("response", [PLAIN, PAGED, LINKED], ids=["plain", "paged", "linked"])


@ALL
def test_web_annotations_select_the_quote_by_place_by_words_and_by_page(response: ResponseModel) -> None:
    (annotation,) = tree = json.loads(written(response, Form.W3C))
    Draft202012Validator(ANNOTATIONS).validate(tree)
    place, words, *pages = annotation["target"]["selector"]
    assert (place["start"], place["end"], words["exact"]) == (CITED.start, CITED.end, CITED.exact)
    assert [page["value"] for page in pages] == (["page=3"] if response is PAGED else [])


def test_an_annotation_has_the_same_id_whenever_it_is_written() -> None:
    assert written(PLAIN, Form.W3C) == written(PLAIN, Form.W3C)
    assert json.loads(written(PLAIN, Form.W3C))[0]["id"] != json.loads(written(_response(start=1), Form.W3C))[0]["id"]


def test_char_fragments_are_addresses_with_characters() -> None:
    found = re.fullmatch(r"([!-~]+)#char=(\d+),(\d+)", written(PAGED, Form.CHAR))  # RFC 3986: no blanks, only ASCII
    assert found
    assert unquote(found[1]) == "a b/Übersicht #1.pdf"
    assert (int(found[2]), int(found[3])) == (CITED.start, CITED.end)
    assert written(LINKED, Form.CHAR).startswith("https://example.org/a?b=c#char=")


def test_content_blocks_are_those_of_the_anthropic_library() -> None:
    (tree,) = json.loads(written(PLAIN, Form.ANTHROPIC))
    block = TextBlock.model_validate(tree, strict=True)
    assert block.citations
    (citation,) = block.citations
    assert citation.type == "char_location"
    assert (citation.cited_text, citation.start_char_index, citation.document_index) == (CITED.exact, CITED.start, 0)


@ALL
def test_csl_items_are_read_by_a_citation_processor(response: ResponseModel) -> None:
    (item,) = items = json.loads(written(response, Form.CSL))
    assert set(CiteProcJSON(items)) == {CITED.document_id}
    assert item["title"] == response.answers[0].citations[0].title
    assert item.get("URL") == ("https://example.org/a?b=c" if response is LINKED else None)
    dates = {"2024-01-19": {"date-parts": [[2024, 1, 19]]}, "2024": {"date-parts": [[2024]]}}
    assert item.get("issued") == dates.get(response.answers[0].citations[0].published or "")


@ALL
def test_bibtex_entries_are_read_by_a_parser(response: ResponseModel) -> None:
    library = bibtexparser.parse_string(written(response, Form.BIBTEX))
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == CITED.document_id
    title = entry.fields_dict["title"].value
    for special in "&%_#$":
        assert not re.search(rf"(?<!\\){re.escape(special)}", title)
    assert ("year" in entry.fields_dict) == (response is not PLAIN)


def test_markdown_has_the_answer_with_a_footnote_that_marks_the_quote() -> None:
    answer, note = written(PLAIN, Form.MARKDOWN).split("\n\n")
    assert answer == f"{CITED.exact}[^1]"
    assert note.startswith("[^1]: “")
    assert f"**{CITED.exact}**" in note
    assert f"characters {CITED.start}–{CITED.end}" in note


def test_what_documents_say_stays_text_in_markdown() -> None:
    hostile = "1. # <script>alert(1)</script> ![x](http://x) **bold** `code` [^1]: |"
    end = CITED.start + len(hostile)
    evidence = {"start": CITED.start, "end": end, "exact": hostile}
    response = _response(exact=hostile, end=end, evidence=evidence, title=hostile, section=[hostile])
    html = MarkdownIt("commonmark").render(written(response, Form.MARKDOWN))
    for tag in ("<script", "<img", "<h1", "<ol", "<code", "<a "):
        assert tag not in html


def test_without_an_answer_nothing_is_cited() -> None:
    for form in (Form.W3C, Form.ANTHROPIC, Form.CSL):
        assert json.loads(written(ABSTAINED, form)) == []
    assert (written(ABSTAINED, Form.CHAR), written(ABSTAINED, Form.BIBTEX)) == ("", "")
    assert written(ABSTAINED, Form.MARKDOWN)


def test_json_is_the_response_itself() -> None:
    assert ResponseModel.model_validate_json(written(PLAIN, Form.JSON)) == PLAIN


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.JSON),
        ("*/*", Form.JSON),
        ("application/ld+json", Form.W3C),
        ('text/html, Application/LD+JSON; profile="http://www.w3.org/ns/anno.jsonld"', Form.W3C),
        ("application/x-bibtex, text/markdown", Form.BIBTEX),
    ],
)
def test_the_first_form_that_a_header_names_is_taken(accept: str, form: Form) -> None:
    assert form_accepted(accept) is form


def test_every_form_has_a_media_type_of_its_own() -> None:
    kinds = [form.media_type for form in Form]
    assert len(set(kinds)) == len(kinds)
