"""Rich text (.rtf): paragraphs, headings, lists and tables in their order, then notes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import LINE_END, TextBuilder
from citespan.corpus.formats.office.rich_fonts import Fonts, written
from citespan.corpus.formats.office.rich_tables import RichTable
from citespan.corpus.formats.office.rich_tokens import TokenKind, tokens
from citespan.corpus.text.raised import Rise, TextRun, compose

if TYPE_CHECKING:
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.office.rich_tokens import RichToken

_CHARACTERS = {
    "tab": " ", "line": LINE_END, "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "emdash": "—",
    "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_ENDS = frozenset(("par", "sect", "page", "column"))
_IGNORED = frozenset(
    "colortbl pict object header headerl headerr headerf footer footerl footerr footerf fldinst nonshppict author"
    " operator keywords subject comment doccomm company category manager hlinkbase creatim revtim printim buptim"
    " atnid atnauthor atndate atnref bkmkstart bkmkend xe tc rxe txe listtable listoverridetable revtbl rsidtbl"
    " generator themedata datastore xmlnstbl filetbl pntxta pntxtb falt panose fontemb".split()
)
_NOTES = frozenset(("footnote", "annotation"))
_STRUCK = frozenset(("strike", "striked", "v", "deleted"))
_RISES = {"super": Rise.RAISED, "sub": Rise.LOWERED, "nosupersub": Rise.LEVEL, "up": Rise.RAISED, "dn": Rise.LOWERED}
_MOST_SKIPPED = 100


@dataclass(slots=True)
class _Flow:
    """The paragraph that is being written, in the body or in a note, with its number and place in the outline."""

    runs: list[TextRun] = field(default_factory=list)
    label: str = ""
    level: int | None = None

    def take(self) -> str:
        """The text so far, and begin the next."""
        text = compose(self.runs)
        self.runs = []
        return text


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in one group: where its text goes to, and how it is seen."""

    goes_to: str = "body"
    unseen: frozenset[str] = frozenset()
    rise: Rise = Rise.LEVEL
    font: int | None = None
    skips: int = 1


