"""Formulas of web pages and books, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.text.raised import fraction, grouped, in_line, index, power

if TYPE_CHECKING:
    from lxml import html

_DEEPEST = 40
_LEFT_OUT = frozenset(("annotation", "annotation-xml", "none", "mphantom"))
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064\u200b")


def formula(element: html.HtmlElement, *, depth: int = 0) -> str:  # noqa: PLR0911  # a line for each kind of element
    """A formula on one line: `(a + b)/2`, `x²`, `√(n)`.

    Source: MathML Core.
    """
    if depth > _DEEPEST:
        return "".join(element.itertext())
    name = str(element.tag).rpartition("}")[2].rpartition(":")[2]
    if not isinstance(element.tag, str) or name in _LEFT_OUT:
        return ""
    if not len(element):
        text = " ".join((element.text or "").translate(_INVISIBLE).split())
        return f" {text} " if name == "mo" and text in {"=", "+", "-", "−", "≈", "<", ">", "≤", "≥"} else text
    parts = [formula(child, depth=depth + 1).strip() for child in element if isinstance(child.tag, str)]
    match name, parts:
        case "mfrac", [above, below]:
            return fraction(above, below)
        case "msup" | "mover", [base, above]:
            return f"{grouped(base)}{power(above)}"
        case "msub" | "munder", [base, below]:
            return f"{base}{index(below)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}{index(below)}{power(above)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [base, degree]:
            return f"{power(degree)}√({base})"
        case "mtr", _:
            return ", ".join(parts)
        case "mtable", _:
            return f"[{'; '.join(parts)}]"
    children = [child for child in element if isinstance(child.tag, str)]
    terms = (formula(child, depth=depth + 1) for child in children)
    joined = in_line(terms, (str(child.tag).endswith("mfrac") for child in children))
    return " ".join(joined.split())
