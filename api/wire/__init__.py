"""What crosses the wire: the formats of what citespan is given and gives, on every door the same."""
