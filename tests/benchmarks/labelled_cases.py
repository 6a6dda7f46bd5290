"""Sends made-up requests with keys of three sets of labels, and looks in every reply for documents of others.

    python tests/benchmarks/labelled_cases.py --examples 100

starts `citespan serve` with documents in four folders, of which each key sees one or two, and lets Schemathesis send
requests as `http_cases.py` does, with one key after the other. Many name documents, seen and not, by id and by hash. A
reply to a key must not hold the id, the source or a hash of a document that the key does not see, unless its request
did. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from http_cases import ALL_PHASES, CONFIGURATION, Run, send_cases
from made_files import pdf_file
from measurements import write
from served import served

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents
from citespan.index.encoder import Encoder
from citespan.index.labels.label_file import label_paths
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("board", "legal", "sales", "staff")
KEYS = {"legal": ("legal",), "sales": ("sales",), "staff": ("staff", "legal")}
"""The labels of each key; what has the label `board` none of them sees."""

HOOKS = Path(__file__).with_name("keys_in_turn.py")
NAMES = ("document_id", "source", "sha256", "text_sha256")
QUESTIONS = (
    "Who is named as the commander of Jaish ul-Adl?",
    "How long do I have to return a lamp?",
    "How often do I feed a sourdough starter?",
    "Who visited Pakistan?",
    "How many tools may I borrow?",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A server with labels: its keys by name, all names of its documents, and those of what each key sees."""

    address: str
    tokens: dict[str, str]
    everything: tuple[dict[str, str], ...]
    seen: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LabelledRun:
    """What Schemathesis found, and of each key: its replies, those that name its documents, and those of others."""

    run: Run
    replies: Counter[str]
    own: Counter[str]
    foreign: Counter[str]

    @property
    def passed(self) -> bool:
        """True if no check failed, no reply names what its key does not see, and each key was told of what it sees."""
        return self.run.passed and not self.foreign.total() and all(self.own[name] for name in KEYS)


@contextmanager
def served_labelled() -> Iterator[Labelled]:
    """A server over documents with labels, and its keys."""
    with tempfile.TemporaryDirectory() as home:
        docs, folder = Path(home, "docs"), Path(home, "index")
        for name in FOLDERS:
            (docs / name).mkdir(parents=True)
            chapter = (f"Harbour of {name}", f"The {name} counts seven cranes.")
            (docs / name / "harbour.pdf").write_bytes(pdf_file([chapter]))
            label_paths(folder, [docs / name], [name])
        for number, file in enumerate(sorted(SAMPLE_ROOT.iterdir())):
            shutil.copy(file, docs / FOLDERS[number % len(FOLDERS)])
        build_index(folder, [docs], encoder=Encoder(), root_keys={docs.resolve(): "docs"})
        everything = tuple({name: getattr(one, name) for name in NAMES} for one in list_documents(folder))
        tokens = {
            name: make_key(folder / KEYS_FILE, name, scopes=["ask"], labels=labels) for name, labels in KEYS.items()
        }
        seen = {
            name: frozenset(one["document_id"] for one in everything if one["source"].split("/")[-2] in labels)
            for name, labels in KEYS.items()
        }
        with served("--index", folder) as address:
            yield Labelled(address, tokens, everything, seen)


def names_in(text: str, documents: tuple[dict[str, str], ...], *, but: str = "") -> set[str]:
    """The ids of those `documents` of which `text` has the id, the source or a hash, and `but` does not."""
    return {
        one["document_id"] for one in documents if any(value in text and value not in but for value in one.values())
    }


def send_labelled(*, examples: int, phases: str = ALL_PHASES, seed: int = 1) -> LabelledRun:
    """Send requests with one key after the other, about `examples` random ones for each operation."""
    with served_labelled() as server, tempfile.TemporaryDirectory() as folder:
        configuration, task, log = (Path(folder, name) for name in ("cases.toml", "task.json", "log.jsonl"))
        configuration.write_text(_configuration(server), encoding="utf-8")
        tree = {"tokens": server.tokens, "everything": server.everything, "log": str(log)}
        tree |= {"seen": {name: sorted(ids) for name, ids in server.seen.items()}}
        task.write_text(json.dumps(tree), encoding="utf-8")
        environment = {"SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONPATH": str(HOOKS.parent), "LABELLED_CASES": str(task)}
        run = send_cases(
            server.address,
            examples=examples,
            phases=phases,
            seed=seed,
            configuration=configuration,
            environment=environment,
        )
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    replies, own, foreign = (
        Counter(line["key"] for line in lines if line.get(of, 1)) for of in ("all", "own", "foreign")
    )
    return LabelledRun(run, replies, own, foreign)


def _configuration(server: Labelled) -> str:
    """That of `http_cases.py`; keys with labels are refused what they may not, and requests often name documents."""
    words = {
        "ids": [one["document_id"] for one in server.everything],
        "hashes": [one["text_sha256"] for one in server.everything],
        "sources": [one["source"] for one in server.everything],
        "questions": list(QUESTIONS),
    }
    bound = {"path.document_id": ("ids", 0.8), "query.sha256": ("hashes", 0.2), "query.source": ("sources", 0.5)}
    bound |= {"body.question": ("questions", 0.8), "body.query": ("questions", 0.8)}
    lines = [f"[dictionaries.{name}]\nvalues = {json.dumps(values)}" for name, values in words.items()]
    lines.append("[parameters]")
    lines += [
        f'"{place}" = {{ dictionary = "{name}", probability = {often} }}' for place, (name, often) in bound.items()
    ]
    rest = CONFIGURATION.read_text(encoding="utf-8").replace('["2xx", ', '["2xx", "401", "403", ')
    return "\n".join((*lines, "", rest))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=100, help="random requests for each operation, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    arguments = parser.parse_args()
    done = send_labelled(examples=arguments.examples, seed=arguments.seed)
    print(done.run.output)
    lines = ["| key with labels | replies | that name documents it sees | that name others |", "|---|--:|--:|--:|"]
    for name, labels in KEYS.items():
        row = (", ".join(labels), done.replies[name], done.own[name], done.foreign[name])
        lines.append(f"| {' | '.join(map(str, row))} |")
    lines.append(f"| none that is taken | {done.replies['']} | {done.own['']} | {done.foreign['']} |")
    lines += ["", f"{done.run.cases} requests, {'no failure' if done.run.passed else 'with failures'}."]
    print("\n".join(lines))
    if arguments.write:
        command = f"python tests/benchmarks/labelled_cases.py --examples {arguments.examples} --write"
        write("labelled-cases", lines, command=command)
    return 0 if done.passed and done.run.cases else 1


if __name__ == "__main__":
    sys.exit(main())
