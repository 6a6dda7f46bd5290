"""Redundancy: spans that say nothing new, and sentences of which only a part does."""
