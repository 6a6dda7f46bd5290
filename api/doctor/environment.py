"""Checks of the settings, and of the files that are for their user's eyes alone."""

from __future__ import annotations

import shlex
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from citespan.api.access.keys import KEYS_FILE, read_keys
from citespan.api.chat.history import history_file
from citespan.api.settings import settings_file
from citespan.api.terminal.options import settings_for
from citespan.corpus.errors import UsageError
from citespan.index.labels.label_file import LABELS_FILE, read_labels

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.api.doctor.findings import Examination
    from citespan.api.settings import Settings


def check_settings(examination: Examination, index: str | None) -> Settings | None:
    """Check the environment and the file of settings as every verb does; None if they cannot be used."""
    settings: Settings | None = None
    remedy = "change or remove that setting; 'Settings' in docs/command-line.md lists what there is"
    with examination.checking("settings", remedy=remedy):
        settings = settings_for(index)
        file = settings_file()
        given = ", ".join(sorted(settings.model_fields_set)) or "none is set"
        examination.ok("settings", f"{given}; {file if file and file.exists() else 'without a file'}")
    return settings


def check_history(examination: Examination) -> None:
    """Check that nobody else can read what was typed in chats; say nothing where nothing is kept."""
    try:
        file = history_file()
    except RuntimeError:  # no home, no history
        return
    _check_private(examination, "chat history", file)


def check_keys(examination: Examination, index: Path) -> None:
    """Check that the access keys of an index can be read, and that by nobody else; say nothing if there are none."""
    file = index / KEYS_FILE
    with examination.checking(
        "keys", remedy=f"{shlex.join(['rm', str(file)])}, then make keys with 'citespan key NAME'"
    ):
        if keys := read_keys(file):
            _check_private(examination, "keys", file, told=f"{len(keys)} access keys")


def check_labels(examination: Examination, index: Path) -> None:
    """Check that the labels of an index can be read, and changed by nobody else; say nothing where none were said.

    A key whose labels no document can have sees nothing, which is worth knowing.
    """
    file = index / LABELS_FILE
    if not file.exists():
        return
    with examination.checking("labels"):
        named = read_labels(index).names()
        _check_private(examination, "labels", file, told=f"{len(named)} labels")
        with suppress(UsageError):  # keys that cannot be read are found by their own check
            lost = {key.name: sorted(set(key.labels or ()) - named) for key in read_keys(index / KEYS_FILE)}
            for name, labels in lost.items():
                if labels:
                    remedy = "label documents with 'citespan index --label LABEL PATH', or remove the key"
                    examination.note(
                        "labels", f"no document has a label of the key {name}: {', '.join(labels)}", remedy
                    )


def _check_private(examination: Examination, name: str, file: Path, *, told: str = "it") -> None:
    with examination.checking(name):
        if not file.exists():
            return
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            remedy = shlex.join(["chmod", "600", str(file)])
            examination.wrong(name, f"{file}: others may read or write it (its mode is {mode:o})", remedy)
        else:
            examination.ok(name, f"{file}: {told} can be read by you alone")
