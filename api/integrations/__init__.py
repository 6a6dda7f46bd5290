"""Citespan in other people's frameworks; each module needs the library that it is named after."""
