"""The pytest plugin: case files are collected by their names, and each case is a test.

It is loaded into every run of pytest where citespan is installed, so it imports nothing but pytest until there is a
case file to collect.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from citespan.qa.regression.cases import PROPOSED, SUFFIXES

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from citespan.api.check.subjects import Subjects
    from citespan.qa.regression.cases import CaseFile, RegressionCase
    from citespan.qa.regression.stages import CaseOutcome

_THRESHOLDS = "[thresholds]"


class CaseFailedError(Exception):
    """A case or a file's thresholds did not pass; the message is the report."""


class _Worker:
    """What this process has opened and asked: models and indexes once, each case once."""

    def __init__(self) -> None:
        self._subjects: Subjects | None = None
        self._outcomes: dict[tuple[Path, str], CaseOutcome] = {}

    def outcome(self, file: CaseFile, case: RegressionCase) -> CaseOutcome:
        """What comes of a case."""
        key = (file.path, case.case_id)
        if key not in self._outcomes:
            # A project that makes warnings errors means its own, not those of the libraries that are loaded here.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._outcomes[key] = self._asked(file, case)
        return self._outcomes[key]

    def close(self) -> None:
        """Close what was opened."""
        if self._subjects:
            self._subjects.close()

    def _asked(self, file: CaseFile, case: RegressionCase) -> CaseOutcome:
        from citespan.api.check.subjects import Subjects
        from citespan.api.settings import read_settings
        from citespan.qa.regression.run import run_case

        if self._subjects is None:
            self._subjects = Subjects(read_settings())
        subjects = self._subjects
        return run_case(case, find=subjects.documents(file), subject=lambda: subjects.subject(file))


_WORKER = pytest.StashKey[_Worker]()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare to remember what is opened."""
    config.stash[_WORKER] = _Worker()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what was opened."""
    if worker := config.stash.get(_WORKER, None):
        worker.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `*.qa.yaml` and `*.qa.jsonl`, but no proposals: those are not tests before a person has read them."""
    if not file_path.name.endswith(SUFFIXES) or f"{PROPOSED}.qa." in file_path.name:
        return None
    collector: pytest.Collector = CaseFileCollector.from_parent(parent, path=file_path)
    return collector


class CaseFileCollector(pytest.File):
    """A case file: one test a case, and one for the file's thresholds if it has any."""

    def collect(self) -> Iterator[pytest.Item]:
        """The tests of the file.

        Raises:
            CollectError: if the file is malformed.
        """
        from citespan.corpus.errors import LoadError
        from citespan.qa.regression.case_file.load import read_case_file
        from citespan.qa.regression.cases import Thresholds

        try:
            file = read_case_file(self.path)
        except LoadError as exc:
            raise self.CollectError(str(exc)) from exc
        for case in file.cases:
            yield CaseItem.from_parent(self, name=case.case_id, file=file, case=case)
        if file.thresholds != Thresholds():
            yield ThresholdsItem.from_parent(self, name=_THRESHOLDS, file=file)


class _Item(pytest.Item):
    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:  # noqa: ARG002
        """The report alone for a case that failed and for an error of citespan; a traceback would say nothing more."""
        from citespan.corpus.errors import CitespanError

        if isinstance(excinfo.value, CaseFailedError | CitespanError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class CaseItem(_Item):
    """One case. `-k` knows it by its id and by its tags."""

    def __init__(self, *, file: CaseFile, case: RegressionCase, **kwargs: object) -> None:
        """Make the test of `case`."""
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._file = file
        self._case = case
        self.extra_keyword_matches.update(case.tags)

    def runtest(self) -> None:
        """Ask; a failure that the file's thresholds tolerate is an expected one.

        Raises:
            CaseFailedError: if the case fails.
        """
        from citespan.qa.regression.diagnosis import explained
        from citespan.qa.regression.measures import is_tolerated
        from citespan.qa.regression.run import FileRun

        outcome = self.config.stash[_WORKER].outcome(self._file, self._case)
        self.user_properties.append(("citespan_stage", outcome.stage.value))
        if outcome.passed:
            return
        if is_tolerated(outcome, FileRun(self._file, (outcome,))):
            pytest.xfail(f"{outcome.stage.value}; the file's thresholds decide")
        raise CaseFailedError(explained(outcome))

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """The file, the line counting from 0, and the id."""
        return self.path, self._case.line - 1, self.name


class ThresholdsItem(_Item):
    """The thresholds of a whole file, over all its cases: those that this process has not asked yet are asked now."""

    def __init__(self, *, file: CaseFile, **kwargs: object) -> None:
        """Make the test of the thresholds of `file`."""
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._file = file

    def runtest(self) -> None:
        """Ask what is not asked yet, and compare.

        Raises:
            CaseFailedError: if a threshold is missed.
        """
        from citespan.qa.regression.measures import gates
        from citespan.qa.regression.run import FileRun

        worker = self.config.stash[_WORKER]
        run = FileRun(self._file, tuple(worker.outcome(self._file, case) for case in self._file.cases))
        if missed := [gate for gate in gates(run) if not gate.passed]:
            raise CaseFailedError("\n".join(f"{gate.rule}: {gate.detail}" for gate in missed))

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """The file and what is tested of it."""
        return self.path, 0, self.name
