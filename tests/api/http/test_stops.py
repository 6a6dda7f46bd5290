"""The long run is `python tests/benchmarks/stops.py`; here are few stops."""

from __future__ import annotations

from stops import report, stop_often


def test_a_server_with_much_to_do_stops_in_time_and_loses_nothing() -> None:
    found = stop_often(stops=2, clients=4)
    assert found.stops == 2
    assert found.passed, "\n".join(report(found))
    assert found.answered
