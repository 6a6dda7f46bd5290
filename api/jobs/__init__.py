"""Indexing jobs: of a server over a folder, and of the queue that servers and workers over PostgreSQL share."""
