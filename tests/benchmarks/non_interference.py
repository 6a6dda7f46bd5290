"""Does a key with labels get what an index without the hidden documents would give, byte for byte, on every route?

    python tests/benchmarks/non_interference.py --triples 1000

draws triples of a corpus, of documents in it that are hidden, and of a question. Each corpus is indexed twice: whole,
behind a server where a key sees all but what is hidden, and without what is hidden, behind a server where a key sees
everything. Both are sent the same requests, on every route; every reply is compared, with its status and headers, but
for what no two replies have in common: times, random ids, the day. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from fastapi.testclient import TestClient
from hidden_corpora import MOST_SHIPS, draw_corpus, draw_question
from measurements import write

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.http.app import build_app
from citespan.index.encoder import Encoder
from citespan.index.labels.label_file import label_paths
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hidden_corpora import Corpus
    from httpx import Response

    from citespan.qa.reader.protocol import Reader

LOOKS = ("/pages", "/pages/1/picture", "/boxes?start=0&end=5", "/rendered", "/find?q=the")
"""What shows how a document looks, or what stands in it."""

FORMS = ("text/markdown", "application/ld+json", "text/uri-list")
QUESTIONS_OF_A_CORPUS = 10
_VARYING = (
    (rb'(\\?"took_ms\\?":\s*)[-+.0-9e]+', rb"\g<1>0"),
    (rb'"id":"chatcmpl-[0-9a-f]{32}"', b'"id":"chatcmpl"'),
    (rb'"created":[0-9]+', b'"created":0'),
    (rb'"checked":(?:true|false|null)', b'"checked":null'),  # those with labels are told of no check
    (rb'"id":"[0-9a-f]{32}","kept_until":"[^"]*"', b'"id":""'),
)
_OWN_HEADERS = frozenset(("x-request-id", "date", "content-length"))


@dataclass(slots=True)
class Outcome:
    """What was compared: how many triples, how many replies by route, and those that differ."""

    triples: int = 0
    replies: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    differing_routes: Counter[str] = field(default_factory=Counter)


class Pair:
    """A server that hides, and one that has nothing to hide; `whole` is a key that sees everything of the first."""

    def __init__(self, corpus: Corpus, home: Path, encoder: Encoder, reader: Reader, stack: ExitStack) -> None:
        """Index `corpus` twice below `home`, and serve both while `stack` is open."""
        self.corpus = corpus
        self.hiding, self.label_key, self.whole = self._serve(corpus.files, home / "all", encoder, reader, stack)
        visible = {name: data for name, data in corpus.files.items() if name not in corpus.hidden}
        self.plain, _, self.plain_key = self._serve(visible, home / "some", encoder, reader, stack)
        templates = self.hiding.get("/openapi.json").json()["paths"]
        self._routes = {path: re.compile(re.sub(r"{[^}]*}", "[^/]+", path)) for path in templates}
        listed = self.hiding.get("/v1/documents", headers=_bearer(self.whole)).json()["documents"]
        self.ids = [document["document_id"] for document in listed]
        self.hashes = [document["text_sha256"] for document in listed]

    def _serve(
        self, files: Mapping[str, bytes], home: Path, encoder: Encoder, reader: Reader, stack: ExitStack
    ) -> tuple[TestClient, str, str]:
        docs, folder = home / "docs", home / "index"
        docs.mkdir(parents=True)
        for name, data in files.items():
            (docs / name).write_bytes(data)
        hidden = [docs / name for name in self.corpus.hidden if name in files]
        label_paths(folder, hidden, ["hidden"] if hidden else ())
        build_index(folder, [docs], encoder=encoder, root_keys={docs.resolve(): "docs"}, keep_versions=True)
        add_uploads(folder, [Upload("harbour.txt", self.corpus.upload)], encoder=encoder)
        file = folder / KEYS_FILE
        labelled = make_key(file, "desk", scopes=["ask"], labels=["default"])
        everything = make_key(file, "all", scopes=["ask"])
        index = stack.enter_context(closing(Index(folder, encoder)))
        app = build_app(Answerer(index, reader), keys_file=file, with_mcp=True)
        return stack.enter_context(TestClient(app, base_url="http://localhost")), labelled, everything

    def compare(self, outcome: Outcome, method: str, path: str, **request: Any) -> Response:
        """Send both the same, and note it if they reply otherwise; return what the server that hides says."""
        headers = request.pop("headers", {})
        one = self.hiding.request(method, path, headers=headers | _bearer(self.label_key), **request)
        other = self.plain.request(method, path, headers=headers | _bearer(self.plain_key), **request)
        route = f"{method} {self._route(path.partition('?')[0])}"
        outcome.replies[route] += 1
        if _told(one) != _told(other):
            outcome.differing_routes[route] += 1
            outcome.differing.append(f"{method} {path} {request}\n  {_told(one)!r}\n  {_told(other)!r}")
        return one

    def operations(self) -> set[str]:
        """All that the server has on its routes, as `compare` counts it."""
        paths = self.hiding.get("/openapi.json").json()["paths"]
        return {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}

    def _route(self, path: str) -> str:
        return next((route for route, pattern in self._routes.items() if pattern.fullmatch(path)), path)


def compare_all(pair: Pair, questions: Sequence[str], outcome: Outcome) -> None:
    """Compare what both servers say on every route, and on each question."""
    for question in questions:
        _compare_question(pair, question, outcome)
    question = questions[0]
    earlier = [{"question": "What does the Aurora carry?", "answers": ["12 cars"]}]
    pair.compare(outcome, "POST", "/v1/ask", json={"question": "When does it leave?", "history": earlier})
    pair.compare(outcome, "POST", "/v1/ask", json={"questions": [*questions[:2], ""]})
    for accept in FORMS:
        pair.compare(outcome, "POST", "/v1/ask", json={"question": question}, headers={"Accept": accept})
    for name in (*pair.corpus.files, "harbour.txt", "none.txt"):
        where = {"where": [f"source={name}"]}
        pair.compare(outcome, "POST", "/v1/search", json={"query": question, **where})
    for address in (
        "/v1/documents",
        "/v1/documents?limit=2",
        "/v1/documents?sort=-title",
        "/v1/documents?q=a",
        "/v1/documents?files=true",
        "/v1/models",
        "/v1/models/citespan",
        "/openapi.json",
        "/readyz",
        "/healthz",
        "/metrics",
        "/v1/keys",
        "/v1/jobs/none",
        "/v1/audit",
    ):
        reply = pair.compare(outcome, "GET", address)
        if reply.status_code == 200 and (cursor := reply.json().get("next")):
            pair.compare(outcome, "GET", f"/v1/documents?limit=2&cursor={cursor}")
    for document_id, sha256 in zip((*pair.ids, "no-such-id"), (*pair.hashes, "0" * 64), strict=True):
        for rest in ("", "/text", f"/text?sha256={sha256}", f"/text?sha256={'0' * 64}", "/original", *LOOKS):
            pair.compare(outcome, "GET", f"/v1/documents/{document_id}{rest}")
        pair.compare(outcome, "DELETE", f"/v1/documents/{document_id}")
        _compare_mcp(pair, outcome, "tools/call", name="fetch", arguments={"id": document_id})
        _compare_mcp(pair, outcome, "resources/read", uri=f"citespan://documents/{document_id}")
    pair.compare(outcome, "POST", "/v1/documents", files={"file": ("quay.txt", b"The quay is closed.")})
    pair.compare(outcome, "POST", "/v1/keys", json={"name": "all", "scopes": ["ask"]})
    pair.compare(outcome, "POST", "/v1/keys/all/rotate", json={})
    pair.compare(outcome, "DELETE", "/v1/keys/all")
    pair.compare(outcome, "DELETE", f"/v1/feedback/{'0' * 32}")
    _compare_mcp(pair, outcome, "resources/list")
    _compare_mcp(pair, outcome, "tools/call", name="search", arguments={"query": question})
    _compare_mcp(pair, outcome, "tools/call", name="ask", arguments={"question": question})


def _compare_question(pair: Pair, question: str, outcome: Outcome) -> None:
    outcome.triples += 1
    said = pair.compare(outcome, "POST", "/v1/ask", json={"question": question, "explain": True, "threshold": 0.0})
    pair.compare(outcome, "POST", "/v1/search", json={"query": question, "limit": 20})
    plain = {"question": question, "threshold": 0.0}
    everything = pair.hiding.post("/v1/ask", json=plain, headers=_bearer(pair.whole))
    pair.compare(outcome, "POST", "/v1/ask", json=plain)  # now the server keeps what another key got
    for response in (everything, said):
        if response.status_code == 200:
            for path in ("/v1/verify", "/v1/resolve"):
                pair.compare(outcome, "POST", path, content=response.content)
    turn = outcome.triples % 3
    if turn == 0:
        accept = {"Accept": "text/event-stream"}
        pair.compare(outcome, "POST", "/v1/ask", json={"question": question}, headers=accept)
    elif turn == 1:
        message = {"role": "user", "content": question}
        pair.compare(outcome, "POST", "/v1/chat/completions", json={"messages": [message]})
    elif everything.status_code == 200:
        body = {"response": everything.json(), "verdict": "right"}
        pair.compare(outcome, "POST", "/v1/feedback", json=body)


def _compare_mcp(pair: Pair, outcome: Outcome, method: str, **parameters: Any) -> None:
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    reply = pair.compare(outcome, "POST", "/mcp", json=call, headers=headers)
    if reply.status_code != 200 or ("result" not in reply.json() and "error" not in reply.json()):
        raise AssertionError(f"MCP answers nothing: {reply.status_code} {reply.text}")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _told(reply: Response) -> tuple[int, dict[str, str], bytes]:
    """What a client sees of a reply, without what varies by itself."""
    content = reply.content
    for pattern, replacement in _VARYING:
        content = re.sub(pattern, replacement, content)
    return reply.status_code, {n: v for n, v in reply.headers.items() if n not in _OWN_HEADERS}, content


@contextmanager
def drawn_pair(
    chance: random.Random, *, encoder: Encoder, reader: Reader, most_ships: int = MOST_SHIPS
) -> Iterator[Pair]:
    """Two servers with a corpus that is drawn here."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        yield Pair(draw_corpus(chance, most_ships=most_ships), Path(home), encoder, reader, stack)


