"""The terminal chat: a conversation with documents, as people know it from good shells."""
