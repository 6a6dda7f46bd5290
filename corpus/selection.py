"""Which files below a folder are looked at: rules of exclusion, and links."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pathspec

from citespan.corpus.errors import UsageError
from citespan.corpus.formats.catalogue import PROGRAM_SUFFIXES
from citespan.corpus.formats.registry import SUPPORTED_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

IGNORE_FILE = ".citespanignore"
"""A file of patterns with the rules of `.gitignore`, for its folder and those below."""

_LOCK_PREFIX = "~$"
"""With it begins the name of what an office program keeps beside a document that is open."""


_OF_A_PAGE = re.compile(r"(.+)(?:_files|\.files|-Dateien|_fichiers|_archivos|_bestanden)")
_PAGES = (".html", ".htm", ".xhtml")


def _spec(lines: tuple[str, ...] | list[str], place: str) -> pathspec.GitIgnoreSpec:
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error) as exc:
        raise UsageError(f"{place}: {exc}; write patterns as in .gitignore") from exc


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files below a folder are wanted: `exclude` holds patterns, `follow_links` says if links may lead out of it.

    Source of the rules: gitignore(5).
    """

    exclude: tuple[str, ...] = ()
    follow_links: bool = False

    def __post_init__(self) -> None:
        """Check the patterns.

        Raises:
            UsageError: if one is none.
        """
        _spec(self.exclude, "--exclude")


ALL = Selection()
"""Everything that is not hidden, and no link that leads out."""


@dataclass(slots=True)
class _Rules:
    """The rules that hold in one folder: each with the folder that it is relative to, the outermost first."""

    specs: list[tuple[Path, pathspec.GitIgnoreSpec]] = field(default_factory=list)

    def below(self, folder: Path) -> _Rules:
        """The rules for what lies in `folder`, with those of its own file."""
        try:
            lines = (folder / IGNORE_FILE).read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines()
        except OSError:
            return self
        return _Rules([*self.specs, (folder, _spec(lines, str(folder / IGNORE_FILE)))])

    def exclude(self, folder: Path, name: str, *, is_folder: bool) -> bool:
        """True if the last rule that fits what lies in `folder` under this name says so."""
        verdict = False
        for base, spec in self.specs:
            path = (folder / name).relative_to(base).as_posix()
            found = spec.check_file(f"{path}/" if is_folder else path).include
            verdict = verdict if found is None else found
        return verdict


def files_below(
    path: Path,
    *,
    root: Path | None = None,
    selection: Selection = ALL,
    on_unlisted: Callable[[OSError], None] | None = None,
    on_link_out: Callable[[Path], None] = lambda _: None,
) -> Iterator[Path]:
    """The files at or below `path`, sorted; hidden and excluded ones are left out, and the programs of saved pages.

    What is no regular file, such as a pipe or a link to nowhere, is among them only if its name has a supported suffix:
    reading it raises an error. A file that is named itself is never left out. The rules of `root` hold below it.

    A link is followed once, and only to what lies below `root` (or else `path`), unless the selection says otherwise;
    `on_link_out` is called with each that is not followed, `on_unlisted` with each folder that cannot be listed, and
    goes on.

    Raises:
        UsageError: if there is nothing at `path`, or a pattern is none.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder")
    root = path if root is None or not path.is_relative_to(root) else root
    walk = _Walk(root.resolve(), selection, on_unlisted or (lambda _: None), on_link_out)
    yield from walk.below(path, _rules_at(path, root, selection))


@dataclass(slots=True)
class _Walk:
    """One walk; each folder is entered once, whatever links lead to it."""

    inside: Path
    selection: Selection
    on_unlisted: Callable[[OSError], None]
    on_link_out: Callable[[Path], None]
    seen: set[tuple[int, int]] = field(default_factory=set)

    def below(self, folder: Path, rules: _Rules) -> Iterator[Path]:
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in self.seen:
                return
            self.seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as exc:
            self.on_unlisted(exc)
            return
        subfolders = []
        has_scripts = _is_of_saved_page(folder)
        for entry in entries:
            if entry.name.startswith((".", _LOCK_PREFIX)):
                continue
            is_folder = _is_folder(entry)
            if rules.exclude(folder, entry.name, is_folder=is_folder) or self._leads_out(folder, entry):
                continue
            if is_folder:
                subfolders.append(folder / entry.name)
            elif _is_told(entry) and not (has_scripts and os.path.splitext(entry.name)[1].lower() in PROGRAM_SUFFIXES):
                yield folder / entry.name
        for subfolder in subfolders:
            yield from self.below(subfolder, rules.below(subfolder))

    def _leads_out(self, folder: Path, entry: os.DirEntry[str]) -> bool:
        if self.selection.follow_links or not entry.is_symlink():
            return False
        link = folder / entry.name
        try:
            inside = link.resolve(strict=True).is_relative_to(self.inside)
        except (OSError, RuntimeError):  # it leads nowhere, or in a circle: reading it raises an error
            return False
        if not inside:
            self.on_link_out(link)
        return not inside


def _is_of_saved_page(folder: Path) -> bool:
    """True of what a browser saves beside a page: pictures, styles and programs."""
    found = _OF_A_PAGE.fullmatch(folder.name)
    return found is not None and any((folder.parent / f"{found[1]}{suffix}").is_file() for suffix in _PAGES)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_told(entry: os.DirEntry[str]) -> bool:
    """False for what is no regular file and has no supported suffix: a pipe or a link to nowhere that nobody meant."""
    try:
        return os.path.splitext(entry.name)[1].lower() in SUPPORTED_SUFFIXES or entry.is_file()
    except OSError:  # it may not be looked at
        return False


def _rules_at(path: Path, root: Path, selection: Selection) -> _Rules:
    """The rules for what lies in `path`: those of the options, and those of the files on the way."""
    rules = _Rules()
    if selection.exclude:
        rules.specs.append((root, _spec(selection.exclude, "--exclude")))
    for folder in [folder for folder in (path, *path.parents) if folder.is_relative_to(root)][::-1]:
        rules = rules.below(folder)
    return rules
