"""Files, texts and offsets: from a file to a document, from a document to chunks."""
