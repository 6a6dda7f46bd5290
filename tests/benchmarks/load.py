"""Asks a real server with many clients at once: `python tests/benchmarks/load.py --clients 64 --seconds 60 [--write]`.

First every question is asked alone: these are the right answers. Then one client asks for a while, for what it gets by
itself, and then so many at once; the server keeps no answer. Then so many ask a server that keeps answers. Each answer
is held against the one asked alone; a client that is refused (429 or 503 with Retry-After) asks again after that time,
or at most a second. Exits with 1 if an answer differs or anything else went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from measurements import write
from served import served_copy

from citespan.api.http.guard.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Compare = Callable[[dict[str, Any]], object]

QUESTIONS = Path(__file__).parents[1] / "known" / "sample.qa.jsonl"
LONGEST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One client's requests: how long the answered ones took, and how many ended otherwise."""

    seconds: tuple[float, ...]
    refused: int
    wrong: int
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What some clients got together."""

    clients: int
    lasted: float
    asked: Sequence[Asked]

    @property
    def milliseconds(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """How long each answered request took."""
        return np.asarray([seconds * 1000 for one in self.asked for seconds in one.seconds] or [np.nan])

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return sum(len(one.seconds) for one in self.asked)

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return self.answered / self.lasted

    @property
    def refused(self) -> int:
        """How many requests were refused (503)."""
        return sum(one.refused for one in self.asked)

    @property
    def wrong(self) -> int:
        """How many answers differ from the one asked alone."""
        return sum(one.wrong for one in self.asked)

    @property
    def errors(self) -> tuple[str, ...]:
        """What else went wrong."""
        return tuple(error for one in self.asked for error in one.errors)


def told(response: dict[str, Any]) -> object:
    """All that a response says but how long it took."""
    return {name: value for name, value in response.items() if name != "took_ms"}


def cited(response: dict[str, Any]) -> object:
    """What a response cites: this stays when documents come and go that do not answer the question."""
    return [citation for answer in response["answers"] for citation in answer["citations"]]


def known_questions() -> tuple[str, ...]:
    """The known questions about the sample documents."""
    records = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return tuple(dict.fromkeys(record["question"] for record in records if "question" in record))


def asked_alone(address: str, *, questions: Sequence[str], compare: Compare = told) -> dict[str, object]:
    """What is to be compared of the response to each question."""
    return {question: compare(_ask(address, question).json()) for question in questions}


def load(address: str, right: dict[str, object], *, clients: int, seconds: float, compare: Compare = told) -> Load:
    """What so many clients get in so many seconds, each with a connection of its own."""
    lines = [httpx.Client(base_url=address, timeout=120, verify=False) for _ in range(clients)]
    started = time.perf_counter()
    end = started + seconds
    with ThreadPoolExecutor(clients) as pool:
        asked = list(pool.map(lambda number: _client(lines[number], right, number, end, compare), range(clients)))
    lasted = time.perf_counter() - started
    for line in lines:
        line.close()
    return Load(clients, lasted, asked)


def _client(client: httpx.Client, right: dict[str, object], first: int, end: float, compare: Compare) -> Asked:
    names = list(right)
    seconds: list[float] = []
    errors: list[str] = []
    refused = wrong = 0
    for number in count(first * 7):
        if time.perf_counter() >= end:
            break
        question = names[number % len(names)]
        started = time.perf_counter()
        try:
            reply = client.post("/v1/ask", json={"question": question})
        except httpx.HTTPError as exc:
            errors.append(f"{type(exc).__name__}: {exc}")
            continue
        if reply.status_code in {429, 503} and "retry-after" in reply.headers:
            refused += 1
            time.sleep(min(float(reply.headers["retry-after"]), LONGEST_WAIT_SECONDS))
        elif reply.status_code != 200:
            errors.append(f"{reply.status_code}: {reply.text[:200]}")
        else:
            seconds.append(time.perf_counter() - started)
            wrong += compare(reply.json()) != right[question]
    return Asked(tuple(seconds), refused, wrong, tuple(errors))


def _ask(address: str, question: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/ask", json={"question": question}, timeout=120).raise_for_status()


def table(one: Load, many: Load, kept: Load) -> list[str]:
    """The loads side by side, and how they compare; those of `kept` were answered by a server that keeps answers."""
    limit = Limits().question_seconds
    rows = [
        "| clients | answers kept | seconds | answers | a second | p50 ms | p99 ms | refused (503) | share"
        " | wrong | errors |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for each in (one, many, kept):
        p50, p99 = np.percentile(each.milliseconds, [50, 99])
        share = each.refused / max(1, each.answered + each.refused)
        rows.append(
            f"| {each.clients} | {'yes' if each is kept else 'no'} | {each.lasted:.0f} | {each.answered}"
            f" | {each.throughput:.1f} | {p50:.0f} | {p99:.0f} | {each.refused} | {share:.0%} | {each.wrong}"
            f" | {len(each.errors)} |"
        )
    ratio = many.throughput / one.throughput
    others, _, _ = os.getloadavg()
    rows += [
        "",
        f"{many.clients} clients get {ratio:.2f} times the answers of one; the time limit of a question is {limit:g} s."
        f" The machine's load average at the end was {others:.1f}, this run included.",
    ]
    return rows


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--questions", type=int, default=60, help="how many different ones")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/measurements.md")
    arguments = parser.parse_args()
    with served_copy(keeps_answers=False) as address:
        right = asked_alone(address, questions=known_questions()[: arguments.questions])
        one = load(address, right, clients=1, seconds=arguments.seconds / 2)
        many = load(address, right, clients=arguments.clients, seconds=arguments.seconds)
    with served_copy() as address:
        kept = load(address, right, clients=arguments.clients, seconds=arguments.seconds)
    lines = table(one, many, kept)
    print("\n".join(lines))
    for error in (*one.errors, *many.errors, *kept.errors)[:10]:
        print(error)
    if arguments.write:
        command = (
            f"python tests/benchmarks/load.py --clients {arguments.clients} --seconds {arguments.seconds:g} --write"
        )
        write("load", lines, command=command)
    failed = [error for each in (one, many, kept) for error in (each.wrong, *each.errors)]
    return 1 if any(failed) or not all(each.answered for each in (one, many, kept)) else 0


if __name__ == "__main__":
    sys.exit(main())
