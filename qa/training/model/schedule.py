"""The schedule: how far training is, by tokens or by the clock, and what that means for the learning rate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """Linear warm-up, then linear decay to zero, over a budget of tokens and, if given, of seconds.

    Whichever budget is nearer its end counts: a slow machine still ends with a decayed learning rate, with
    fewer tokens seen. Without `seconds` the schedule is the same on every machine.
    """

    tokens: int
    seconds: float | None
    peak_rate: float
    warmup: float = 0.04

    def progress(self, tokens_seen: int, seconds_spent: float) -> float:
        """How far training is, in [0, 1]; at 1 it ends."""
        by_tokens = tokens_seen / self.tokens
        by_clock = seconds_spent / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_tokens, by_clock))

    def rate(self, progress: float) -> float:
        """The learning rate at `progress`."""
        if progress < self.warmup:
            return self.peak_rate * max(progress, 1e-4) / self.warmup
        return self.peak_rate * (1.0 - progress) / (1.0 - self.warmup)
