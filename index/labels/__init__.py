"""Labels: who may see which documents, and indexes of those alone."""
