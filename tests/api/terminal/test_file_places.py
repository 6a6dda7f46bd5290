from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from citespan.api.terminal.file_places import FilePlace, knows_links, locator, print_file_places
from citespan.corpus.document import Span
from citespan.index.contents import read_documents
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answerer import Answerer


def test_a_citation_is_found_in_its_file_at_its_line(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a.md").write_text("# Ships\n\nThe ferry leaves at noon.\n", newline="\r\n")
    (tmp_path / "root" / "gone.txt").write_text("The ferry is blue.")
    (tmp_path / "root" / "page.html").write_text(f"<article><h1>Ships</h1><p>{'The ferry is new. ' * 20}</p></article>")
    build_index(tmp_path / "index", [tmp_path / "root"], encoder=encoder)
    add_uploads(tmp_path / "index", [Upload("up.txt", b"The ferry is old.")], encoder=encoder)
    (tmp_path / "root" / "gone.txt").unlink()
    locate = locator(tmp_path / "index")
    places = {}
    for document in read_documents(tmp_path / "index"):
        start = document.text.index("ferry")
        places[document.source] = locate(cite(document, Span(start, start + 5)))
    root = (tmp_path / "root").resolve()
    assert places == {
        "a.md": FilePlace(root / "a.md", 3),
        "gone.txt": None,
        "page.html": FilePlace(root / "page.html", None),
        "up.txt": None,
    }


def test_a_place_below_the_working_directory_is_shown_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(FilePlace(tmp_path / "a" / "b.md", 12)) == "a/b.md:12"
    assert str(FilePlace(tmp_path.parent / "b.pdf", None)) == str(tmp_path.parent / "b.pdf")


@pytest.mark.parametrize(
    ("environ", "known"),
    [
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"VTE_VERSION": "6800"}, True),
        ({"VTE_VERSION": "4000"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({}, False),
    ],
)
def test_links_are_written_only_for_terminals_that_know_them(environ: dict[str, str], known: bool) -> None:
    assert knows_links(environ) is known


def test_places_are_printed_on_terminals_alone(
    sample_answerer: Answerer, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM_PROGRAM", "vscode")
    response = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?", threshold=0)
    for terminal in (True, False):
        out = io.StringIO()
        print_file_places(Console(file=out, force_terminal=terminal, width=200), response, sample_folder)
        assert ("\x1b]8;" in out.getvalue()) is terminal
        assert (".md:" in out.getvalue()) is terminal
