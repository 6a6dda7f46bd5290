"""Where citations stand in files of this machine: `path:line`, which terminals and editors open at a click."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from citespan.api.terminal.render import visible
from citespan.corpus.formats.registry import PLAIN_SUFFIXES
from citespan.corpus.load import file_of
from citespan.index.contents import open_contents
from citespan.index.database.rows import UPLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console

    from citespan.index.address import IndexPlace
    from citespan.qa.answer import Citation, Response

    Locate = Callable[[Citation], "FilePlace | None"]

_PROGRAMS = {"ghostty", "Hyper", "iTerm.app", "rio", "Tabby", "vscode", "WarpTerminal", "WezTerm"}
_VARIABLES = {"DOMTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION"}
_VTE_WITH_LINKS = 5000


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file, and the line in it if its lines are those of the text; lines count from 1."""

    path: Path
    line: int | None

    def __str__(self) -> str:
        here = Path.cwd()
        shown = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return visible(f"{shown}{'' if self.line is None else f':{self.line}'}").plain

    def as_text(self, *, linked: bool) -> Text:
        """The place; `linked` with the file's address behind it (OSC 8)."""
        link = f"{self.path.as_uri()}{'' if self.line is None else f'#{self.line}'}"
        return Text(str(self), style=Style(dim=True, link=link if linked else None))


def locator(index: IndexPlace) -> Locate:
    """What finds the places of citations of the index in this folder; None of an upload, or where the file is gone."""

    def locate(citation: Citation) -> FilePlace | None:
        with open_contents(index) as contents:
            stored = contents.find(citation.document_id)
            version = contents.version(citation.document_id, citation.text_sha256)
        if stored is None or stored.root == UPLOADS:
            return None
        root, source = Path(stored.root), file_of(stored.source)
        path = root if root.is_file() else root / source
        if not path.is_file():
            return None
        if path.suffix.lower() not in PLAIN_SUFFIXES:
            return FilePlace(path, None)
        return FilePlace(path, None if version is None else version.text.count("\n", 0, citation.start) + 1)

    return locate


def print_file_places(console: Console, response: Response, index: IndexPlace) -> None:
    """Print on a terminal in which files the answers stand, numbered as their citations are; elsewhere nothing."""
    if not console.is_terminal or response.parts:
        return
    locate, linked = locator(index), knows_links()
    cited = (citation for answer in response.answers for citation in answer.citations)
    located = [(number, place) for number, citation in enumerate(cited, start=1) if (place := locate(citation))]
    if located:
        console.print()
    for number, place in located:
        console.print(Text(f"[{number}] ", style="dim").append_text(place.as_text(linked=linked)), soft_wrap=True)


def knows_links(environ: Mapping[str, str] = os.environ) -> bool:
    """True if the terminal is one that is known to take addresses behind a text; others might print them.

    Source: the list of terminals in the specification of OSC 8 hyperlinks.
    """
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _PROGRAMS
        or not _VARIABLES.isdisjoint(environ)
        or environ.get("TERM", "").startswith(("alacritty", "contour", "foot", "xterm-ghostty", "xterm-kitty"))
        or (vte.isdecimal() and int(vte) >= _VTE_WITH_LINKS)
    )
