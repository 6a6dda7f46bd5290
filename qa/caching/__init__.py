"""Keeping what was answered, for those who ask the same again."""
