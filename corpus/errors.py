"""What can go wrong, by what the caller should do differently. Every error of citespan is a `CitespanError`."""

from __future__ import annotations


class CitespanError(Exception):
    """The root of citespan's errors. The message names the offending value and the remedy."""


class UsageError(CitespanError):
    """The request itself is wrong: ask again with other arguments."""


class UnknownDocumentError(UsageError):
    """There is no such document, or no such version of it: look at what there is."""


class ChangedDocumentError(UsageError):
    """The document is no longer what it was when it was named: ask for today's, and resolve old citations."""


class LoadError(CitespanError):
    """A document cannot be read: fix or replace the file. Other documents are not affected."""


class UnsupportedTypeError(LoadError):
    """A file's type is not one that can be read: convert it."""


class MissingIndexError(CitespanError):
    """There is no index at the given place: build one, or name another place."""


class IndexMismatchError(CitespanError):
    """The index does not fit this installation or is damaged: rebuild it with the command in the message."""


class IndexBusyError(CitespanError):
    """Another process is writing the index: wait for it, then try again."""


class EngineError(CitespanError):
    """PostgreSQL or Milvus, on which the index stands, cannot be used: bring it back, then try again."""


class ModelError(CitespanError):
    """A model's files are missing, damaged or of the wrong kind: reinstall or name another model."""
