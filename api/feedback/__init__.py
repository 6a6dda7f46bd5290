"""Feedback: what people said of responses, kept beside the index for a while."""
