"""What every format must hold to, run over the catalogue: a format without a made file fails here."""

from __future__ import annotations

import io
import zipfile
from random import Random
from typing import TYPE_CHECKING

import pytest
from fuzz import changed
from fuzz_outcomes import Outcome, outcome
from made_formats import MADE_FILES, MadeFile

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import MAX_UNPACKED_MEGABYTES
from citespan.corpus.formats.catalogue import FORMATS, Format
from citespan.corpus.formats.registry import PARSED_SUFFIXES, PLAIN_SUFFIXES
from citespan.corpus.load import extractor_of, file_of, load_documents, text_sha256
from citespan.corpus.text.chunk import chunk_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document

every_file = pytest.mark.parametrize("made", MADE_FILES, ids=lambda made: made.name)
ARCHIVES = tuple(made for made in MADE_FILES if zipfile.is_zipfile(io.BytesIO(made.make())))
every_archive = pytest.mark.parametrize("made", ARCHIVES, ids=lambda made: made.name)


def _loaded(data: bytes, name: str) -> tuple[Document, ...]:
    return load_documents(data, source=name, root_key="r")


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.suffixes[0])
def test_every_format_has_a_made_file(entry: Format) -> None:
    assert {made.suffix for made in MADE_FILES} & set(entry.suffixes)


def test_no_suffix_is_in_two_formats() -> None:
    suffixes = [suffix for entry in FORMATS for suffix in entry.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() for suffix in suffixes)


@every_file
def test_a_made_file_has_sound_texts_and_the_same_ones_again(made: MadeFile) -> None:
    data = made.make()
    documents = _loaded(data, made.name)
    assert documents == _loaded(data, made.name)
    assert len({document.document_id for document in documents}) == len(documents)
    assert any(made.answer in document.text for document in documents)
    for document in documents:
        text = document.text
        assert file_of(document.source) == made.name
        assert document.extractor == extractor_of(document.source)
        assert document.text_sha256 == text_sha256(text)
        assert [section.span.start for section in document.sections] == [
            0,
            *(section.span.end for section in document.sections[:-1]),
        ]
        assert document.sections[-1].span.end == len(text)
        for chunk in chunk_document(document, count_tokens=_words, max_tokens=20):
            assert chunk.span.slice(text) == chunk.text
            assert all(chunk.span.contains(sentence) for sentence in chunk.sentences)


@every_file
def test_a_plain_file_is_its_text(made: MadeFile) -> None:
    if made.suffix in PLAIN_SUFFIXES:
        (document,) = _loaded(made.make(), made.name)
        assert document.text.encode() == made.make()


@every_file
def test_a_damaged_file_is_read_or_named(made: MadeFile) -> None:
    data, source = made.make(), Random(made.name)
    assert outcome(data, suffix=made.suffix) is Outcome.READ
    for number in range(20):
        outcome(changed(data, source, number=number), suffix=made.suffix)  # anything but the two raises
    for end in (1, len(data) // 3, len(data) - 1):
        outcome(data[:end], suffix=made.suffix)
    assert outcome(b"\0", suffix=made.suffix) is Outcome.NAMED


@every_file
def test_an_empty_file_is_named(made: MadeFile) -> None:
    with pytest.raises(LoadError, match=made.name):
        _loaded(b"", made.name)


@every_archive
def test_a_zip_bomb_is_not_unpacked(made: MadeFile) -> None:
    out = io.BytesIO(made.make())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("media/bomb.xml", b"0" * (MAX_UNPACKED_MEGABYTES + 1) * 1_000_000)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(LoadError, match=r"unpacks to 20\d MB, 200 MB at most are read"):
        _loaded(out.getvalue(), made.name)


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "bombbombbombbombbombbombbombbomb">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (after, b"&%c;" % before * 20)
        for before, after in zip(b"abcdef", b"bcdefg", strict=True)
    )
    + b"]>"
)


@every_archive
def test_the_entities_of_a_file_are_never_spread_out(made: MadeFile) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.make())) as archive, zipfile.ZipFile(out, "w") as bomb:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".xhtml")) and b"?>" in content[:100]:
                head, _, rest = content.partition(b"?>")
                start = rest.index(b">", rest.index(b"<")) + 1
                content = (
                    head + b"?>" + BOMB + rest[:start] + b"&g;" * (not rest[:start].endswith(b"/>")) + rest[start:]
                )
            bomb.writestr(name, content)
    assert made.suffix in PARSED_SUFFIXES
    try:
        documents = _loaded(out.getvalue(), made.name)
    except LoadError as exc:
        assert made.name in str(exc)  # noqa: PT017
    else:
        assert not any("bomb" in document.text for document in documents)
