"""Regression cases: known questions that must get their known answers from the right place."""
