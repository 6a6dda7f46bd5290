"""Agreement: which documents say the same in answer to one question, and which say otherwise."""
