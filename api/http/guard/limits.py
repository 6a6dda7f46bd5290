"""Limits on requests: how much the server takes at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once.

    `body_bytes` is the largest body, that of an upload aside, which may have `upload_bytes`; `body_seconds` and
    `upload_seconds` are the longest that these may take to arrive. `requests` is the most requests that are worked on
    at once, `uploads` the most that are received at once; the jobs that wait hold `waiting_bytes` at most.
    `question_seconds` is how long a question may take, `requests_per_minute` how often one client may ask, and
    `cache_bytes` how much memory the answers that are kept may take.
    """

    body_bytes: int = 1_000_000
    body_seconds: float = 30.0
    upload_bytes: int = 64_000_000
    upload_seconds: float = 600.0
    uploads: int = 4
    waiting_bytes: int = 256_000_000
    requests: int = 32
    question_seconds: float = 10.0
    requests_per_minute: int | None = None
    cache_bytes: int = 32_000_000
