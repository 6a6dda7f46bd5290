"""Marks: what stands in a text but says nothing: footnote marks such as [12], markup, bars of tables."""

from __future__ import annotations

import regex

from citespan.corpus.text.markup import marks
from citespan.corpus.text.raised import is_note_mark

_MARK = regex.compile(
    r"(?<=[^\s\[(])\[(?:[1-9]\d{0,2}|[a-z]|(?:note|nb|fn|lower-alpha) \d{1,3}"
    r"|(?:citation|clarification|page|verification|better source|quotation) needed"
    r"|when\?|who\?|where\?|which\?|by whom\?|according to whom\?|dubious|sic)\]"
    r"|\[edit(?: source)?\]|\[\^[^\[\]\s]{1,40}\](?!:)"
)
_RAISED = regex.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NOTES = regex.compile(r"(?:\s|\[\^?[^\[\]]{1,40}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹])*")
_RAISED_ELEMENT = regex.compile(r"<sup(?:\s[^<>\n]{0,200})?>(?:<a\s[^<>\n]{0,200}>)?([^<>\n]{1,24})(?:</a>)?</sup>")
_RAISED_MARKUP = regex.compile(
    r":sup(?:erscript)?:`([^`\n]{1,24})`|(?<=\w)\^([^\^\s]{1,12})\^|\\textsuperscript\{([^{}\n]{1,24})\}"
    r"|\$\^(?:\{([^{}$\n]{1,12})\}|([^{}$\s]))\$"
)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_BAR = regex.compile(r"(?<!\S)\|(?!\S)")


def without_marks(text: str) -> str:
    """The text with the marks of notes, of editing and of Markdown blanked out, and with them what is struck out.

    As many blanks stand there, so that every offset stays. Raised digits go where they mark a note: *4¹ euros* are 4.
    """
    text = _MARK.sub(lambda mark: " " * len(mark[0]), text)
    if "<sup" in text:
        text = _RAISED_ELEMENT.sub(_blank_or_element, text)
    if "^" in text or ":sup" in text or "superscript" in text:
        text = _RAISED_MARKUP.sub(_blank_or_element, text)
    characters = list(text)
    for start, end in marks(text):
        characters[start:end] = [one if one in "\r\n" else " " for one in characters[start:end]]
    return _RAISED.sub(_blank_or_exponent, "".join(characters))


def end_before_notes(text: str) -> int:
    """Where a text ends, in code points, without the blanks and the marks of notes behind what it says."""
    end = len(without_marks(text).rstrip())
    return end if _NOTES.fullmatch(text, end) else len(text.rstrip())


def _blank_or_element(raised: regex.Match[str]) -> str:
    """Blanks for a raised element that marks a note."""
    text, start, end = raised.string, raised.start(), raised.end()
    said = next(filter(None, raised.groups()), "").strip()
    before = text[max(0, start - 80) : start].removesuffix("\\ ")
    is_note = is_note_mark(said, before=before, after=text[end : end + 20])
    return " " * len(raised[0]) if is_note else raised[0]


def _blank_or_exponent(raised: regex.Match[str]) -> str:
    text, start, end = raised.string, raised.start(), raised.end()
    digits = raised[0].translate(_DIGITS)
    is_note = is_note_mark(digits, before=text[max(0, start - 80) : start], after=text[end : end + 20])
    return " " * len(digits) if is_note else raised[0]


def cell_breaks(text: str) -> tuple[int, ...]:
    """The offsets before and behind each bar between the cells of a table, ascending."""
    return tuple(offset for bar in _BAR.finditer(text) for offset in bar.span())
