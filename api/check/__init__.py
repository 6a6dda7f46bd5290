"""Checking known answers: runs, reports, the page, and the pytest plugin."""
