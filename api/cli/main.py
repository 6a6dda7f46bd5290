"""The command line. Data goes to stdout, everything else to stderr.

Exit codes: 0 done or answered, 1 failure, 2 bad usage, 3 abstained.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citespan.api.cli.citation_verbs import register as register_citation_verbs
from citespan.api.cli.quality_verbs import register as register_measuring
from citespan.api.doctor.verb import doctor
from citespan.api.terminal.options import (
    IndexOption,
    JsonOption,
    RiskOption,
    SampleOption,
    ThresholdOption,
    WhereOption,
    console_for,
    settings_for,
)

if TYPE_CHECKING:
    from citespan.api.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask your documents. Answers are verbatim quotes with exact citations; if the documents do not say, "
    "citespan says so.\n\nStart with: citespan index FOLDER, then: citespan ask 'your question'. "
    "Without documents at hand: citespan ask --sample 'Who is named as the commander of Jaish ul-Adl?'",
    epilog="Exit codes: 0 done or answered, 1 failure, 2 bad usage, 3 abstained.",
)


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Folders and files to mirror.")] = None,
    index: IndexOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew, from all known paths.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: index again whenever a file changes.")] = False,
    keep_versions: Annotated[
        bool | None,
        typer.Option(
            help="From now on keep the texts of replaced and removed documents, so that old citations can be shown;"
            " or forget all that were kept.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make the index mirror these folders and files; only what changed is read anew.

    Read are text, Markdown, web pages (.html), PDF, Word (.docx) and EPUB files; of CSV, TSV and JSON lines files
    every row is a document.
    """
    from citespan.api.cli.indexing import index_paths
    from citespan.corpus.errors import UsageError

    if not paths and not rebuild:
        raise UsageError("name what to index, for example: citespan index ~/documents")
    if watch:
        from citespan.api.cli.watching import watch_paths

        if rebuild:
            raise UsageError("--watch and --rebuild exclude each other; rebuild first, then watch")
        watch_paths(
            settings_for(index), paths or [], keep_versions=keep_versions, json=json, console=console_for(stderr=True)
        )
    if not index_paths(
        settings_for(index),
        paths or [],
        rebuild=rebuild,
        keep_versions=keep_versions,
        json=json,
        console=console_for(stderr=True),
    ):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            help='JSON lines {"question": "..."} in ("-" is stdin), one response a line out.',
        ),
    ] = None,
    threshold: ThresholdOption = None,
    risk: RiskOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what retrieval, the reader and the threshold did.")
    ] = False,
    where: WhereOption = None,
    json: JsonOption = False,
    sample: SampleOption = False,
    index: IndexOption = None,
) -> None:
    """Answer one question with exact citations, or abstain (exit code 3)."""
    from citespan.api.compose import opened_answerer
    from citespan.api.wire.response import ResponseModel
    from citespan.corpus.errors import UsageError
    from citespan.index.where import Where
    from citespan.qa.answer import Status
    from citespan.qa.question.question import check_question

    if (question is None) == (batch is None):
        raise UsageError('give one question, or --batch FILE, for example: citespan ask "Who visited Pakistan?"')
    if batch:
        if where or explain:
            raise UsageError("--where and --explain go with one question, not with --batch; leave them out")
        _ask_batch(batch, settings_for(index, sample=sample), sample=sample, threshold=threshold, risk=risk)
        return
    question = check_question(question or "")
    settings = settings_for(index, sample=sample)
    with opened_answerer(settings, sample=sample, threshold=threshold, risk=risk) as answerer:
        response = answerer.answer(question, where=Where.parse(where or []), explained=explain)
    if json:
        typer.echo(ResponseModel.model_validate(response).model_dump_json(indent=2))
    else:
        from citespan.api.terminal.render import print_response

        print_response(console_for(), response)
    if response.status is Status.ABSTAINED:
        raise typer.Exit(3)


