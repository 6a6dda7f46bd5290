"""Options that several verbs of the command line share, and what they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citespan.api.standards.form import Form

if TYPE_CHECKING:
    from rich.console import Console

    from citespan.api.settings import Settings

IndexOption = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index (default: CITESPAN_INDEX, or .citespan here)."),
]
VectorsOption = Annotated[
    str | None,
    typer.Option(
        "--vectors", metavar="URI", help="Milvus of an index that --index names in PostgreSQL (postgresql://...)."
    ),
]
SampleOption = Annotated[bool, typer.Option("--sample", help="Use the bundled sample documents instead of an index.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text for people.")]
FormOption = Annotated[
    Form | None,
    typer.Option("--format", help="Print the response, or what it cites, in this form instead of text for people."),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option("--threshold", metavar="P", help="Answer only from this confidence on, between 0 and 1."),
]
RiskOption = Annotated[
    float | None,
    typer.Option("--risk", metavar="R", help="Allow this share of wrong answers, such as 0.15; sets the threshold."),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help="Leave out what fits, as in .gitignore; a file .citespanignore says it for good. Repeatable.",
    ),
]
FollowLinksOption = Annotated[
    bool, typer.Option("--follow-links", help="Follow symbolic links that lead out of a folder, too.")
]
AsTypedOption = Annotated[
    bool, typer.Option("--as-typed", help="Correct no word of the question; ask it as it stands.")
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="KEY=VALUE",
        help="Only documents with source=PATTERN, title=WORDS, after=DATE or before=DATE. Repeatable: all must hold;"
        " of several sources, one.",
    ),
]


def settings_for(index: str | None, *, sample: bool = False, vectors: str | None = None) -> Settings:
    """The settings of the environment, with `index` and `vectors` instead of theirs if they are given.

    Raises:
        UsageError: if a variable does not fit, or `index` and `sample` are both given.
    """
    from citespan.api.settings import read_settings
    from citespan.corpus.errors import UsageError
    from citespan.index.address import is_postgresql

    if index is not None and sample:
        raise UsageError("--index and --sample exclude each other; leave one out")
    settings = read_settings()
    given: dict[str, object] = {} if vectors is None else {"vectors": vectors}
    if index is not None:
        given["index"] = index if is_postgresql(index) else at_home(Path(index))
        if vectors is None and settings.vectors and not is_postgresql(index):
            given["vectors"] = None  # a folder that is named needs no Milvus of the environment
    return settings.model_copy(update=given)


def at_home(path: Path) -> Path:
    """The path with a leading `~` or `~user` replaced by a home: the shell leaves it in quotes and after `=`.

    Raises:
        UsageError: if nobody has that home.
    """
    from citespan.corpus.errors import UsageError

    try:
        return path.expanduser()
    except RuntimeError as exc:
        raise UsageError(f"{path}: there is no such home; write the path in full, or ./{path} for a folder") from exc


def console_for(*, stderr: bool = False) -> Console:
    """A console on standard output, or on standard error."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)
