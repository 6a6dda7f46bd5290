"""Citespan in Python: what `import citespan` exports."""
