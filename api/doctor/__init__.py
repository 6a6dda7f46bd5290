"""The doctor: what is wrong with this installation, its settings or an index, and what fixes it."""
