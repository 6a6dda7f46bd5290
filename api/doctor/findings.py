"""What the doctor finds: one check after the other, of which none keeps the next from being made."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INSTALL = "pip install citespan"
"""Brings the packages that are missing."""

REINSTALL = "pip install --force-reinstall --no-deps citespan"
"""Brings back what belongs to citespan itself."""


class CheckStatus(StrEnum):
    """What a check found. A note is worth knowing, but nothing is broken by it."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found, and what fixes it: a command where there is one, else what to do in words."""

    name: str
    status: CheckStatus
    detail: str
    remedy: str | None = None


class Examination:
    """The checks that were made so far."""

    def __init__(self) -> None:
        """Begin without any."""
        self._checks: list[Check] = []

    @property
    def checks(self) -> tuple[Check, ...]:
        """What was found, in order."""
        return tuple(self._checks)

    @property
    def is_well(self) -> bool:
        """True if nothing is wrong."""
        return all(check.status is not CheckStatus.WRONG for check in self._checks)

    def ok(self, name: str, detail: str) -> None:
        """Say that all is well."""
        self._checks.append(Check(name, CheckStatus.OK, detail))

    def note(self, name: str, detail: str, remedy: str | None = None) -> None:
        """Say what is worth knowing."""
        self._checks.append(Check(name, CheckStatus.NOTE, detail, remedy))

    def wrong(self, name: str, detail: str, remedy: str) -> None:
        """Say what is broken."""
        self._checks.append(Check(name, CheckStatus.WRONG, detail, remedy))

    def add(self, other: Examination) -> None:
        """Take in all that another examination found."""
        self._checks += other.checks

    @contextmanager
    def checking(self, name: str, *, remedy: str | None = None) -> Iterator[None]:
        """Make a check inside: an error that it raises is what is wrong, and the next check goes on.

        `remedy` fixes what the error says; without it, and where a disk or its rights are the matter, the error's own
        words count, which follow its first semicolon.
        """
        try:
            yield
        except CitespanError as exc:
            detail, _, own = str(exc).partition("; ")
            is_outside = (
                type(exc) is CitespanError
            )  # no kind of its own: not the index or the model, but what they need
            self.wrong(name, detail, own if own and (is_outside or not remedy) else remedy or "see what it says")
        except ImportError as exc:
            self.wrong(name, f"a package cannot be imported: {exc}", INSTALL)
        except OSError as exc:
            place = f"{exc.filename}: " if exc.filename else ""
            self.wrong(name, f"{place}cannot be read: {exc.strerror or exc}", "look after its rights and its disk")


def command(verb: str, *arguments: str | Path, index: Path) -> str:
    """A command line of citespan on an index, to be pasted into a shell."""
    return shlex.join(["citespan", verb, *map(str, arguments), "--index", str(index)])
