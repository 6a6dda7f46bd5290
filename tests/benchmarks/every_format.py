"""A folder with one file of every format, asked: `python tests/benchmarks/every_format.py [--write]`.

Each question is answered by one file alone. A row says what the answer was, at any confidence, and where it is cited;
the exit code is 1 if one is of another file or is not what the file says. The test `tests/qa/test_every_format.py`
asks the same files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from made_formats import MADE_FILES
from measurements import write

from citespan.corpus.load import file_of
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from made_formats import MadeFile

    from citespan.qa.answer import Citation


def row(made: MadeFile, citation: Citation) -> str:
    """What was asked of a file, and what was cited."""
    places = [f"page {citation.page}" if citation.page else "", " › ".join(citation.section)]
    places.append(f"ocr {citation.ocr:.2f}" if citation.ocr is not None else "")
    where = ", ".join(filter(None, (f"`{citation.source}`", *places, f"characters {citation.start}-{citation.end}")))
    return f"| {made.name} | {made.question} | {citation.exact} | {where} |"


def is_right(made: MadeFile, citation: Citation) -> bool:
    """True if the file is cited, with what answers the question."""
    is_answer = citation.exact in made.answer or made.answer in citation.exact
    return file_of(citation.source) == made.name and is_answer


def main() -> int:
    """Print the table; 1 if an answer is not that of its file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    options = parser.parse_args()
    encoder, reader = Encoder(), load_bundled_reader()
    lines = ["| file | question | answer | cited |", "|---|---|---|---|"]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        for made in MADE_FILES:
            (documents / made.name).write_bytes(made.make())
        build_index(Path(folder, "index"), [documents], encoder=encoder)
        index = Index(Path(folder, "index"), encoder)
        answerer = Answerer(index, reader, calibration=calibration_for(None, reader=reader.name, encoder=encoder.name))
        for made in MADE_FILES:
            citation = answerer.answer(made.question, threshold=0).answers[0].citations[0]
            lines.append(row(made, citation))
            wrong += [] if is_right(made, citation) else [made.name]
            print(lines[-1], flush=True)
        index.close()
    print(f"{len(MADE_FILES) - len(wrong)} of {len(MADE_FILES)} right; wrong: {', '.join(wrong) or 'none'}")
    if options.write:
        write("every-format", lines, command="python tests/benchmarks/every_format.py --write")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
