"""The tables of an index in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexBusyError, IndexMismatchError, MissingIndexError

if TYPE_CHECKING:
    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.postgresql import Connection

SCHEMA_VERSION = 2
"""Grows whenever the tables change; `_MIGRATIONS` says how."""

LOCK = 0x63697465
"""The advisory lock of a database's writer; PostgreSQL takes it back when the writer's connection ends."""

LIVE = "born <= %(generation)s AND (died IS NULL OR died > %(generation)s)"
"""In SQL: a row of `documents` is alive in this generation."""

_TABLES = """
CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE roots (path text COLLATE "C" PRIMARY KEY);
CREATE TABLE documents (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id text COLLATE "C" NOT NULL,
    root text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    sha256 text NOT NULL,
    text_sha256 text NOT NULL,
    extractor text NOT NULL,
    sections text NOT NULL,
    pages text NOT NULL,
    published text COLLATE "C",
    url text,
    encoding text,
    losses text NOT NULL,
    recipe text NOT NULL,
    born bigint NOT NULL,
    died bigint,
    text bytea NOT NULL, -- UTF-8, byte for byte: PostgreSQL's texts hold no NUL
    title_key text COLLATE "C" NOT NULL, -- what follows is searched and sorted by
    source_key text COLLATE "C" NOT NULL,
    source_folded text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    file text COLLATE "C" NOT NULL,
    file_title text COLLATE "C" NOT NULL,
    file_title_key text COLLATE "C" NOT NULL
);
CREATE INDEX documents_that_died ON documents (died) WHERE died IS NOT NULL;
CREATE INDEX documents_by_birth ON documents (born);
CREATE INDEX documents_by_id ON documents (document_id);
CREATE INDEX documents_by_text ON documents (text_sha256);
CREATE TABLE chunks (
    chunk_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    start int NOT NULL,
    "end" int NOT NULL,
    lead int NOT NULL, -- where its preamble begins
    kind text NOT NULL,
    headings text NOT NULL,
    sentences text NOT NULL,
    embedding bytea NOT NULL, -- float32, little-endian
    searched text NOT NULL, -- its text as it is searched, and the titles and headings above
    context text NOT NULL,
    stems text NOT NULL, -- the stems of both, in their order, with spaces between
    context_stems text NOT NULL
);
CREATE INDEX chunks_by_version ON chunks (version_id);
CREATE TABLE new_chunks ( -- those that no generation has had yet
    chunk_id bigint PRIMARY KEY REFERENCES chunks ON DELETE CASCADE
);
CREATE TABLE postings (
    stem text COLLATE "C" NOT NULL,
    chunk_id bigint NOT NULL,
    in_text int NOT NULL, -- how often it stands there, and in the titles and headings above
    in_context int NOT NULL,
    length int NOT NULL, -- of the chunk with these, in words
    PRIMARY KEY (stem, chunk_id) INCLUDE (in_text, in_context, length)
);
CREATE TABLE stems (stem text COLLATE "C" PRIMARY KEY, chunks bigint NOT NULL);
CREATE TABLE recognitions ( -- what text recognition found on a page of a file
    sha256 text NOT NULL, page int NOT NULL, engine text NOT NULL, has_text boolean NOT NULL, found text NOT NULL,
    PRIMARY KEY (sha256, page, engine)
);
CREATE TABLE originals (name text NOT NULL, sha256 text NOT NULL, data bytea NOT NULL, PRIMARY KEY (name, sha256));
CREATE TABLE unneeded_vectors (chunk_id bigint PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
CREATE TABLE unneeded_collections (name text PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
"""

_QUEUE = """
CREATE TABLE jobs ( -- uploads over HTTP; each file of one is a row of the queue
    job_id text PRIMARY KEY,
    skipped text NOT NULL, -- those that were refused beforehand, in JSON
    made timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE queue ( -- files that workers take in
    item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id text REFERENCES jobs ON DELETE CASCADE,
    root text COLLATE "C" NOT NULL,
    root_key text NOT NULL, -- stands for the root in the ids of documents
    source text COLLATE "C" NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    data bytea, -- until it has ended
    status text NOT NULL DEFAULT 'queued', -- then 'running', 'done' or 'failed'
    tries int NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    worker text, -- who has it, and until when
    leased_until timestamptz,
    documents text NOT NULL DEFAULT '[]', -- the ids of those that it made, in JSON
    problem text, -- why it failed, or what went wrong last
    ended timestamptz
);
CREATE INDEX queue_that_waits ON queue (item_id) WHERE status IN ('queued', 'running');
CREATE INDEX queue_by_file ON queue USING hash (source) WHERE status IN ('queued', 'running');
CREATE INDEX queue_by_job ON queue (job_id);
CREATE INDEX documents_by_file ON documents USING hash (file);
"""

_MIGRATIONS = {1: _QUEUE}
"""What makes of the tables of a version those of the next. They only add: who is connected with the last goes on."""


def make_tables(connection: Connection, address: ClusterAddress) -> None:
    """Make the tables where there are none, and bring those of an older version up to date.

    Nobody else does so meanwhile: the caller holds `LOCK`.

    Raises:
        IndexMismatchError: if there are some of a newer version of citespan, or of none that is known.
    """
    if not _has_index(connection):
        with connection.transaction():
            connection.execute(_TABLES)
            connection.execute("INSERT INTO meta VALUES ('schema', '1')")
    version = _version(connection)
    while version in _MIGRATIONS:
        with connection.transaction():
            connection.execute(_MIGRATIONS[version])
            connection.execute("UPDATE meta SET value = %s WHERE key = 'schema'", [str(version + 1)])
        version += 1
    check_tables(connection, address)


def check_tables(connection: Connection, address: ClusterAddress) -> None:
    """Make sure that the database holds an index that this version of citespan reads.

    Raises:
        MissingIndexError: if it holds none.
        IndexMismatchError: if it was made by another version.
    """
    if not _has_index(connection):
        raise MissingIndexError(
            f"{address}: there is no index here; make one with 'citespan index PATH... --index {address}"
            f" --vectors {address.vectors}'"
        )
    version = _version(connection)
    if version == SCHEMA_VERSION:
        return
    said = f"{address}: this index has schema {version}, this citespan reads schema {SCHEMA_VERSION}"
    if version > SCHEMA_VERSION:
        raise IndexMismatchError(f"{said}: a newer one made it; run 'pip install --upgrade citespan'")
    raise IndexMismatchError(f"{said}; index its files again into a new database, and ask that")


def bring_up_to_date(connection: Connection, address: ClusterAddress) -> None:
    """Migrate the tables of an older version, if nobody writes the index; do nothing where there is none to migrate.

    Raises:
        IndexBusyError: if another process writes it.
        IndexMismatchError: if they were made by a newer version of citespan, or by none that is known.
    """
    if not _has_index(connection) or _version(connection) not in _MIGRATIONS:
        return
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    if not (row and row[0]):
        raise IndexBusyError(
            f"{address}: the tables of this index are of an older citespan, and cannot be brought up to date while one"
            " writes it; try again when it is done"
        )
    try:
        make_tables(connection, address)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _version(connection: Connection) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return int(str(row[0])) if row else 0


def _has_index(connection: Connection) -> bool:
    row = connection.execute(
        "SELECT to_regclass('meta') IS NOT NULL AND to_regclass('postings') IS NOT NULL"
    ).fetchone()
    return bool(row and row[0])
