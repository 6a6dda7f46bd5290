"""Where the labels of an index are kept: a file of their own, which a rebuild of the database does not touch."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from citespan.corpus.errors import CitespanError, IndexMismatchError
from citespan.index.address import in_folder
from citespan.index.labels.labelling import Labelling, LabelRule, checked_labels, rules_for
from citespan.index.private_file import replace_private_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.index.address import IndexPlace

LABELS_FILE = "labels.json"
"""Where the labels of an index are, in its folder."""

EXCERPTS = "excerpts"
"""Where a server keeps excerpts for keys with labels, in the folder of an index that it can write."""

_WAIT_SECONDS = 10.0


def read_labels(place: IndexPlace) -> Labelling:
    """The labels of the index at `place`, as they are now; all have the default where nothing was ever said.

    In PostgreSQL nothing can be said of them yet.

    Raises:
        IndexMismatchError: if they cannot be read: nobody can say then who may see what.
    """
    if not isinstance(place, Path):
        return Labelling()
    file = place / LABELS_FILE
    try:
        tree = json.loads(file.read_bytes())
        if tree.keys() != {"file", "paths", "uploads"}:
            raise ValueError(f"it has {', '.join(sorted(tree))}")
        uploads = {str(name): tuple(checked_labels(given)) if given else () for name, given in tree["uploads"].items()}
        return Labelling(_rules(tree["file"]), _rules(tree["paths"]), uploads)
    except FileNotFoundError:
        return Labelling()
    except (OSError, ValueError, TypeError, AttributeError, KeyError, CitespanError) as exc:
        raise IndexMismatchError(
            f"{file}: holds no labels that can be read ({exc}); put it back from a backup, or delete it and say the"
            " labels again with 'citespan index --label'"
        ) from exc


def label_paths(
    folder: Path, paths: Sequence[Path], labels: Sequence[str] = (), *, rules: Sequence[LabelRule] | None = None
) -> None:
    """Let what stands at and below `paths` have `labels`, if any are given, from now on, whatever was said before.

    With `rules`, these take the place of those that an earlier file gave.

    Raises:
        UsageError: if a label is not written as labels are.
        IndexMismatchError: if the labels of now cannot be read.
        CitespanError: if they cannot be written.
    """
    named = checked_labels(labels) if labels else ()
    said = [rule for path in paths for rule in rules_for(path, named)] if named else []
    places = {rule.place for rule in said}
    with _changing(folder):
        before = read_labels(folder)
        kept = tuple(rule for rule in before.paths if rule.place not in places)
        _write(folder, Labelling(before.file if rules is None else tuple(rules), (*kept, *said), before.uploads))


@contextmanager
def labelled_uploads(place: IndexPlace, names: Sequence[str], labels: Sequence[str] | None) -> Iterator[set[str]]:
    """Inside the block the uploads of these names are taken in; those that it adds to the set have `labels` afterwards.

    Until then nobody whose key has labels sees them, so that no text is seen under the labels of another. The others,
    and all if an exception leaves the block, have the labels that they had. Without `labels` they keep them.

    Raises:
        UsageError: if a label is not written as labels are, or there is none, or the index can hold none.
        IndexMismatchError: if the labels of now cannot be read.
        CitespanError: if they cannot be written.
    """
    taken: set[str] = set()
    if labels is None:
        yield taken
        return
    named = checked_labels(labels)
    folder = in_folder(place, what="a label")
    before = _label_uploads(folder, dict.fromkeys(names, ()))
    try:
        yield taken
    except BaseException:
        taken.clear()
        raise
    finally:
        _label_uploads(folder, {name: named if name in taken else before.uploads.get(name) for name in names})


def _label_uploads(folder: Path, labels: dict[str, tuple[str, ...] | None]) -> Labelling:
    """Set the labels of uploads, or forget them where there are None; return how it was before."""
    with _changing(folder):
        before = read_labels(folder)
        uploads = {name: given for name, given in {**before.uploads, **labels}.items() if given is not None}
        _write(folder, Labelling(before.file, before.paths, uploads))
    return before


def _rules(tree: object) -> tuple[LabelRule, ...]:
    if not isinstance(tree, list):
        raise TypeError("its rules are no list")
    return tuple(LabelRule(str(rule["place"]), checked_labels(rule["labels"])) for rule in tree)


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / "labels.lock", timeout=_WAIT_SECONDS, mode=0o600):
            yield
    except filelock.Timeout as exc:
        raise CitespanError(f"{folder}: another citespan has been changing the labels for a while; try again") from exc
    except OSError as exc:
        raise CitespanError(
            f"{folder / LABELS_FILE}: cannot be written: {exc.strerror or exc}; fix the permissions of its folder"
        ) from exc


def _write(folder: Path, labelling: Labelling) -> None:
    file_rules, paths = (
        [{"place": rule.place, "labels": rule.labels} for rule in rules] for rules in (labelling.file, labelling.paths)
    )
    tree = {"file": file_rules, "paths": paths, "uploads": dict(labelling.uploads)}
    replace_private_file(folder / LABELS_FILE, json.dumps(tree, indent=1))
