"""Documents as they look: pages of PDF files as pictures, Markdown as it is rendered."""
