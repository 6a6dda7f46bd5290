"""Real files that change between two looks at them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.index.updating.changes import SHORTEST_PAUSE_SECONDS, Watch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    (tmp_path / "a.txt").write_text("one")
    watch = Watch([tmp_path])
    assert watch.look() == frozenset()
    watch.settle()
    return watch


def test_where_nothing_changes_nothing_is_to_be_indexed(watch: Watch) -> None:
    assert [watch.look() for _ in range(3)] == [None] * 3


def test_a_file_that_grows_keeps_no_other_from_being_indexed(watch: Watch, tmp_path: Path) -> None:
    grower = tmp_path / "grower.txt"
    (tmp_path / "b.txt").write_text("two")
    taken = []
    for length in range(1, 5):
        grower.write_text("x" * length)
        taken.append(watch.look())
        if taken[-1] is not None:
            watch.settle()
    assert taken == [None, frozenset({grower}), None, None]
    assert watch.look() == frozenset()


def test_a_file_that_is_gone_counts_when_it_stays_away(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").unlink()
    assert watch.look() is None
    assert watch.look() == frozenset()


def test_what_was_not_settled_is_given_again(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("two")
    assert [watch.look() for _ in range(4)] == [None, frozenset(), frozenset(), frozenset()]


def test_a_path_that_is_missing_is_told(watch: Watch, tmp_path: Path) -> None:
    tmp_path.rename(tmp_path.with_name("away"))
    with pytest.raises(UsageError, match="no such file or folder"):
        watch.look()
    tmp_path.with_name("away").rename(tmp_path)
    assert watch.look() is None


def test_an_idle_watch_of_many_files_takes_at_most_a_hundredth_of_a_core(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.txt").touch()
    watch = Watch([tmp_path])
    watch.look()
    watch.settle()
    watch.look()
    started = time.thread_time()
    watch.look()
    assert (time.thread_time() - started) / watch.pause_seconds < 0.02
    assert watch.pause_seconds >= SHORTEST_PAUSE_SECONDS
