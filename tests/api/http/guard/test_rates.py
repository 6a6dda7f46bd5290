from citespan.api.http.guard.rates import Rate


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_client_sends_as_many_as_it_may_at_once_and_then_one_by_one() -> None:
    clock = _Clock()
    rate = Rate(6, clock=clock)
    assert [rate.seconds_to_wait("a") for _ in range(6)] == [0.0] * 6
    assert rate.seconds_to_wait("a") == 10.0
    clock.now += 9.5
    assert rate.seconds_to_wait("a") == 0.5
    clock.now += 0.5
    assert rate.seconds_to_wait("a") == 0.0
    assert rate.seconds_to_wait("a") == 10.0


def test_who_is_refused_waits_no_longer_for_asking_again() -> None:
    clock = _Clock()
    rate = Rate(1, clock=clock)
    assert rate.seconds_to_wait("a") == 0.0
    assert [rate.seconds_to_wait("a") for _ in range(5)] == [60.0] * 5


def test_clients_do_not_share_and_a_pause_gives_no_more_than_a_minute() -> None:
    clock = _Clock()
    rate = Rate(2, clock=clock)
    assert [rate.seconds_to_wait(client) for client in "abab"] == [0.0] * 4
    assert rate.seconds_to_wait("a") > 0
    clock.now += 3600
    assert [rate.seconds_to_wait("a") > 0 for _ in range(3)] == [False, False, True]
