"""PDF files: pages, lines, columns, tables and headings."""
