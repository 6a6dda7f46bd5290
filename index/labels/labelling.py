"""Labels of documents: said by path or by the name of an upload, and looked up where a document comes from."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.load import file_of
from citespan.index.database.rows import UPLOADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT_LABEL = "default"
"""What a document has of which nothing else is said."""

LABEL_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,62}$"
"""How a label is written: small letters, digits and some signs."""

DEFAULT_LABELS = frozenset((DEFAULT_LABEL,))


@dataclass(frozen=True, slots=True)
class LabelRule:
    """What is at and below `place`, an absolute path with slashes, has these labels."""

    place: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelling:
    """Which labels documents have: of the rules that fit, the last counts, and those of `paths` come after `file`.

    `file` are the rules of a file, `paths` those that were said of single paths; `uploads` says it of uploaded files by
    their names. An upload with no labels at all is seen by nobody whose key has labels: it is being replaced.
    """

    file: tuple[LabelRule, ...] = ()
    paths: tuple[LabelRule, ...] = ()
    uploads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _last: dict[str, tuple[int, frozenset[str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        last = {rule.place: (number, frozenset(rule.labels)) for number, rule in enumerate((*self.file, *self.paths))}
        object.__setattr__(self, "_last", last)

    def of(self, root: str, source: str) -> frozenset[str]:
        """The labels of what stands at `source` below `root`, with all that was read from the same file."""
        file = file_of(source)
        if root == UPLOADS:
            given = self.uploads.get(file)
            return DEFAULT_LABELS if given is None else frozenset(given)
        place = PurePath(root, file)
        fitting = (self._last.get(one.as_posix()) for one in (place, *place.parents))
        return max((rule for rule in fitting if rule), key=lambda rule: rule[0], default=(0, DEFAULT_LABELS))[1]

    def names(self) -> frozenset[str]:
        """All labels that are said of something, and the default."""
        rules = (rule.labels for rule in (*self.file, *self.paths))
        return DEFAULT_LABELS.union(*rules, *self.uploads.values())


def rules_for(path: Path, labels: tuple[str, ...]) -> tuple[LabelRule, ...]:
    """The rules that give `labels` to what is at and below `path`: as it is written, and where its links lead."""
    places = dict.fromkeys((Path(os.path.abspath(path)), path.resolve()))  # links stay in the first
    return tuple(LabelRule(place.as_posix(), labels) for place in places)


def checked_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels, each once, in the order in which they are given.

    Raises:
        UsageError: if there is none, or one is not written as labels are.
    """
    given = tuple(dict.fromkeys(labels))
    if not given:
        raise UsageError(f"no label is named; name one, such as {DEFAULT_LABEL}")
    for label in given:
        if not re.fullmatch(LABEL_PATTERN, label):
            raise UsageError(
                f"{label[:100]!r} is no label; write it with small letters, digits, '.', '_' and '-', 63 at most,"
                " the first a letter or digit"
            )
    return given


def check_known(labels: Iterable[str], labelling: Labelling) -> None:
    """Make sure that each of the labels is said of something: one that is not is a mistake in its name.

    Raises:
        UsageError: if one is not.
    """
    if unknown := sorted(set(labels) - labelling.names()):
        raise UsageError(
            f"there is no label {', '.join(unknown)}; there are {', '.join(sorted(labelling.names()))}."
            " 'citespan index --label LABEL PATH' labels documents"
        )
