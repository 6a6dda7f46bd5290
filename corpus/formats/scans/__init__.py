"""Pages that are pictures: recognised (OCR) in a process of their own, and placed in a document's text."""
