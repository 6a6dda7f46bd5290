"""Readers: from a question and some chunks to scored answer spans."""
