"""English words for numbers, months and days of the week, in their order."""

from __future__ import annotations

from citespan.corpus.english.lexicon import words

UNITS = words("numbers", "units")
"""0 to 19."""

TENS = words("numbers", "tens")
"""20 to 90."""

ORDINALS = words("numbers", "ordinals")
"""0th to 19th."""

MONTHS = words("numbers", "months")
"""January is the first."""

WEEKDAYS = words("numbers", "weekdays")
