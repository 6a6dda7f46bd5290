"""Values of cells as a spreadsheet program shows them: 25 %, 1,200.00 €, 2024-03-01."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]'
    r"|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<sign>.)",
    re.DOTALL,
)
_SIGNS = frozenset("%$€£¥ -+()/:")
_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class _NumberFormat:
    before: str
    digits: str
    after: str

    @property
    def is_percent(self) -> bool:
        return "%" in self.before + self.after


def shown(value: object, number_format: str) -> str:
    """A value in its format, dates and times in ISO 8601; what a format does beyond numbers is not followed.

    Source of the formats: ISO/IEC 29500-1, section 18.8.31.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time() and "h" not in number_format.lower()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds").removesuffix(":00")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds").removesuffix(":00")
    return str(value)


def _number(value: float, number_format: str) -> str:
    form = _parsed(number_format.split(";", maxsplit=1)[0])
    if form is None or not abs(value) < _LARGEST:
        return f"{value:.15g}"
    whole, _, fraction = form.digits.partition(".")
    number = abs(value) * 100 if form.is_percent else abs(value)
    text = f"{number:,.{len(fraction)}f}" if "," in whole else f"{number:.{len(fraction)}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    text = text.removesuffix(".").zfill(whole.count("0") + (len(fraction) + 1 if "." in text else 0))
    minus = "-" if value < 0 and text.strip("0.,") else ""
    return f"{minus}{form.before}{text}{form.after}".strip()


@lru_cache(maxsize=1000)
def _parsed(section: str) -> _NumberFormat | None:
    """The format of a number; None if it is another or a general one."""
    around = ["", ""]
    digits = ""
    for token in _TOKEN.finditer(section):
        if token["number"]:
            if digits or token["number"].endswith(","):
                return None
            digits = token["number"]
        elif token["sign"] and token["sign"] not in _SIGNS:
            return None
        else:
            around[bool(digits)] += token["quoted"] or token["escaped"] or token["currency"] or token["sign"] or ""
    return _NumberFormat(around[0], digits, around[1]) if digits else None
