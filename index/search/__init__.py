"""Search: from a question to the chunks that fit it best."""
