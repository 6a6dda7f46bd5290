"""A text taken apart: sentences, sections, blocks, tables, and the chunks that are searched."""
