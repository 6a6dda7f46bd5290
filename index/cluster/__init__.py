"""An index that several machines share: rows in PostgreSQL, vectors in Milvus."""
