"""The command line. Data goes to stdout, everything else to stderr.

Exit codes: 0 done or answered, 1 failure, 2 bad usage, 3 abstained.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from citespan.api.access.commands import register as register_access_verbs
from citespan.api.cli.citation_verbs import register as register_citation_verbs
from citespan.api.cli.document_verbs import register as register_document_verbs
from citespan.api.cli.other_names import OTHER_NAMES
from citespan.api.cli.quality_verbs import register as register_measuring
from citespan.api.cli.serving_verbs import register as register_serving_verbs
from citespan.api.doctor.verb import doctor
from citespan.api.standards.form import Form
from citespan.api.terminal.options import (
    AsTypedOption,
    FormOption,
    IndexOption,
    JsonOption,
    RiskOption,
    SampleOption,
    ThresholdOption,
    VectorsOption,
    WhereOption,
    console_for,
    settings_for,
)

if TYPE_CHECKING:
    from io import BufferedReader

    from citespan.api.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask your documents. Answers are verbatim quotes with exact citations; if the documents do not say, "
    "citespan says so.\n\nStart with: citespan index FOLDER, then: citespan ask 'your question'. "
    "Without documents at hand: citespan ask --sample 'Who is named as the commander of Jaish ul-Adl?'",
    epilog="Exit codes: 0 done or answered, 1 failure, 2 bad usage, 3 abstained. 'citespan help VERB' explains a verb.",
)
register_document_verbs(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"citespan {version('citespan')}")
        raise typer.Exit


@app.callback()
def citespan(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print citespan's version.")
    ] = False,
) -> None:
    """Take what goes before a verb."""


@app.command()
def ask(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question, in English, in quotes or not.")
    ] = None,
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
    as_typed: AsTypedOption = False,
    json: JsonOption = False,
    form: FormOption = None,
    sample: SampleOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Answer one question with exact citations, or abstain (exit code 3)."""
    from citespan.api.compose import opened_answerer
    from citespan.corpus.errors import UsageError
    from citespan.index.where import Where
    from citespan.qa.answer import Status
    from citespan.qa.question.question import check_question

    if bool(words) == (batch is not None):
        raise UsageError('give one question, or --batch FILE, for example: citespan ask "Who visited Pakistan?"')
    if batch:
        if where or explain or form:
            raise UsageError("--where, --explain and --format go with one question, not with --batch; leave them out")
        _ask_batch(
            batch,
            settings_for(index, sample=sample, vectors=vectors),
            sample=sample,
            threshold=threshold,
            risk=risk,
            as_typed=as_typed,
        )
        return
    question = check_question(" ".join(words or ()))
    settings = settings_for(index, sample=sample, vectors=vectors)
    with opened_answerer(settings, sample=sample, threshold=threshold, risk=risk) as answerer:
        response = answerer.answer(question, where=Where.parse(where or []), explained=explain, as_typed=as_typed)
    if json or form:
        from citespan.api.standards.write import written
        from citespan.api.wire.response import ResponseModel

        typer.echo(written(ResponseModel.model_validate(response), form or Form.JSON))
    else:
        from citespan.api.terminal.file_places import print_file_places
        from citespan.api.terminal.render import print_corrected, print_response

        print_corrected(console_for(), response.corrected, way_back="--as-typed asks it as it is typed")
        print_response(console_for(), response)
        if not sample:
            print_file_places(console_for(), response, settings.place)
    if response.status is Status.ABSTAINED:
        raise typer.Exit(3)


def _ask_batch(
    file: Path, settings: Settings, *, sample: bool, threshold: float | None, risk: float | None, as_typed: bool
) -> None:
    from citespan.api.cli.batch import answer_lines, lines_of
    from citespan.api.compose import opened_answerer
    from citespan.api.wire.response import BatchErrorModel
    from citespan.corpus.errors import UsageError

    if str(file) != "-" and not file.is_file():
        raise UsageError(f"{file}: no such file")
    failed = False
    given = nullcontext(cast("BufferedReader", sys.stdin.buffer)) if str(file) == "-" else file.open("rb")
    opened = opened_answerer(settings, sample=sample, threshold=threshold, risk=risk)
    with given as stream, opened as answerer:
        for result in answer_lines(answerer, lines_of(stream, name=str(file)), as_typed=as_typed):
            failed = failed or isinstance(result, BatchErrorModel)
            typer.echo(result.model_dump_json())
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for, in quotes or not.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages to show.")] = 5,
    where: WhereOption = None,
    as_typed: AsTypedOption = False,
    json: JsonOption = False,
    sample: SampleOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Show the passages that fit a query best, without an answer."""
    from citespan.api.compose import opened_index
    from citespan.index.search import forgiving
    from citespan.index.where import Where
    from citespan.qa.question.question import check_question

    query = check_question(" ".join(words))
    settings = settings_for(index, sample=sample, vectors=vectors)
    with opened_index(settings, sample=sample) as (opened, _):
        found = forgiving.search(opened, query, limit=limit, where=Where.parse(where or []), as_typed=as_typed)
    if json:
        from citespan.api.wire.search import search_model

        typer.echo(search_model(query, found).model_dump_json(indent=2))
        return
    from citespan.api.terminal.render import print_corrected, print_passage
    from citespan.qa.cite import cite

    console = console_for()
    print_corrected(console, found.corrected, way_back="--as-typed searches for it as it is typed")
    for rank, passage in enumerate(found.passages, start=1):
        citation = cite(passage.document, passage.chunk.span)
        print_passage(console, citation, note=f"#{rank}, score {passage.score:.2f}")


@app.command()
def chat(
    threshold: ThresholdOption = None,
    risk: RiskOption = None,
    sample: SampleOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Ask one question after the other in the terminal."""
    from citespan.api.chat.loop import chat as run_chat
    from citespan.api.compose import opened_answerer

    settings = settings_for(index, sample=sample, vectors=vectors)
    with opened_answerer(settings, sample=sample, threshold=threshold, risk=risk) as answerer:
        run_chat(answerer, console_for(), errors=console_for(stderr=True))


register_serving_verbs(app)
register_access_verbs(app)
register_measuring(app)
register_citation_verbs(app)
app.command()(doctor)


@app.command("help")
def explain(
    verb: Annotated[str | None, typer.Argument(metavar="VERB", help="Which verb; all if it is left out.")] = None,
) -> None:
    """Explain a verb and its options."""
    app(["--help"] if verb is None else [verb, "--help"], prog_name="citespan")


def main() -> None:
    """Run the command line; errors of citespan become one line on stderr and an exit code."""
    from citespan.api.cli.ending import check_surroundings, run_and_flush, tell_failure
    from citespan.corpus.errors import CitespanError, UsageError

    try:
        check_surroundings()
        if meant := OTHER_NAMES.get(next(iter(sys.argv[1:]), "")):
            raise UsageError(f"there is no verb {sys.argv[1]!r}; did you mean 'citespan {meant}'?")
        run_and_flush(partial(app, prog_name="citespan"))
    except CitespanError as exc:
        tell_failure(str(exc))
        sys.exit(2 if isinstance(exc, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
