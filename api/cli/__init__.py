"""The command line: one module for each family of verbs, and what the longer ones do."""
