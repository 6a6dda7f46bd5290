"""Kills citespan while it writes an index, and looks at what is left: `python crashes.py [--kills 200] [--write]`.

A folder changes from round to round. Each time a process that indexes it again, updates the index or removes documents
from it, as the command line does, is killed with SIGKILL: at any moment of its run, or just as it publishes. Then the
index must hold all documents that it held before or all that it was to hold, to the letter, and give them back when
asked. Most times the process is then started again and must end well. The processes are forked from one that has loaded
the encoder: all of their time is spent on the index. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from kills import Tally, tallies
from measurements import write


def main() -> int:
    """Print the table; the exit code is 1 if anything was lost, wrong or unreadable."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=60, help="rows of a table beside the other documents")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop then, with fewer kills")
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for the process that is forked from, which begins elsewhere
    with tempfile.TemporaryDirectory() as scratch:
        found = tallies(Path(scratch), kills=options.kills, records=options.records, seconds=60 * options.minutes)
    total = Tally(*(sum(getattr(tally, name) for tally in found.values()) for name in Tally.__slots__))
    rows = [(f"{work}, {moment}", tally) for (work, moment), tally in found.items()] + [("all", total)]
    lines = [
        "| killed while, at | kills | state before | state after | lost documents | wrong answers | unreadable |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {tally.kills} | {tally.before} | {tally.after} | {tally.lost} | {tally.wrong}"
            f" | {tally.unreadable} |"
            for name, tally in rows
        ),
    ]
    print("\n".join(lines))
    if options.write:
        write("crashes", lines, command=f"python tests/benchmarks/crashes.py --kills {total.kills} --write")
    return 1 if total.lost or total.wrong or total.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
