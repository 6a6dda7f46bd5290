"""The SQLite database of an index: what must never be lost."""
