"""What citespan knows of English: numbers, dates, units, and what words do in a sentence."""