def _ask_batch(file: Path, settings: Settings, *, sample: bool, threshold: float | None, risk: float | None) -> None:
    from citespan.api.cli.batch import answer_lines
    from citespan.api.compose import opened_answerer
    from citespan.api.wire.response import BatchErrorModel
    from citespan.corpus.errors import UsageError

    if str(file) != "-" and not file.is_file():
        raise UsageError(f"{file}: no such file")
    failed = False
    lines = nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")
    opened = opened_answerer(settings, sample=sample, threshold=threshold, risk=risk)
    with lines as stream, opened as answerer:
        for result in answer_lines(answerer, stream):
            failed = failed or isinstance(result, BatchErrorModel)
            typer.echo(result.model_dump_json())
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages to show.")] = 5,
    where: WhereOption = None,
    json: JsonOption = False,
    sample: SampleOption = False,
    index: IndexOption = None,
) -> None:
    """Show the passages that fit a query best, without an answer."""
    from citespan.api.compose import opened_index
    from citespan.api.terminal.render import print_passage
    from citespan.api.wire.search import search_model
    from citespan.index.where import Where
    from citespan.qa.cite import cite
    from citespan.qa.question.question import check_question

    query = check_question(query)
    with opened_index(settings_for(index, sample=sample), sample=sample) as (opened, _):
        found = opened.retrieve(query, limit=limit, where=Where.parse(where or []))
    if json:
        typer.echo(search_model(query, found).model_dump_json(indent=2))
        return
    console = console_for()
    for rank, passage in enumerate(found.passages, start=1):
        citation = cite(passage.document, passage.chunk.span)
        print_passage(console, citation, note=f"#{rank}, score {passage.score:.2f}")


@app.command()
def chat(threshold: ThresholdOption = None, sample: SampleOption = False, index: IndexOption = None) -> None:
    """Ask one question after the other in the terminal."""
    from citespan.api.chat.loop import chat as run_chat
    from citespan.api.compose import opened_answerer

    with opened_answerer(settings_for(index, sample=sample), sample=sample, threshold=threshold) as answerer:
        run_chat(answerer, console_for(), errors=console_for(stderr=True))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine need a key.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name by which the server is reached, as in the Host header. Repeatable.")
    ] = None,
    threshold: ThresholdOption = None,
    sample: SampleOption = False,
    index: IndexOption = None,
) -> None:
    """Answer over HTTP: POST /v1/ask, documented at /docs."""
    from citespan.api.compose import opened_answerer
    from citespan.api.http.guard.keys import KEYS_FILE
    from citespan.api.http.guard.limits import Limits
    from citespan.api.http.server import check_host, serve_app

    settings = settings_for(index, sample=sample)
    keys_file = settings.index / KEYS_FILE
    check_host(host, keys_file)
    with opened_answerer(settings, sample=sample, threshold=threshold) as answerer:
        limits = Limits(
            upload_bytes=settings.upload_bytes,
            requests=settings.requests,
            question_seconds=settings.question_seconds,
            requests_per_minute=settings.requests_per_minute,
        )
        serve_app(answerer, host=host, port=port, keys_file=keys_file, limits=limits, allowed_hosts=allow_host or ())


@app.command()
def key(
    name: Annotated[str | None, typer.Argument(help="What to call the key: who it is for.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the names of the keys.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the key: it is refused from now on.")] = False,
    index: IndexOption = None,
) -> None:
    """Make an access key for 'citespan serve', and print it: this once, for only its hash is kept."""
    from citespan.api.http.guard.keys import KEYS_FILE, make_key, read_keys, remove_key
    from citespan.corpus.errors import UsageError
    from citespan.index.database.schema import require_index

    folder = settings_for(index).index
    if listed:
        for known in read_keys(folder / KEYS_FILE):
            typer.echo(known.name)
        return
    if not name:
        raise UsageError("give the key a name, for example: citespan key reading-room")
    if remove:
        remove_key(folder / KEYS_FILE, name)
        return
    require_index(folder)
    typer.echo(make_key(folder / KEYS_FILE, name))


@app.command()
def documents(json: JsonOption = False, index: IndexOption = None) -> None:
    """List what is indexed."""
    from citespan.api.cli.indexing import print_documents

    print_documents(settings_for(index), json=json, console=console_for())


@app.command()
def remove(
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids as 'citespan documents' lists them.")],
    index: IndexOption = None,
) -> None:
    """Take documents out of every answer from now on."""
    from citespan.index.contents import remove_documents

    console = console_for(stderr=True)
    for document in remove_documents(settings_for(index).index, document_ids):
        console.print(f"removed {document.source}", markup=False, highlight=False, soft_wrap=True)
    console.print("A file that still lies below an indexed folder comes back when that folder is indexed again.")


register_measuring(app)
register_citation_verbs(app)
app.command()(doctor)


def main() -> None:
    """Run the command line; errors of citespan become one line on stderr and an exit code."""
    from citespan.corpus.errors import CitespanError, UsageError

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except CitespanError as exc:
        typer.echo(f"citespan: {exc}", err=True)
        sys.exit(2 if isinstance(exc, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