def run(triples: int, *, encoder: Encoder, reader: Reader, seed: int = 1) -> Iterator[Outcome]:
    """Compare so many triples, corpus by corpus; what was found so far, after each."""
    outcome = Outcome()
    chance = random.Random(seed)
    while outcome.triples < triples:
        count = min(QUESTIONS_OF_A_CORPUS, triples - outcome.triples)
        questions = [draw_question(chance) for _ in range(count)]
        with drawn_pair(chance, encoder=encoder, reader=reader) as pair:
            compare_all(pair, questions, outcome)
        yield outcome


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    arguments = parser.parse_args()
    logging.getLogger("citespan").setLevel(logging.ERROR)  # refusals are meant
    encoder = Encoder()
    for outcome in run(arguments.triples, encoder=encoder, reader=SentenceReader(encoder), seed=arguments.seed):
        print(
            f"{outcome.triples} triples, {outcome.replies.total()} replies, {len(outcome.differing)} differ", flush=True
        )
    lines = ["| route | replies compared | that differ |", "|---|--:|--:|"]
    for route, count in sorted(outcome.replies.items(), key=lambda item: item[0].split()[::-1]):
        lines.append(f"| `{route}` | {count} | {outcome.differing_routes[route]} |")
    lines.append(f"| all | {outcome.replies.total()} | {len(outcome.differing)} |")
    print("\n".join(lines))
    if arguments.write:
        command = f"python tests/benchmarks/non_interference.py --triples {arguments.triples} --write"
        write("non-interference", lines, command=command)
    for differing in outcome.differing[:20]:
        print(differing)
    return 1 if outcome.differing else 0


if __name__ == "__main__":
    sys.exit(main())
