"""Case files: read, checked, and written."""
