"""The learning rate rises, falls to zero, and does so by tokens or by the clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.training.model.schedule import Schedule

BY_TOKENS = Schedule(tokens=1000, seconds=None, peak_rate=1e-4)
BY_BOTH = Schedule(tokens=1000, seconds=60.0, peak_rate=1e-4)
progresses = st.floats(0, 1)


@given(progresses)
def test_the_rate_is_between_zero_and_its_peak(progress: float) -> None:
    assert 0.0 <= BY_TOKENS.rate(progress) <= 1e-4


@given(progresses, progresses)
def test_the_rate_rises_while_warming_up_and_falls_after(one: float, other: float) -> None:
    earlier, later = sorted((one, other))
    if later < BY_TOKENS.warmup:
        assert BY_TOKENS.rate(earlier) <= BY_TOKENS.rate(later)
    elif earlier >= BY_TOKENS.warmup:
        assert BY_TOKENS.rate(earlier) >= BY_TOKENS.rate(later)


def test_the_rate_begins_above_zero_peaks_once_and_ends_at_zero() -> None:
    assert 0.0 < BY_TOKENS.rate(0.0) < 1e-6
    assert BY_TOKENS.rate(BY_TOKENS.warmup) == 1e-4
    assert BY_TOKENS.rate(BY_TOKENS.warmup - 1e-9) == pytest.approx(1e-4)
    assert BY_TOKENS.rate(1.0) == 0.0


def test_without_a_clock_only_tokens_count() -> None:
    assert BY_TOKENS.progress(250, 1e9) == 0.25


def test_the_budget_nearer_its_end_counts() -> None:
    assert BY_BOTH.progress(250, 6.0) == 0.25
    assert BY_BOTH.progress(250, 30.0) == 0.5


@given(st.integers(0, 5000), st.floats(0, 500))
def test_training_ends_at_progress_one_when_a_budget_is_spent(tokens: int, seconds: float) -> None:
    progress = BY_BOTH.progress(tokens, seconds)
    assert 0.0 <= progress <= 1.0
    assert (progress == 1.0) == (tokens >= 1000 or seconds >= 60.0)
