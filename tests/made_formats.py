"""A made file of every format, with a question and the words of the file that answer it.

The tests that every format must pass run over these, and one of them fails while a format has none here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from made_files import epub_file, html_file, json_lines_file, pdf_file, table_file, word_file
from made_mail import mailbox_file, message_file, web_archive_file
from made_office import slides_file, workbook_file
from made_open import open_sheets_file, open_slides_file, open_text_file
from made_outlook import outlook_file
from made_scans import picture_file

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file, and what is asked of it: `answer` stands in the text of one of its documents."""

    name: str
    make: Callable[[], bytes]
    question: str
    answer: str

    @property
    def suffix(self) -> str:
        """The lower-case suffix of its name."""
        return PurePath(self.name).suffix.lower()


def _text(name: str, text: str, question: str, answer: str) -> MadeFile:
    return MadeFile(name, text.encode, question, answer)


NOTES = "# Notes\n\nThe **ferry** Aurora carries forty cars.\n\n## Prices\n\n- car: 20\n- bicycle: 3\n\n```\n# x\n```\n"
LETTER = "HARBOUR\n\nThe tide mill at Ransby was built by Hedda Lund. 👩\u200d👧\r\n\r\nمرحبا. Cafe\u0301 opens.\n"
PRICES = (
    {"item": "lantern", "price": "1,200 euros", "colour": 'a "rare" green'},
    {"item": "cable", "price": "3 euros", "colour": "grey"},
)
CASES = (
    {"name": "Ottilie Brandt", "task": "keeper of the Fanholm lighthouse", "since": "2009"},
    {"name": "Ivar Moe", "task": "cook of the Fanholm lighthouse"},
)
BOATS = (
    b'[{"boat": "Skua", "captain": "Runa Dahl", "berth": "N4"}, {"boat": "Tern", "captain": "Per Voss", "berth": "S1"}]'
)

RST = "=======\nWeather\n=======\n\nReadings\n--------\n\nThe gauge at Solvik is read by Tuva Lind.\n"
ASCIIDOC = "= Quarry\n\n== Stone\n\nThe quarry at Brenna is run by Alma Krog.\n\n----\n== none\n----\n"
TEX = (
    "\\documentclass{article}\n\\title{On {Bees}}\n% \\section{none}\n\\begin{document}\n\\section{Hives}\n\n"
    "The hives at Nordby are kept by Sigrid Falk.\n\\end{document}\n"
)
LOG = (
    "2024-03-01 06:00:01 INFO pump started\n2024-03-01 06:00:09 ERROR valve 7 at Kverne was closed by Nils Aune\n"
    "2024-03-01 06:01:00 INFO pump stopped\n"
)
YAML = "# The garden at Elvheim.\ngarden:\n  gardener of Elvheim: Marit Solberg\n  beds: [roses, thyme]\n"
PROGRAM = (
    '"""Counts sheep. The program for the farm at Hauge was written by Jorunn Vik."""\n\n\ndef count():\n    return 3\n'
)
README = "The archive at Tveit\n\nThe archive at Tveit was founded by Eskil Roth. It opens at nine.\n"

RICH_TEXT = (
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}{\\info{\\title The orchard}}\n"
    "\\pard\\outlinelevel0 Orchard\\par\n\\pard The orchard at Ulvik is tended by Synn\\'f8ve Lie.\\par\n"
    "\\trowd\\cellx100\\cellx200\\intbl Tree\\cell Year\\cell\\row\n\\intbl Apple\\cell 1931\\cell\\row\n}"
)

MADE_FILES = (
    _text("orchard.rtf", RICH_TEXT, "Who tends the orchard at Ulvik?", "Synnøve Lie"),
    _text("weather.rst", RST, "Who reads the gauge at Solvik?", "Tuva Lind"),
    _text("quarry.adoc", ASCIIDOC, "Who runs the quarry at Brenna?", "Alma Krog"),
    _text("bees.tex", TEX, "Who keeps the hives at Nordby?", "Sigrid Falk"),
    _text("pump.log", LOG, "Who closed the valve at Kverne?", "Nils Aune"),
    _text("garden.yaml", YAML, "Who is the gardener of Elvheim?", "Marit Solberg"),
    _text("sheep.py", PROGRAM, "Who wrote the program for the farm at Hauge?", "Jorunn Vik"),
    _text("README", README, "Who founded the archive at Tveit?", "Eskil Roth"),
    MadeFile("berths.xlsx", workbook_file, "Who is the tenant of berth N4 at Lysvik?", "Gudrun Eide"),
    MadeFile("crew.pptx", slides_file, "Who is the skipper of the Havskum?", "Turid Wik"),
    MadeFile("vows.odt", open_text_file, "Who carved the pulpit of the church at Lom?", "Ragnhild Bakke"),
    MadeFile("wells.ods", open_sheets_file, "Who owns the well at Vang?", "Kari Nes"),
    MadeFile("trails.odp", open_slides_file, "Who marks the trail to Glittertind?", "Asbjorn Ree"),
    MadeFile("offer.eml", message_file, "Who offers the boathouse at Sunde?", "Frida Holm"),
    MadeFile("inbox.mbox", mailbox_file, "Who repairs the sluice at Eide?", "Leif Strand"),
    MadeFile("notice.msg", outlook_file, "Who is the new ferryman at Kvam?", "Arne Tveit"),
    MadeFile("museum.mhtml", web_archive_file, "Who leads the museum at Voss?", "Berit Haugen"),
    MadeFile("page.html", html_file, "Which engineer led the repair of the bridge?", "Ilse Marquardt"),
    MadeFile("report.pdf", pdf_file, "Who is the harbour warden?", "Tomas Valdemar"),
    MadeFile("lease.png", picture_file, "Who is the boathouse at Sandvik let to?", "Agnete Holmboe"),
    MadeFile("rules.docx", word_file, "How much is a ticket for the ferry?", "4 pounds"),
    MadeFile("book.epub", epub_file, "Who bought the lamp from Mira?", "Anselm"),
    _text("notes.md", NOTES, "How many cars does the Aurora carry?", "forty"),
    _text("letter.txt", LETTER, "Who built the tide mill at Ransby?", "Hedda Lund"),
    MadeFile("prices.csv", lambda: table_file(PRICES), "What is the price of the lantern?", "1,200 euros"),
    MadeFile(
        "keepers.jsonl", lambda: json_lines_file(CASES), "Who is keeper of the Fanholm lighthouse?", "Ottilie Brandt"
    ),
    MadeFile("boats.json", lambda: BOATS, "Who is the captain of the Skua?", "Runa Dahl"),
)
