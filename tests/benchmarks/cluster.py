"""An index in PostgreSQL and a milvus-lite beside the same in a folder: times as ratios, and bytes of each chunk.

Run `python tests/benchmarks/cluster.py`; PostgreSQL has to be installed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster_engines import running_postgres

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.address import ClusterAddress
from citespan.index.encoder import Encoder
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from citespan.index.address import IndexPlace

TABLES = ("documents", "chunks", "postings", "stems")
QUERIES = (
    "Who is named as the commander of Jaish ul-Adl?",
    "How often should a sourdough starter be fed?",
    "Within how many days can an order be returned?",
    "references to the 2024 strikes",
)
ROUNDS = 25


def main() -> None:
    """Print the figures."""
    encoder = Encoder(threads=1)
    with tempfile.TemporaryDirectory() as scratch, running_postgres() as server:
        places: dict[str, IndexPlace] = {
            "folder": Path(scratch, "index"),
            "pair": ClusterAddress(server.new_database(), str(Path(scratch, "vectors.db"))),
        }
        built, asked = {}, {}
        chunks = 0
        for name, place in places.items():
            started = time.perf_counter()
            chunks = build_index(place, [SAMPLE_ROOT], encoder=encoder).chunks
            built[name] = time.perf_counter() - started
        opened = {name: open_index(place, encoder) for name, place in places.items()}
        times: dict[str, list[float]] = {name: [] for name in places}
        for _ in range(ROUNDS):
            for query in QUERIES:
                for name, index in opened.items():
                    started = time.perf_counter()
                    index.retrieve(query, limit=8)
                    times[name].append(time.perf_counter() - started)
        for name, index in opened.items():
            asked[name] = statistics.median(times[name])
            index.close()
        print(f"{chunks} chunks")
        print(f"indexing: {built['pair'] / built['folder']:.2f} times the folder's time")
        print(
            f"retrieval, p50: {asked['pair'] * 1000:.0f} ms, {asked['pair'] / asked['folder']:.2f} times the folder's"
        )
        pair = places["pair"]
        assert isinstance(pair, ClusterAddress)
        with psycopg.connect(pair.postgresql) as connection:
            for table in TABLES:
                row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
                assert row is not None
                print(f"{table}: {row[0] / chunks:.0f} bytes a chunk")


if __name__ == "__main__":
    main()
