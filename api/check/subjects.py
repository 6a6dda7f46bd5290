"""What regression cases ask: one answerer for each corpus, with models that are loaded once and only when needed."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.qa.regression.cases import Corpus
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import Subject

if TYPE_CHECKING:
    from citespan.api.settings import Settings
    from citespan.index.encoder import Encoder
    from citespan.index.search.retrieve import Index
    from citespan.qa.reader.protocol import Reader
    from citespan.qa.regression.cases import CaseFile


class Subjects:
    """The corpora of case files, each opened once. Indexes that are made for them live in temporary folders."""

    def __init__(self, settings: Settings, *, instead: Corpus | None = None) -> None:
        """Ask `instead` of what the files name, if it is given; the settings' index where a file names nothing."""
        self._settings = settings
        self._instead = instead
        self._stack = ExitStack()
        self._models: tuple[Encoder, Reader] | None = None
        self._subjects: dict[Corpus, Subject] = {}
        self._documents: dict[Corpus, CitedDocuments] = {}

    def close(self) -> None:
        """Close all indexes and delete those that were made here."""
        self._stack.close()

    def corpus(self, file: CaseFile) -> Corpus:
        """What the file's questions are asked over, the same for files that reach it by different paths."""
        corpus = self._instead or file.corpus or Corpus(index=self._settings.folder("'citespan check'"))
        index = corpus.index.resolve() if corpus.index else None
        return replace(corpus, index=index, paths=tuple(path.resolve() for path in corpus.paths))

    def documents(self, file: CaseFile) -> CitedDocuments:
        """The documents that the file's cases may cite; no model is loaded for it.

        Raises:
            UsageError: if a path of the corpus does not exist.
            MissingIndexError: if there is no index.
            IndexMismatchError: if the index is damaged.
        """
        corpus = self.corpus(file)
        if corpus not in self._documents:
            self._documents[corpus] = CitedDocuments(corpus)
        return self._documents[corpus]

    def subject(self, file: CaseFile) -> Subject:
        """What answers the file's questions.

        Raises:
            LoadError: if a document of the corpus cannot be indexed.
            MissingIndexError: if there is no index.
            IndexMismatchError: if the index is damaged or was made with another encoder.
            ModelError: if a model or calibration is damaged.
        """
        corpus = self.corpus(file)
        if corpus not in self._subjects:
            self._subjects[corpus] = self._opened(corpus)
        return self._subjects[corpus]

    def _opened(self, corpus: Corpus) -> Subject:
        # Imported here because an error of the case file itself is reported without waiting for these.
        from citespan.api.compose import load_encoder, make_reader  # noqa: PLC0415
        from citespan.index.database.schema import require_index  # noqa: PLC0415
        from citespan.qa.answerer import Answerer  # noqa: PLC0415
        from citespan.qa.calibration_file import calibration_for  # noqa: PLC0415
        from citespan.qa.reader.remembering import RememberingReader  # noqa: PLC0415

        if corpus.index is not None:
            require_index(corpus.index)
        if self._models is None:
            encoder = load_encoder(self._settings.encoder)
            self._models = encoder, RememberingReader(make_reader(self._settings, encoder))
        encoder, reader = self._models
        index = self._index(corpus, encoder)
        calibration = calibration_for(corpus.index, reader=reader.name, encoder=encoder.name)
        limit = self._settings.threshold
        return Subject(
            Answerer(index, reader, calibration=calibration, threshold=limit, sample=corpus.sample), index, reader
        )

    def _index(self, corpus: Corpus, encoder: Encoder) -> Index:
        from citespan.api.sample_index import opened_sample  # noqa: PLC0415
        from citespan.index.search.retrieve import Index  # noqa: PLC0415
        from citespan.index.updating.mirror import build_index  # noqa: PLC0415

        if corpus.sample:
            return self._stack.enter_context(opened_sample(encoder))
        if corpus.index is not None:
            return self._stack.enter_context(closing(Index(corpus.index, encoder)))
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="citespan-check-"))) / "index"
        report = build_index(folder, corpus.paths, encoder=encoder)
        if report.failures:
            raise LoadError(f"{report.failures[0].message}; fix it, or take it out of the corpus")
        return self._stack.enter_context(closing(Index(folder, encoder)))
