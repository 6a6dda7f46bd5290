"""The wire format of what citespan is asked over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, WithJsonSchema

from citespan.api.wire.response import Confidence
from citespan.qa.conversation.earlier import MAX_EARLIER_TURNS
from citespan.qa.question.question import MAX_QUESTION_CHARACTERS

_CONDITION = r"^((source|title)=[\s\S]+|(after|before)=[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$"
"""What `citespan.index.where.Where.parse` takes, but for days that a month lacks."""

Text = Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS, "pattern": r"\S"})]
Conditions = Annotated[
    list[Annotated[str, Field(json_schema_extra={"pattern": _CONDITION})]],
    Field(description="only documents for which all hold: source=PATTERN, title=WORDS, after=DATE, before=DATE"),
]


class _Request(BaseModel):
    """What citespan takes; an unknown field is a mistake, and so is a number that is written as a string."""

    model_config = ConfigDict(extra="forbid", strict=True)


MOST_QUESTIONS = 100
"""The most questions that one request may bring."""

Risk = Annotated[float, Field(gt=0, lt=1)]
OneOfMany = Annotated[
    Any,
    WithJsonSchema(
        {
            "title": "Question",
            "description": "a question, or an object with it as `question` and with an `id` that comes back; whatever"
            " else stands here gets an error in the place of its response",
        }
    ),
]
Known = Annotated[str, Field(min_length=1, max_length=10_000)]


class EarlierTurnModel(_Request):
    """An earlier turn of a conversation: its question, and what is known of its answers."""

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, pattern=r"\S")]
    resolved: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, pattern=r"\S")] | None = Field(
        None, description="the question in full, as the response gave it"
    )
    answers: Annotated[list[Known], Field(max_length=50)] = Field(
        default_factory=list, description="the texts of its answers"
    )
    evidence: Annotated[list[Known], Field(max_length=50)] = Field(
        default_factory=list, description="the sentences that its citations name as evidence"
    )


_BOTH_LIMITS: dict[str, JsonValue] = {
    "required": ["threshold", "risk"],
    "properties": {"threshold": {"type": "number"}, "risk": {"type": "number"}},
}


class _Limited(_Request):
    """How sure an answer has to be, and which documents are asked."""

    threshold: Confidence | None = Field(None, description="overrides the server's own; not together with a risk")
    risk: Risk | None = Field(
        None, description="sets the threshold so that at most this share of the answers is wrong, if that is certified"
    )
    where: Conditions = Field(default_factory=list)


class AskRequest(_Limited):
    """A question, and how sure an answer has to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": _BOTH_LIMITS,
            "examples": [
                {"question": "Who is named as the commander of Jaish ul-Adl?"},
                {"question": "Who visited Pakistan?", "risk": 0.1, "where": ["source=*.md"], "explain": True},
                {
                    "question": "When was that?",
                    "history": [
                        {
                            "question": "Why was the Ember lamp recalled?",
                            "answers": ["because its charging socket could overheat"],
                        }
                    ],
                },
            ],
        }
    )
    question: Text
    explain: bool = Field(default=False, description="say what each stage did")
    as_typed: bool = Field(
        default=False, description="correct no word of the question, and resolve nothing from the history"
    )
    history: Annotated[list[EarlierTurnModel], Field(max_length=MAX_EARLIER_TURNS)] = Field(
        default_factory=list, description="the earlier turns of the conversation, the first of them first"
    )


class AskManyRequest(_Limited):
    """Several questions, each asked by itself, and how sure answers have to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": _BOTH_LIMITS,
            "examples": [
                {
                    "questions": [
                        "Who is named as the commander of Jaish ul-Adl?",
                        {"question": "Who visited Pakistan?", "id": 2},
                    ]
                }
            ],
        }
    )
    questions: Annotated[list[OneOfMany], Field(min_length=1, max_length=MOST_QUESTIONS)]
    explain: bool = Field(default=False, description="say of each question what each stage did")
    as_typed: bool = Field(default=False, description="correct no word of the questions")


def _asked_by(body: object) -> str | None:
    if isinstance(body, dict):
        return "many" if "questions" in body and "question" not in body else "one"
    if isinstance(body, AskManyRequest):
        return "many"
    return "one" if isinstance(body, AskRequest) else None


ASKED_BY = Discriminator(
    _asked_by,
    custom_error_type="no_question",
    custom_error_message="Input should be an object with a question, or with questions",
)
"""Which of the two a body is meant to be: `one` question, or `many`."""


class SearchRequest(_Request):
    """What to look for, and how many passages to give."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"query": "earthquake"}, {"query": "earthquake", "limit": 2, "where": ["title=a"]}]
        }
    )
    query: Text
    limit: int = Field(5, ge=1, le=100, description="how many passages at most")
    where: Conditions = Field(default_factory=list)
    as_typed: bool = Field(default=False, description="correct no word of the query")
