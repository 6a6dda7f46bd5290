"""Chat completions, asked for by the real `openai` client."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import openai
import pytest

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def client(sample_server: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{sample_server}/v1", api_key="none is needed", max_retries=0, timeout=200)


@pytest.fixture(scope="module")
def asked(sample_server: str) -> dict[str, object]:
    return dict(httpx.post(f"{sample_server}/v1/ask", json={"question": QUESTION}, timeout=200).json())


def test_the_answer_is_that_of_ask_with_its_citation(
    client: openai.OpenAI, asked: dict[str, object], sample_server: str
) -> None:
    completion = client.chat.completions.create(
        model="any", temperature=0.7, messages=[{"role": "user", "content": QUESTION}]
    )
    message = completion.choices[0].message
    assert completion.model_extra is not None
    said = completion.model_extra["citespan"]
    assert said["answers"] == asked["answers"]
    assert message.content == said["answers"][0]["text"]
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert message.content[cited.start_index : cited.end_index] == said["answers"][0]["citations"][0]["exact"]
    assert cited.url.startswith(f"{sample_server}/documents/")
    assert httpx.get(cited.url, timeout=60).status_code == 200
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens > 0


def test_a_stream_adds_up_to_the_same(client: openai.OpenAI, asked: dict[str, object]) -> None:
    chunks = list(
        client.chat.completions.create(
            model="citespan",
            stream=True,
            stream_options={"include_usage": True},
            messages=[{"role": "user", "content": [{"type": "text", "text": QUESTION}]}],
        )
    )
    said = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    whole = client.chat.completions.create(model="citespan", messages=[{"role": "user", "content": QUESTION}])
    assert said == whole.choices[0].message.content
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason] == ["stop"]
    (extra,) = (
        chunk.model_extra["citespan"] for chunk in chunks if chunk.model_extra and "citespan" in chunk.model_extra
    )
    assert extra["answers"] == asked["answers"]
    assert chunks[-1].usage == whole.usage


def test_a_client_may_leave_a_stream(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="citespan", stream=True, messages=[{"role": "user", "content": QUESTION}]
    )
    next(iter(stream))
    stream.close()
    assert client.models.retrieve("citespan").id == "citespan"


def test_earlier_messages_resolve_a_follow_up_and_a_system_message_changes_nothing(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="citespan",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "What does the Ember lamp cost?"},
            {"role": "assistant", "content": "These documents do not say."},
            {"role": "user", "content": "Why was it recalled?"},
        ],
    )
    assert completion.model_extra is not None
    said = completion.model_extra["citespan"]
    assert said["question"] == "Why was it recalled?"
    assert "Ember lamp" in said["resolved"]


def test_without_an_answer_the_message_says_so_and_cites_nothing(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="citespan", messages=[{"role": "user", "content": "Who composed the opera about the moon landing?"}]
    )
    assert completion.model_extra is not None
    assert completion.model_extra["citespan"]["answers"] == []
    assert completion.choices[0].message.content
    assert completion.choices[0].message.annotations == []


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["citespan"]
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-17")


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        ([], "at least 1"),
        ([{"role": "system", "content": "x"}], "no message has the role user"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], "holds no text"),
        ([{"role": "user", "content": "x" * 1001}], "1001 characters"),
        ([{"role": "king", "content": "x"}], "role"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: openai.OpenAI, messages: list[object], why: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(model="citespan", messages=messages)  # type: ignore[arg-type]
    assert why in refused.value.response.json()["detail"]


def test_a_long_history_is_taken_and_an_oversized_one_refused(client: openai.OpenAI) -> None:
    turn = [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "y" * 2000}]
    last = {"role": "user", "content": QUESTION}
    assert client.chat.completions.create(model="x", messages=[*turn * 100, last]).choices  # type: ignore[list-item]
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(model="x", messages=[*turn * 600, last])  # type: ignore[list-item]
    assert refused.value.status_code == 413


def test_the_example_of_the_page_prints_the_answer(sample_server: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[4] / "docs" / "http.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(block.replace("http://127.0.0.1:8000", sample_server), {})
    assert capsys.readouterr().out.strip()
