"""What is fetched from an issuer: kept, fetched again in time, and never asked for too often."""

from __future__ import annotations

import asyncio

import pytest

from citespan.api.http.errors import IssuerError
from citespan.api.sign_on.fetched import BETWEEN_SECONDS, LIFETIME_SECONDS, LONGEST_SECONDS, Fetched


class _Source:
    """Gives 1, 2, 3, ..., or nothing while it is `down`."""

    def __init__(self) -> None:
        self.asked = 0
        self.down = False

    async def fetch(self) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        if self.down:
            raise IssuerError("it is down")
        return self.asked


def test_it_is_fetched_once_for_all_who_wait_and_again_after_its_lifetime() -> None:
    async def check() -> None:
        clock, source = [0.0], _Source()
        fetched = Fetched(source.fetch, clock=lambda: clock[0])
        assert await asyncio.gather(*(fetched.get() for _ in range(10))) == [1] * 10
        clock[0] = LIFETIME_SECONDS - 1
        assert await fetched.get() == 1
        clock[0] = LIFETIME_SECONDS
        assert await fetched.get() == 2

    asyncio.run(check())


def test_while_the_source_is_down_the_last_value_is_used_for_a_day() -> None:
    async def check() -> None:
        clock, source = [0.0], _Source()
        fetched = Fetched(source.fetch, clock=lambda: clock[0])
        assert await fetched.get() == 1
        source.down = True
        clock[0] = LONGEST_SECONDS - 1
        assert [await fetched.get() for _ in range(5)] == [1] * 5
        assert source.asked == 2
        with pytest.raises(IssuerError):
            await fetched.get(again=True)
        clock[0] = LONGEST_SECONDS
        with pytest.raises(IssuerError, match="it is down"):
            await fetched.get()

    asyncio.run(check())


def test_a_source_that_is_down_is_asked_once_in_a_while() -> None:
    async def check() -> None:
        clock, source = [0.0], _Source()
        source.down = True
        fetched = Fetched(source.fetch, clock=lambda: clock[0])
        for _ in range(20):
            with pytest.raises(IssuerError):
                await fetched.get()
        assert source.asked == 1
        source.down = False
        clock[0] = BETWEEN_SECONDS
        assert await fetched.get() == 2

    asyncio.run(check())
