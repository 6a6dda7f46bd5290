"""The documentation's table of formats, made of the catalogue: `python tests/formats_table.py` writes it."""

from __future__ import annotations

from pathlib import Path

from citespan.corpus.formats.catalogue import FORMATS

PAGE = Path(__file__).parents[1] / "docs" / "command-line.md"
_MARKS = ("<!-- formats -->\n", "<!-- /formats -->\n")


def table() -> str:
    """The table, a row for each entry, in the catalogue's order."""
    rows = []
    for entry in FORMATS:
        suffixes = ", ".join(f"`{suffix}`" if suffix else "no suffix" for suffix in entry.suffixes)
        rows.append(f"| {suffixes} | {entry.text} | {entry.cited} |\n")
    return "".join(("| format | its text | a citation also names |\n", "|---|---|---|\n", *rows))


def written() -> str:
    """The table as it stands on the page."""
    return PAGE.read_text(encoding="utf-8").partition(_MARKS[0])[2].partition(_MARKS[1])[0].strip("\n") + "\n"


def main() -> None:
    """Put the table between its marks."""
    before, rest = PAGE.read_text(encoding="utf-8").split(_MARKS[0])
    _, after = rest.split(_MARKS[1])
    PAGE.write_text(f"{before}{_MARKS[0]}\n{table()}\n{_MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
