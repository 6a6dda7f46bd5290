"""What a paragraph of a Word file says, as accepted and as it is seen, and the text boxes that hang on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from citespan.corpus.formats.extract import LINE_END
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
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": LINE_END,
    f"{W}cr": LINE_END,
}
_EQUATIONS = frozenset((f"{M}oMath", f"{M}oMathPara"))
_BOX = f"{W}txbxContent"
_SAID = frozenset((f"{W}t", f"{W}sym", *_WRITTEN))


@dataclass(slots=True)
class Inline:
    """The runs of a paragraph, and the contents of its text boxes."""

    runs: list[TextRun] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def inline(paragraph: etree._Element, styles: Styles) -> Inline:  # noqa: PLR0912  # a line for each kind of element
    """What a paragraph says: insertions count, deletions do not, nor does what is hidden or struck out.

    Text boxes are read in one of the forms that they are saved in. Pages nest as deep as they like: no recursion.
    """
    found = Inline()
    walk = etree.iterwalk(paragraph, events=("start",))
    rise, font = Rise.LEVEL, ""
    fields = _Fields(paragraph)
    for _, element in walk:
        tag = element.tag
        if tag in _LEFT_OUT or is_placeholder(element):
            walk.skip_subtree()
        elif tag == f"{W}fldChar":
            fields.enter(element)
        elif fields.is_inside_code and tag in _SAID:
            walk.skip_subtree()
        elif tag in _EQUATIONS:
            found.runs.append(TextRun(_apart(found.runs, equation(element), is_alone=tag == f"{M}oMathPara")))
            walk.skip_subtree()
        elif tag == _BOX:
            found.boxes.append(element)
            walk.skip_subtree()
        elif tag == f"{W}r":
            if styles.is_seen(element, paragraph):
                rise, font = Rise.NOTE if _is_own_mark(element) else styles.rise(element, paragraph), _font(element)
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
        elif tag == f"{W}ddList":
            found.runs.append(TextRun(_chosen(element)))
        elif tag in _WRITTEN:
            found.runs.append(TextRun(_WRITTEN[tag], rise if tag == f"{W}noBreakHyphen" else Rise.LEVEL))
    return found


class _Fields:
    """Whether a place of a paragraph is in the code of a field, which is not seen, and not in what it gave."""

    def __init__(self, paragraph: etree._Element) -> None:
        kinds = [one.get(f"{W}fldCharType") for one in paragraph.iter(f"{W}fldChar")]
        self._are_whole = kinds.count("begin") == kinds.count("end")
        self._codes: list[bool] = []

    def enter(self, sign: etree._Element) -> None:
        """Go on behind a sign that begins, divides or ends a field."""
        match sign.get(f"{W}fldCharType"):
            case "begin":
                self._codes.append(True)
            case "separate" if self._codes:
                self._codes[-1] = False
            case "end" if self._codes:
                self._codes.pop()

    @property
    def is_inside_code(self) -> bool:
        return self._are_whole and any(self._codes)


def _apart(runs: list[TextRun], text: str, *, is_alone: bool) -> str:
    """An equation that follows some runs; between the digits of two numbers there is a blank."""
    if is_alone:
        return f" {text} "
    follows_number = bool(runs) and runs[-1].text[-1:].isdigit() and text[:1].isdigit()
    return f" {text}" if follows_number else text


def _is_own_mark(run: etree._Element) -> bool:
    """True if a run refers to a note by a mark of its own, which stands in it."""
    references = (run.find(f"{W}{kind}Reference") for kind in ("footnote", "endnote"))
    return any(one is not None and one.get(f"{W}customMarkFollows") in {"1", "true", "on"} for one in references)


def _chosen(choices: etree._Element) -> str:
    """What is chosen of a list in a form: its first entry where nothing else is said."""
    entries = [str(entry.get(f"{W}val", "")) for entry in choices.iterchildren(f"{W}listEntry")]
    for name in ("result", "default"):
        state = choices.find(f"{W}{name}")
        place = "" if state is None else state.get(f"{W}val", "")
        if place.isascii() and place.isdigit() and int(place) < len(entries):
            return entries[int(place)]
    return entries[0] if entries else ""


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
