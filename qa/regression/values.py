"""Numbers as English texts write them."""

from __future__ import annotations

import regex

from citespan.qa.evaluation.correctness import numbers

_FIGURE = regex.compile(r"(?<![\d.,])[-−–]?\d+(?:,\d{3})*(?:\.\d+)?(?![.,]?\d)")
_SCALES = {"dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def number_in(text: str) -> float | None:
    """The one number that a text names, in figures or in words (`1,204`, `-4.5`, `seven`, `2 million`); else None."""
    figures = _FIGURE.findall(text)
    words = numbers(_FIGURE.sub(" ", text))
    values = [float(figure.replace(",", "").replace("−", "-").replace("–", "-")) for figure in figures]
    small = sorted(float(word) for word in words if word.replace(".", "").isdigit())
    if len(small) == 2 and small[0] < 10 and small[1] >= 20:  # twenty-five
        small = [sum(small)]
    values += small
    scale = 1.0
    for word in words & _SCALES.keys():
        scale *= _SCALES[word]
    if not values and scale > 1:
        values = [1.0]
    return values[0] * scale if len(values) == 1 else None
