"""Training and export of the bundled reader: `python -m citespan.qa.training --help`."""
