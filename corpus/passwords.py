"""Passwords of PDF files, by patterns of their paths."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pathspec

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """The password of the files whose paths below their root fit a pattern of `.gitignore`."""

    pattern: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Passwords:
    """The rules, of which the first that fits counts."""

    rules: tuple[PasswordRule, ...] = ()

    def of(self, source: str) -> str:
        """The password of the file with this path; empty if no rule fits."""
        fitting = (
            rule.password for rule in self.rules if pathspec.GitIgnoreSpec.from_lines([rule.pattern]).match_file(source)
        )
        return next(fitting, "")


NO_PASSWORDS = Passwords()
"""None for any file."""


def read_passwords(file: Path) -> Passwords:
    """The rules of a file in UTF-8: a line each of pattern, tab, password; blank lines and those with `#` are none.

    Raises:
        UsageError: if the file cannot be read, or a line of it is no rule.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{file}: cannot be read as passwords: {exc}") from exc
    rules = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern, tab, password = line.partition("\t")
        if not (pattern.strip() and tab and password):
            raise UsageError(f"{file}: line {number} is no rule; write a pattern, a tab and the password")
        try:
            pathspec.GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as exc:
            raise UsageError(f"{file}: line {number}: {exc}; write patterns as in .gitignore") from exc
        rules.append(PasswordRule(pattern, password))
    return Passwords(tuple(rules))
