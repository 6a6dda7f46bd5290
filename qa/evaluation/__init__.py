"""Labelled questions: asking them in bulk, measuring what comes back, and fitting confidence to it."""
