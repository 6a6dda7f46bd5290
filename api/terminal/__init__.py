"""What the command line and the chat share: options, and how answers look."""
