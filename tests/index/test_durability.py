"""Kills and full disks: the last complete generation stays. And what is no index is told apart from one."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built import found, sources

from citespan.corpus.errors import CitespanError, IndexMismatchError, MissingIndexError
from citespan.index.contents import list_documents, remove_documents
from citespan.index.database.schema import open_for_writing
from citespan.index.search.retrieve import Index
from citespan.index.updating.intake import BUFFERED_CHUNKS
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Progress

ROOT = Path(__file__).parents[2]


def test_a_disk_that_fills_up_leaves_the_last_generation(root: Path, folder: Path, encoder: Encoder) -> None:
    """A limit on the size of files stands for the full disk."""
    build_index(folder, [root], encoder=encoder)
    before = found(folder, encoder, "ferry")
    (root / "moon.txt").write_text("The moon has no air.")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(CitespanError, match=r"cannot be (used|written)") as caught:
            build_index(folder, [root], encoder=encoder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert found(folder, encoder, "ferry") == before
    assert "delete" not in str(caught.value), "a full disk is no reason to throw the index away"
    assert build_index(folder, [root], encoder=encoder).documents == 4


def test_a_killed_build_leaves_the_last_generation_and_is_taken_up(root: Path, folder: Path, encoder: Encoder) -> None:
    """`kill -9` while a build embeds: the old answers stay, and the next build does the rest."""
    build_index(folder, [root], encoder=encoder)
    before = found(folder, encoder, "ferry")
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    for number in range(800):
        (root / f"many{number}.txt").write_text(f"Buoy {number} is painted {number}. " * 4)
    code = (
        "import sys; from pathlib import Path; from citespan.index.updating.mirror import build_index;"
        " from citespan.index.encoder import Encoder;"
        " print('go', flush=True);"
        " build_index(Path(sys.argv[1]), [Path(sys.argv[2])], encoder=Encoder(),"
        " on_progress=lambda p: print(p.embedded_chunks, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(root)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdigit() and int(line) > BUFFERED_CHUNKS:
                break  # the chunks before are written when the next ones are embedded
        process.kill()
    assert found(folder, encoder, "ferry") == before
    report = build_index(folder, [root], encoder=encoder)
    assert report.documents == 803
    assert report.unchanged > 2, "what the killed build had embedded is not embedded again"
    assert any("Borealis" in text for text in found(folder, encoder, "ferry"))


def test_a_build_that_is_killed_before_it_publishes_is_published_by_the_next(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    """Though the next one finds nothing that is left to do."""
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [root], encoder=encoder, on_progress=_interrupt_at(1))
    assert any("Aurora" in text for text in found(folder, encoder, "ferry"))
    assert build_index(folder, [root], encoder=encoder).embedded_chunks == 0
    assert any("Borealis" in text for text in found(folder, encoder, "ferry"))


def test_a_table_of_which_a_killed_build_took_in_a_part_is_completed(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    (root / "table.csv").write_text("number\n" + "".join(f"{number}\n" for number in range(520)))
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [root], encoder=encoder, on_progress=_interrupt_at(512))
    report = build_index(folder, [root], encoder=encoder)
    assert report.documents == 523
    assert 0 < report.embedded_chunks < 20


def test_a_killed_build_is_not_published_by_a_removal_or_the_build_of_another_folder(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    """They would publish a half, or bring a removed document back in its newer version."""
    build_index(folder, [root], encoder=encoder)
    ships = next(document for document in list_documents(folder) if document.source == "ships.txt")

    def change_and_kill() -> None:
        (root / "bread.md").unlink()
        (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
        with pytest.raises(KeyboardInterrupt):
            build_index(folder, [root], encoder=encoder, on_progress=_interrupt_at(1))
        (root / "bread.md").write_text("A loaf needs 500 grams of flour.")

    change_and_kill()
    remove_documents(folder, [ships.document_id])
    assert sources(folder) == ["bread.md", "sub/tides.txt"]
    assert not any("Borealis" in text or "Aurora" in text for text in found(folder, encoder, "ferry"))
    change_and_kill()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [tmp_path / "other"], encoder=encoder)
    assert sources(folder) == ["bread.md", "moon.txt", "sub/tides.txt"]
    build_index(folder, [root], encoder=encoder)
    assert sources(folder) == ["bread.md", "moon.txt", "ships.txt", "sub/tides.txt"]


def _interrupt_at(chunks: int) -> Callable[[Progress], None]:
    def interrupt(progress: Progress) -> None:
        if progress.embedded_chunks >= chunks:
            raise KeyboardInterrupt

    return interrupt


def test_random_kills_lose_nothing() -> None:
    """The benchmark's own process: one that has used threads is not to be forked."""
    command = [sys.executable, "tests/benchmarks/crashes.py", "--kills", "6", "--records", "10"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "| all | 6 |" in result.stdout


def test_an_open_index_goes_on_with_the_database_that_a_rebuild_put_in_the_place_of_a_damaged_one(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    """The old file, which is still open, would give what was changed or removed since for ever."""
    build_index(folder, [root], encoder=encoder)
    index = Index(folder, encoder)
    file = folder / "index.sqlite3"
    file.write_bytes(file.read_bytes().replace(b"500 grams of flour", b"700 grams of flour"))
    build_index(folder, [], encoder=encoder, rebuild=True)
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    build_index(folder, [root], encoder=encoder)
    texts = [passage.chunk.text for passage in index.retrieve("Which ferry leaves when?", limit=5).passages]
    assert any("Borealis" in text for text in texts)
    assert not any("Aurora" in text or "700" in text for text in texts)
    index.close()


def test_a_text_that_is_not_what_was_stored_is_never_cited(root: Path, folder: Path, encoder: Encoder) -> None:
    """Whoever changed it: with other software than citespan, page and checksum fit each other."""
    build_index(folder, [root], encoder=encoder)
    database = open_for_writing(folder)
    database.execute("UPDATE documents SET text = replace(text, '500', '700')")
    database.close()
    index = Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match=r"bread\.md: its stored text is damaged"):
        index.retrieve("How much flour does a loaf need?", limit=5)
    index.close()
    build_index(folder, [root], encoder=encoder)
    assert any("500 grams" in text for text in found(folder, encoder, "How much flour does a loaf need?"))


def test_garbage_in_place_of_the_database_is_an_error_not_a_traceback(folder: Path, encoder: Encoder) -> None:
    folder.mkdir()
    (folder / "index.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexMismatchError, match="cannot be read"):
        Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match="cannot be read"):
        build_index(folder, [folder], encoder=encoder)


def test_an_index_of_an_unfinished_first_build_says_so(folder: Path, encoder: Encoder) -> None:
    open_for_writing(folder).close()
    with pytest.raises(MissingIndexError, match="no build of this index was finished"):
        Index(folder, encoder)


def test_a_database_that_was_being_made_is_none_yet_and_is_made_again(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    folder.mkdir()
    for suffix in (".new", ".new-journal", ".new-wal", "-wal"):
        (folder / f"index.sqlite3{suffix}").write_bytes(b"half")
    with pytest.raises(MissingIndexError, match="there is no index here"):
        Index(folder, encoder)
    assert build_index(folder, [root], encoder=encoder).documents == 3
    assert list(folder.glob("*.new*")) == []
