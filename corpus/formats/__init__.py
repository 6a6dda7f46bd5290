"""Formats: one module for each kind of file, from its bytes to its text, headings and pages."""