def extract_rich_text(data: bytes, *, source: str) -> Extract:
    """The text of a rich text file as it is seen: what is struck out, hidden or deleted is left out.

    Outline levels and heading styles make headings; the numbers of lists stand in the file. Margins are not read.

    Raises:
        LoadError: if it is no rich text, or there is no text in it.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError(f"{source}: is no rich text, by its content; give it the suffix of its type, or save it again")
    reader = _RichTextReader()
    for token in tokens(data.lstrip()):
        reader.take(token)
    reader.finish()
    if reader.builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return reader.builder.extract(title=reader.title)


class _RichTextReader:
    """Follows the tokens of one file."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.title = ""
        self._fonts = Fonts()
        self._table = RichTable()
        self._state = _State()
        self._above: list[_State] = []
        self._is_starred = False
        self._left_to_skip = 0
        self._body = _Flow()
        self._notes: list[list[TextRun]] = []
        self._styles: dict[int, int] = {}
        self._style: tuple[int, str] = (0, "")

    def take(self, token: RichToken) -> None:
        """Take the next token in."""
        is_starred, self._is_starred = self._is_starred, token.kind is TokenKind.STAR
        if token.kind is TokenKind.OPEN:
            self._above.append(self._state)
        elif token.kind is TokenKind.CLOSE:
            self._close()
        elif token.kind is TokenKind.WORD:
            self._word(token.text, token.number, is_starred=is_starred)
        elif token.kind is TokenKind.CHARACTER:
            self._write(token.text)
        elif token.kind is TokenKind.BYTES:
            skipped = min(self._left_to_skip, len(token.data))
            self._left_to_skip -= skipped
            if self._state.goes_to == "fonts":
                self._fonts.named(token.data)
            elif token.data[skipped:]:
                self._write(self._fonts.decoded(token.data[skipped:], self._state.font))

    def finish(self) -> None:
        """End the last paragraph, and add the notes."""
        self._end_paragraph()
        self._end_table()
        for note in self._notes:
            self.builder.paragraph(compose(_whole(note)))

    def _close(self) -> None:
        if self._state.goes_to == "styles" and "heading" in self._style[1].lower():
            stated = "".join(filter(str.isdigit, self._style[1]))
            if stated in {*"123456789"}:
                self._styles[self._style[0]] = int(stated)
        if self._state.goes_to == "styles":
            self._style = (0, "")
        self._left_to_skip = 0
        self._state = self._above.pop() if self._above else self._state

    def _word(self, word: str, number: int | None, *, is_starred: bool) -> None:  # noqa: PLR0912  # one for each kind
        self._left_to_skip = 0
        state = self._state
        if state.goes_to == "nowhere" and word != "shptxt":
            return
        if goes_to := self._destination(word, is_starred=is_starred):
            self._state = replace(state, goes_to=goes_to)
            if goes_to == "note":
                self._notes.append([])
        elif word == "u" and number is not None:
            self._write(written(number))
            self._left_to_skip = state.skips
        elif word == "uc":
            self._state = replace(state, skips=min(_MOST_SKIPPED, max(0, 1 if number is None else number)))
        elif word in _STRUCK:
            unseen = state.unseen - {word} if number == 0 else state.unseen | {word}
            self._state = replace(state, unseen=unseen)
        elif word in _RISES:
            self._state = replace(state, rise=Rise.LEVEL if number == 0 else _RISES[word])
        elif word == "plain":
            self._state = replace(state, unseen=frozenset(), rise=Rise.LEVEL)
        elif word == "f":
            self._state = replace(state, font=number)
            if state.goes_to == "fonts":
                self._fonts.begin(number or 0)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif self._fonts.state(word, number):
            pass
        elif state.goes_to == "styles" and word == "s":
            self._style = (number or 0, "")
        elif state.goes_to in {"body", "label"}:
            self._structure(word, number)
        elif word in _ENDS:
            self._write(" ")

    def _destination(self, word: str, *, is_starred: bool) -> str:
        """Where the text of the group goes to that a word begins; empty if it begins none."""
        known = {"fonttbl": "fonts", "stylesheet": "styles", "title": "title", "listtext": "label", "pntext": "label"}
        if word in _NOTES:
            return "note"
        if word == "shptxt":
            return "body"
        if word in _IGNORED:
            return "nowhere"
        return known.get(word, "nowhere" if is_starred else "")

    def _structure(self, word: str, number: int | None) -> None:
        if word in _ENDS:
            if self._table.is_inside:
                self._body.runs.append(TextRun(" "))
            else:
                self._end_paragraph()
        elif word == "pard":
            self._table.is_inside = False
            self._body.level = None
        elif word == "outlinelevel" and number is not None and 0 <= number < 9:
            self._body.level = 2 + number
        elif word == "s" and number in self._styles:
            self._body.level = 1 + self._styles[number]
        elif word == "cell":
            self._table.cell(self._body.take())
            self._body.label = ""
        elif word == "nestcell":
            self._body.runs.append(TextRun(" "))
        else:
            self._table.state(word, number)

    def _write(self, text: str) -> None:
        state = self._state
        if state.goes_to == "note" and self._notes:
            self._notes[-1].append(TextRun("" if state.unseen else text, state.rise))
        elif state.goes_to == "title":
            self.title += text
        elif state.goes_to == "styles":
            self._style = (self._style[0], self._style[1] + text)
        elif state.goes_to == "label":
            self._body.label += text
        elif state.goes_to == "body" and not state.unseen:
            self._body.runs.append(TextRun(text, state.rise))

    def _end_paragraph(self) -> None:
        self._body.runs = _whole(self._body.runs)
        text, label = self._body.take(), " ".join(self._body.label.split())
        self._body.label = ""
        if not text.strip():
            return
        self._end_table()
        if self._body.level is not None:
            self.builder.heading(f"{label} {text}", level=self._body.level)
        elif label:
            self.builder.item(text, number=label if any(map(str.isalnum, label)) else "")
        else:
            self.builder.paragraph(text)

    def _end_table(self) -> None:
        grid = self._table.take()
        if grid:
            self.builder.break_off()
            self.builder.table(grid)
            self.builder.break_off()


def _whole(runs: list[TextRun]) -> list[TextRun]:
    """The runs with the halves of characters beyond the first plane put together, which are written one by one."""
    joined: list[TextRun] = []
    for run in runs:
        if joined and joined[-1].rise is run.rise:
            joined[-1] = TextRun(joined[-1].text + run.text, run.rise)
        else:
            joined.append(run)
    return [TextRun(run.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), run.rise) for run in joined]
