"""Questions, answers and citations."""
