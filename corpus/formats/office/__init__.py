"""Office files beside Word: workbooks, slides, OpenDocument and rich text."""
