"""Questions: what they ask for, and in how many parts."""
