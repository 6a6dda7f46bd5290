"""What the doctor finds in an index, and the commands that it names, run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from citespan.api.doctor.findings import Check, CheckStatus, Examination
from citespan.api.doctor.stored_index import check_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

    Run = Callable[..., tuple[int, str, str]]


class Doctor:
    """Looks at one index with the models of the installation, and runs the commands that fix it."""

    def __init__(self, folder: Path, encoder: Encoder, reader: Reader, run: Run) -> None:
        self._folder = folder
        self._encoder = encoder
        self._reader = reader
        self._run = run

    def found(self) -> dict[str, Check]:
        """Every check by its name."""
        examination = Examination()
        check_index(examination, self._folder, encoder=self._encoder, reader=self._reader)
        checks = {check.name: check for check in examination.checks}
        assert len(checks) == len(examination.checks), "each check has a name of its own"
        return checks

    def statuses(self, status: CheckStatus) -> dict[str, Check]:
        return {name: check for name, check in self.found().items() if check.status is status}

    def wrong(self) -> dict[str, Check]:
        return self.statuses(CheckStatus.WRONG)

    def notes(self) -> dict[str, Check]:
        return self.statuses(CheckStatus.NOTE)

    def obey(self, check: Check) -> None:
        """Run the command of citespan that a check names."""
        assert check.remedy is not None
        program, *arguments = shlex.split(check.remedy)
        assert program == "citespan"
        code, _, err = self._run(*arguments)
        assert code == 0, err
