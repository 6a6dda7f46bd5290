"""Rules of labels in a file that people write: a folder or file a line, a tab, and its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.labels.labelling import checked_labels, rules_for

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.labels.labelling import LabelRule


def read_rules(file: Path) -> tuple[LabelRule, ...]:
    """The rules of a file in UTF-8, in their order; blank lines and those that begin with `#` are none.

    A path is below the file's own folder, or absolute. A later rule wins over those before it; a folder may be named
    twice. A path that there is not is a mistake: were it passed over, its documents would be seen by too many.

    Raises:
        UsageError: if the file cannot be read, or a line is no rule; the message names the line.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{file}: cannot be read as rules of labels: {exc}") from exc
    rules: list[LabelRule] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        place, tab, labels = line.partition("\t")
        if not (place.strip() and tab):
            raise UsageError(f"{file}: line {number} is no rule; write a path, a tab and labels with commas between")
        try:
            named = checked_labels([label.strip() for label in labels.split(",") if label.strip()])
        except UsageError as exc:
            raise UsageError(f"{file}: line {number}: {exc}") from exc
        path = file.parent / place.strip()
        if not path.exists():
            raise UsageError(f"{file}: line {number}: {path}: no such file or folder")
        rules += rules_for(path, named)
    return tuple(rules)
