"""Web pages: their text as a browser shows it."""
