"""Identity: whether a span is said of the one, the person and the thing that the question names."""
