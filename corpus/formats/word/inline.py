"""What a paragraph of a Word file says, as accepted and as it is seen, and the text boxes that hang on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from citespan.corpus.formats.word.equations import equation
from citespan.corpus.formats.word.parts import MC, M, W, is_placeholder
from citespan.corpus.formats.word.symbols import symbol, without_private
from citespan.corpus.text.raised import Rise, TextRun

if TYPE_CHECKING:
    from citespan.corpus.formats.word.styles import Styles

# What review took out or moved elsewhere, what is said again for older programs, and what is no text.
_LEFT_OUT = frozenset(
    (
        *(f"{W}{name}" for name in "del moveFrom delText instrText delInstrText rPr pPr rt sdtPr".split()),
        f"{MC}Fallback",
    )
)
_WRITTEN = {f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"} | {
    f"{W}{name}": " " for name in ("tab", "ptab", "br", "cr")
}
_EQUATIONS = frozenset((f"{M}oMath", f"{M}oMathPara"))
_BOX = f"{W}txbxContent"


@dataclass(slots=True)
class Inline:
    """The runs of a paragraph, and the contents of its text boxes."""

    runs: list[TextRun] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def inline(paragraph: etree._Element, styles: Styles) -> Inline:
    """What a paragraph says: insertions count, deletions do not, nor does what is hidden or struck out.

    Text boxes are read in one of the forms that they are saved in. Pages nest as deep as they like: no recursion.
    """
    found = Inline()
    walk = etree.iterwalk(paragraph, events=("start",))
    rise, font = Rise.LEVEL, ""
    for _, element in walk:
        tag = element.tag
        if tag in _LEFT_OUT or is_placeholder(element):
            walk.skip_subtree()
        elif tag in _EQUATIONS:
            found.runs.append(TextRun(f" {equation(element)} " if tag == f"{M}oMathPara" else equation(element)))
            walk.skip_subtree()
        elif tag == _BOX:
            found.boxes.append(element)
            walk.skip_subtree()
        elif tag == f"{W}r":
            if styles.is_seen(element, paragraph):
                rise, font = styles.rise(element, paragraph), _font(element)
            elif element.find(f".//{_BOX}") is None:
                walk.skip_subtree()
        elif tag == f"{W}t":
            found.runs.append(TextRun(without_private(element.text or "", font), rise))
        elif tag == f"{W}sym":
            code = element.get(f"{W}char", "")
            known = symbol(int(code, 16), element.get(f"{W}font", font)) if _is_code(code) else "\ufffd"
            found.runs.append(TextRun(known, rise))
        elif tag == f"{W}checkBox":
            found.runs.append(TextRun("☒" if _is_checked(element) else "☐"))
        elif tag in _WRITTEN:
            found.runs.append(TextRun(_WRITTEN[tag], rise if tag == f"{W}noBreakHyphen" else Rise.LEVEL))
    return found


def _font(run: etree._Element) -> str:
    fonts = run.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""


def _is_checked(box: etree._Element) -> bool:
    for name in ("checked", "default"):
        state = box.find(f"{W}{name}")
        if state is not None:
            return state.get(f"{W}val", "1") in {"1", "true", "on"}
    return False


def _is_code(text: str) -> bool:
    return 0 < len(text) <= 6 and all(character in "0123456789abcdefABCDEF" for character in text)
