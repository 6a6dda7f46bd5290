"""Case files as they are written: the models that check them, and the JSON Schema made from those."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import models_json_schema

from citespan.qa.regression.cases import SAMPLE, Match

SCHEMA = Path(__file__).parent / "case-file.schema.json"
"""The published JSON Schema; `json_schema` makes it."""

Text = Annotated[str, Field(min_length=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class PlaceModel(_Wire):
    """Where an answer must be cited."""

    document: Text = Field(description="the document's source: its path below the corpus folder, with slashes")
    quote: Text | None = Field(None, description="words of the document, exactly as they stand there")
    start: int | None = Field(None, ge=0, description="first code point of the place in the document's text")
    end: int | None = Field(None, ge=1, description="code point after the last one of the place")
    quote_sha256: Digest | None = Field(None, description="SHA-256 of the text between start and end, in UTF-8")
    document_sha256: Digest | None = Field(None, description="SHA-256 of the document's bytes")
    page: int | None = Field(None, ge=1, description="page of the document, counted from 1")

    @model_validator(mode="after")
    def _offsets_fit(self) -> PlaceModel:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end go together; write both, or neither")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"start {self.start} is not before end {self.end}; offsets are [start, end)")
        if self.quote_sha256 and self.start is None:
            raise ValueError("quote_sha256 is of the text between start and end; write both of them")
        return self


class SideModel(_Wire):
    """One side of a conflict: accepted answers, places, or both."""

    answers: tuple[Text, ...] = ()
    cited: tuple[PlaceModel, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> SideModel:
        if not (self.answers or self.cited):
            raise ValueError("a side needs answers, cited, or both")
        return self


class QuestionModel(_Wire):
    """A question and what it must get: one of answers and cited, items, conflict, or unanswerable."""

    question: Text
    answers: tuple[Text, ...] = Field((), description="accepted answers, any of them; else the words at the place")
    match: Match = Field(Match.SQUAD, description="how an answer is compared with the accepted ones")
    tolerance: float = Field(0.0, ge=0, description="largest difference that counts as equal, for match: number")
    cited: tuple[PlaceModel, ...] = Field((), description="places, any of which the answer must be cited from")
    items: tuple[Text, ...] = Field((), description="items of a list, all of which must be among the answers")
    unanswerable: bool = Field(False, description="the documents do not say")
    conflict: tuple[SideModel, ...] = Field((), description="sides that must all be shown, at least two")

    @model_validator(mode="after")
    def _expects_one_thing(self) -> QuestionModel:
        answers = bool(self.answers or (self.cited and not self.items))
        if sum((answers, bool(self.items), self.unanswerable, bool(self.conflict))) != 1:
            raise ValueError(
                "a question needs exactly one of: answers and/or cited; items of a list, with cited or without;"
                " unanswerable: true; conflict with its sides"
            )
        if len(self.conflict) == 1:
            raise ValueError("a conflict has two sides or more; for one side, write answers and cited")
        if self.tolerance and self.match is not Match.NUMBER:
            raise ValueError("tolerance is for match: number; write that, or leave tolerance out")
        return self


class _CaseFields(_Wire):
    id: Annotated[str, Field(pattern=r"^[\w.-]+$")] | None = Field(
        None, description="the case's name, unique in the file; made from the question if not given"
    )
    tags: tuple[Text, ...] = ()
    review: bool = Field(False, description="proposed by a machine; fails until a person has deleted this mark")


class CaseModel(_CaseFields, QuestionModel):
    """A case: one question."""


class TurnModel(QuestionModel):
    """A turn: a question, which may need the turns before it."""

    in_full: Text | None = Field(None, description="the question as it would be asked without the turns before it")


class ConversationModel(_CaseFields):
    """A case: the turns of a conversation, each asked after the ones before it."""

    turns: tuple[TurnModel, ...] = Field(min_length=1)


class ThresholdsModel(_Wire):
    """What the whole file must reach; single cases may then fail."""

    accuracy: Share | None = Field(None, description="least share of answerable questions that pass")
    false_answers: Share | None = Field(None, description="largest share of unanswerable questions that are answered")
    median_ms: float | None = Field(None, gt=0, description="longest median time of an answer, in milliseconds")


class HeaderModel(_Wire):
    """What counts for a whole file; in JSON lines, the first line."""

    corpus: Literal["sample"] | tuple[Text, ...] | None = Field(
        None, description=f"'{SAMPLE}', or files and folders, relative to the case file"
    )
    index: Text | None = Field(None, description="folder of an index, relative to the case file")
    thresholds: ThresholdsModel = ThresholdsModel()

    @model_validator(mode="after")
    def _one_corpus(self) -> HeaderModel:
        if self.corpus is not None and self.index is not None:
            raise ValueError("corpus and index exclude each other; leave one out")
        if self.corpus == ():
            raise ValueError("corpus names nothing; write 'sample', paths, or leave it out")
        return self


class CaseFileModel(HeaderModel):
    """A YAML case file."""

    cases: tuple[CaseModel | ConversationModel, ...] = Field(min_length=1)


def json_schema() -> str:
    """The JSON Schema of case files: the root is a YAML file, `$defs` also holds the lines of a JSON lines file."""
    models = (CaseFileModel, HeaderModel, CaseModel, ConversationModel)
    _, definitions = models_json_schema([(model, "validation") for model in models])
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "citespan case file",
        "$comment": "A line of a .qa.jsonl file is a CaseModel or a ConversationModel; its first may be a HeaderModel.",
        "$ref": "#/$defs/CaseFileModel",
        "$defs": definitions["$defs"],
    }
    return json.dumps(schema, indent=2) + "\n"
