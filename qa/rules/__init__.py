"""Rules: what a reader may find and a plain look at the question, the span and its surroundings refutes."""
