"""Chunks, vectors and words: building, storing, retrieving."""
