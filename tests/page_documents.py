"""What the page is tried with: documents that answer, disagree, agree, stay silent, are paged, long or hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from made_files import CHAPTERS, html_file, pdf_file

if TYPE_CHECKING:
    from pathlib import Path

CAPTAIN = "Who is the captain of the ferry Aurora?"
WARDEN = "Who is the harbour warden?"
DEATHS = "How many people died in the Corvane mine fire?"
BRIDGE = "Which engineer led the repair?"
TREASURER = "Who is the treasurer of the rowing club?"
KEEPER = "Who keeps the lighthouse of Skerry?"
TWO_PARTS = "How many people died in the Corvane mine fire, and who is the captain of the ferry Aurora?"
UNKNOWN = "What is the boiling point of tungsten?"

AURORA = (
    "# The ferry Aurora \U0001f6a2\U0001f1f8\U0001f1ea\r\n\r\n"
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 Families travel free \U0001f389 on Sundays;"
    " Zoe\u0308 sells the tickets.\r\n\r\n"
    "## Crew\r\n\r\n"
    "\U0001f9ed The captain of the ferry Aurora is Ingrid Solheim \u2693, who has sailed her since 2011.\r\n\r\n"
    "The cook bakes bread before dawn. \U0001f35e\r\n"
)
FIRES = {
    "inspectorate.txt": (
        "The inspectorate on the Corvane mine fire\n\n12 March 1931\n\n"
        "According to the inspectorate, 23 people died in the Corvane mine fire.\n\n"
        "The shaft was closed for the rest of the year.\n"
    ),
    "union.txt": (
        "The union remembers Corvane\n\n"
        "The union counted its members by name in the week after."
        " In the Corvane mine fire 31 people died, it wrote.\n\n"
        "It paid the families for a year.\n"
    ),
}
HOSTILE = (
    "# Club news <img src=x onerror=\"document.title='owned'\">\n\n"
    "<script>document.title = 'owned'</script>\n\n"
    "\u202eThe rowing club meets on Mondays.\u2066\n\n"
    "\u2069\u2069The treasurer of the rowing club is "
    "\u202eOdile\u202c Marchetti\u2069, elected in \u202e2019 <b>by all</b>.\n\n"
    "[click](javascript:document.title='owned') \u0007\u001b[31m\u200b\ufeff\n"
)
MEGABYTES = 5
LINE = (
    "x" * (MEGABYTES * 500_000)
    + " The lighthouse of Skerry is kept by Anders Brekke, who lives there all year. "
    + "x" * (MEGABYTES * 500_000)
)


GUIDE = (
    "# The lock at *Ormsby*\n\n"
    "Boats wait at the post. [The rules](https://lock.example/rules) hang there,"
    " and [a trap](javascript:alert(1)) beside ![a map](https://foreign.example/map.png).\r\n\n"
    '<b onmouseover="alert(1)">Mind</b> the steps &amp; the rope.\n\n'
    + "".join(f"## Chamber {number}\n\nIt is {number} metres deep, \U0001f6a4 and slow.\n\n" for number in range(1, 30))
    + "## Fees\n\n| Boat | Fee |\n|---|---|\n| Barge \\| tug | **9** pounds |\n\n"
    "> The gate of **the *upper* lock** is\n> closed at `21:30`, by Rasmus Oake.\n\n"
    "- [x] swept\n- ~~never~~ painted\n"
)
"""A text that is marked up; what it says of its gate stands far down."""

PRICES = "berth,pounds\nnorth quay,14\nsouth quay,11\nmole,9\n"

NOTICE = "The quay closes at noon.\r\n\U0001f6a7 The crane is out of order.\n"


def write_documents(root: Path) -> None:
    """Writes the documents below `root`."""
    texts = {"aurora.md": AURORA, **FIRES, "club.md": HOSTILE, "line.txt": LINE, "notice.txt": NOTICE, "lock.md": GUIDE}
    texts |= {"prices.csv": PRICES}
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="")
    (root / "bridge.html").write_bytes(html_file())
    (root / "harbour.pdf").write_bytes(pdf_file(CHAPTERS))
