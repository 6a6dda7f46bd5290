"""The ways in: the command line, the chat, HTTP, Python."""
