"""A process of its own for files that need a parser: what crashes, hangs or swells there costs that file, and no more.

Run as a module it serves: a line of JSON and so many bytes in on standard input, a line of JSON out on standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from citespan.corpus.document import Box, Loss, Page, PageArea, RecognisedSpan, Span
from citespan.corpus.errors import LoadError, UnsupportedTypeError
from citespan.corpus.formats.extract import Extract, Record, UnreadPagesError
from citespan.corpus.formats.registry import (
    RECORD_SUFFIXES,
    SCANNED_SUFFIXES,
    extractor_for,
    record_extractor_for,
    scan_extractor_for,
)
from citespan.corpus.formats.scans.recognised import RecognisedPage, page_from, tree_of
from citespan.corpus.text.sections import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMEOUT_SECONDS = 120.0
"""How long one file may take."""

MEMORY_MEGABYTES = 2048
"""How much address space the process may take."""


class ExtractWorker:
    """Extracts files in a process that is started when it is needed, and again when it had to be stopped."""

    def __init__(self, *, timeout_seconds: float = TIMEOUT_SECONDS, memory_megabytes: int = MEMORY_MEGABYTES) -> None:
        """Use these limits."""
        self._timeout_seconds = timeout_seconds
        self._memory_megabytes = memory_megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def extract(
        self,
        data: bytes,
        *,
        suffix: str,
        source: str,
        password: str = "",
        recognised: Sequence[RecognisedPage] = (),
    ) -> Extract:
        """What the extractor for `suffix` makes of a file's content; `password` opens a PDF file.

        `recognised` are pages without text that were recognised before.

        Raises:
            UnreadPagesError: if pages are to be recognised before there is any text.
            LoadError: if the file cannot be read, or its reading crashes, takes too long or too much memory.
        """
        request = {"suffix": suffix, "password": password, "recognised": [tree_of(page) for page in recognised]}
        return _extract(self._answer(data, source, request))

    def recognise(self, data: bytes, number: int, *, suffix: str, source: str, password: str = "") -> RecognisedPage:
        """What text recognition finds on a page of a file; `number` counts from 1.

        Raises:
            LoadError: as `extract` does.
        """
        return page_from(self._answer(data, source, {"page": number, "suffix": suffix, "password": password}))

    def records(self, data: bytes, *, suffix: str, source: str) -> tuple[Record, ...]:
        """What the extractor of records for `suffix` makes of a file's content.

        Raises:
            LoadError: as `extract` does.
        """
        return tuple(
            Record(record["place"], _extract(record["extract"]))
            for record in self._answer(data, source, {"suffix": suffix})
        )

    def areas(
        self,
        data: bytes,
        span: Span,
        *,
        text_sha256: str,
        source: str,
        password: str = "",
        recognised: Sequence[RecognisedPage] = (),
    ) -> tuple[PageArea, ...]:
        """Where a span of the text of a PDF file or picture, which has this SHA-256, stands on its pages.

        `password` opens the file; `recognised` are the pages that were recognised.

        Raises:
            LoadError: as `extract` does, or if the text is another.
        """
        request = {
            "span": asdict(span),
            "text_sha256": text_sha256,
            "password": password,
            "recognised": [tree_of(page) for page in recognised],
        }
        return tuple(PageArea(area["page"], Box(**area["box"])) for area in self._answer(data, source, request))

    def look(self, data: bytes, task: str, *, source: str, **parameters: object) -> Any:
        """What `citespan.corpus.formats.seen.tasks.look` answers to a task.

        Raises:
            LoadError: as `extract` does.
        """
        return self._answer(data, source, {"task": task, **parameters})

    def _answer(self, data: bytes, source: str, request: Mapping[str, object]) -> Any:
        with self._lock:
            # A process may have been killed for another file's sake, or the machine's: one more try.
            line = self._ask(data, source, request) or self._ask(data, source, request)
        if not line:
            raise LoadError(f"{source}: crashes its reader; it is left out. Open it and save it again, or leave it out")
        answer = json.loads(line)
        if "error" in answer:
            if answer.get("unread"):
                raise UnreadPagesError(answer["error"], tuple(answer["unread"]))
            raise (UnsupportedTypeError if answer.get("is_unsupported") else LoadError)(answer["error"])
        return answer["found"]

    def _ask(self, data: bytes, source: str, request: Mapping[str, object]) -> bytes:
        """The process's answer to one file; empty if it died."""
        process = self._running()
        header = json.dumps({**request, "source": source, "bytes": len(data)}).encode() + b"\n"
        timer = threading.Timer(self._timeout_seconds, process.kill)
        timer.start()
        try:
            _stream(process.stdin).write(header + data)
            _stream(process.stdin).flush()
            line = _stream(process.stdout).readline()
        except BrokenPipeError:
            line = b""
        finally:
            late = not timer.is_alive()
            timer.cancel()
        if line.endswith(b"\n"):
            return line
        self._stop()
        if late:
            raise LoadError(f"{source}: took more than {self._timeout_seconds:g} seconds; it is left out")
        return b""

    def close(self) -> None:
        """Stop the process, if it runs."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # noqa: S603  # this interpreter and this module
                [sys.executable, "-P", "-m", "citespan.corpus.formats.worker", str(self._memory_megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):
                _stream(process.stdin).close()
            _stream(process.stdout).close()
            process.wait()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream


def _extract(tree: Mapping[str, Any]) -> Extract:
    return Extract(
        text=tree["text"],
        headings=tuple(Heading(**heading) for heading in tree["headings"]),
        pages=tuple(_page(page) for page in tree["pages"]),
        title=tree["title"],
        published=tree["published"],
        url=tree["url"],
        encoding=tree["encoding"],
        losses=tuple(Loss(loss["message"], tuple(loss["pages"]), tuple(loss["rows"])) for loss in tree["losses"]),
        unread=tuple(tree["unread"]),
    )


def _page(tree: Mapping[str, Any]) -> Page:
    recognised = (RecognisedSpan(Span(**one["span"]), one["confidence"]) for one in tree["recognised"])
    return Page(tree["number"], Span(**tree["span"]), tuple(recognised))


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["bytes"])
        answers.write(json.dumps(_answer(data, request)).encode() + b"\n")
        answers.flush()


def _answer(data: bytes, request: Mapping[str, Any]) -> dict[str, object]:
    source = request["source"]
    try:
        return {"found": _found(data, request)}
    except UnreadPagesError as exc:
        return {"error": str(exc), "unread": exc.pages}
    except LoadError as exc:
        return {"error": str(exc), "is_unsupported": isinstance(exc, UnsupportedTypeError)}
    except MemoryError:
        return {"error": f"{source}: takes more memory than it may; split it"}
    except RecursionError:
        return {"error": f"{source}: is nested too deeply to be read"}
    except Exception as exc:  # noqa: BLE001  # parsers raise anything on files that were made to break them
        return {"error": f"{source}: cannot be read ({type(exc).__name__}: {exc}); save it again"}


def _found(data: bytes, request: Mapping[str, Any]) -> object:
    """What a request asks for; the libraries that it needs are imported in this process alone."""
    source = request["source"]
    if "task" in request:
        from citespan.corpus.formats.seen.tasks import look  # noqa: PLC0415

        return look(data, request["task"], request)
    if "page" in request:
        from citespan.corpus.formats.scans.page_picture import recognise_page  # noqa: PLC0415  # as above

        found = recognise_page(
            data, request["page"], suffix=request["suffix"], source=source, password=request["password"]
        )
        return tree_of(found)
    recognised = {page.number: page for page in map(page_from, request.get("recognised", ()))}
    if "span" not in request:
        return _read(data, request["suffix"], source, request.get("password", ""), recognised)
    from citespan.corpus.formats.seen.on_pages import areas_on_pages  # noqa: PLC0415  # as above

    areas = areas_on_pages(
        data,
        Span(**request["span"]),
        text_sha256=request["text_sha256"],
        source=source,
        password=request["password"],
        recognised=recognised,
    )
    return [asdict(area) for area in areas]


def _read(data: bytes, suffix: str, source: str, password: str, recognised: Mapping[int, RecognisedPage]) -> object:
    if suffix in SCANNED_SUFFIXES:
        extract = scan_extractor_for(suffix)
        return asdict(extract(data, source=source, password=password, recognised=recognised))
    if suffix in RECORD_SUFFIXES:
        return [asdict(record) for record in record_extractor_for(suffix)(data, source=source)]
    return asdict(extractor_for(suffix)(data, source=source))


def main() -> None:
    """Serve until standard input ends, within the memory limit; what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # there is none on Windows

        limit = int(sys.argv[1]) * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        with contextlib.suppress(ValueError, OSError):  # some systems know the limit and refuse to set it
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
