"""Word files: their parts, styles, numbers, tables and text."""
