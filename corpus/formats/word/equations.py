"""Equations: what Word and web pages set in two dimensions, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.word.parts import M
from citespan.corpus.text.raised import fraction, grouped, in_line, index, power

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

_DEEPEST = 40
_PROPERTIES = frozenset(f"{M}{name}" for name in ("ctrlPr", "rPr", "argPr"))


def equation(element: etree._Element, *, depth: int = 0) -> str:  # noqa: PLR0911, PLR0912  # a line for each kind
    """An equation on one line: `(a + b)/2`, `x²`, `√(n)`, `∑_(i=1)^n xᵢ`.

    Source: ISO/IEC 29500-1, section 22.1.
    """
    if depth > _DEEPEST:
        return "".join(element.itertext())
    name = str(element.tag).rpartition("}")[2]
    if element.tag in _PROPERTIES or name in {"del", "moveFrom"} or name.endswith("Pr"):
        return ""
    if name == "t":
        return element.text or ""
    parts = {str(child.tag).rpartition("}")[2]: child for child in element}

    def of(part: str) -> str:
        return equation(parts[part], depth=depth + 1).strip() if part in parts else ""

    match name:
        case "f":
            return fraction(of("num"), of("den"))
        case "sSup":
            return f"{grouped(of('e'))}{power(of('sup'))}"
        case "sSub":
            return f"{of('e')}{index(of('sub'))}"
        case "sSubSup":
            return f"{of('e')}{index(of('sub'))}{power(of('sup'))}"
        case "sPre":
            return f"{power(of('sup'))}{index(of('sub'))}{of('e')}"
        case "rad":
            return f"{power(of('deg')) if of('deg') else ''}√({of('e')})"
        case "nary":
            sign = _stated(element, "naryPr", "chr", "∫")
            return f"{sign}{index(of('sub'))}{power(of('sup'))} {of('e')}"
        case "d":
            begin, end = _stated(element, "dPr", "begChr", "("), _stated(element, "dPr", "endChr", ")")
            inside = (equation(child, depth=depth + 1).strip() for child in element.iterchildren(f"{M}e"))
            return f"{begin}{_stated(element, 'dPr', 'sepChr', '|').join(inside)}{end}"
        case "func":
            return f"{of('fName')} {of('e')}"
        case "limLow":
            return f"{of('e')}{index(of('lim'))}"
        case "limUpp":
            return f"{of('e')}{power(of('lim'))}"
        case "m":
            return f"[{'; '.join(_row(row, depth) for row in element.iterchildren(f'{M}mr'))}]"
        case "eqArr":
            return "; ".join(equation(child, depth=depth + 1) for child in element.iterchildren(f"{M}e"))
    children = list(element)
    terms = (equation(child, depth=depth + 1) for child in children)
    return in_line(terms, (child.tag == f"{M}f" for child in children))


def _row(row: etree._Element, depth: int) -> str:
    cells: Iterable[etree._Element] = row.iterchildren(f"{M}e")
    return ", ".join(equation(cell, depth=depth + 1).strip() for cell in cells)


def _stated(element: etree._Element, properties: str, name: str, otherwise: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return otherwise if found is None else found.get(f"{M}val", otherwise)
