"""Citations in the forms that others read: standards, bibliographies, footnotes."""
