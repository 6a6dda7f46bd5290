"""The verbs for those who run a server: the keys of those who may ask, and the log of what was done with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from citespan.api.terminal.options import IndexOption, JsonOption, settings_for

if TYPE_CHECKING:
    from pathlib import Path


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (key, audit):
        app.command()(verb)


def key(
    name: Annotated[str | None, typer.Argument(help="What to call the key: who it is for.")] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCOPE",
            help="What the key may do: ask (and read), upload (and remove), administer (keys, figures, audit log), or"
            " all. Repeatable; all is the default, and ask with --label.",
        ),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL", help="The key sees the documents with this label alone, and may only ask. Repeatable."
        ),
    ] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="TIME", help="How long the key is taken, such as 90d, 12h or 30m.")
    ] = None,
    rate: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many requests a minute the key may send.")
    ] = None,
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Give the key another token, and print it; --expires renews it, too.")
    ] = False,
    overlap: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="With --rotate: how long the token before is taken still; 24h if it is left out."
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the names of the keys; with --json all about them.")] = (
        False
    ),
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the key: it is refused from now on, and its streams end.")
    ] = False,
    json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Make an access key for 'citespan serve', and print it: this once, for only its hash is kept."""
    from citespan.api.access.keys import DEFAULT_OVERLAP, KEYS_FILE, make_key, remove_key, rotate_key
    from citespan.api.access.lifetimes import parse_lifetime
    from citespan.api.access.permissions import ALL, KeyScope
    from citespan.corpus.errors import UsageError
    from citespan.index.database.schema import require_index
    from citespan.index.labels.label_file import read_labels
    from citespan.index.labels.labelling import check_known, checked_labels

    folder = settings_for(index).folder("a key")
    file = folder / KEYS_FILE
    given = {"--scope": scope, "--label": label, "--expires": expires, "--rate": rate, "--overlap": overlap}
    if sum((listed, remove, rotate)) > 1:
        raise UsageError("--list, --remove and --rotate exclude each other; give one")
    fitting = {"--scope", "--label", "--expires", "--rate"}
    if rotate:
        fitting = {"--expires", "--overlap"}
    elif listed or remove:
        fitting = set()
    if unfit := [option for option, value in given.items() if value is not None and option not in fitting]:
        raise UsageError(f"{', '.join(unfit)} does not go with this; 'citespan help key' explains the options")
    if json and not listed:
        raise UsageError("--json goes with --list; leave it out")
    if listed:
        _print_keys(file, as_json=json)
        return
    if not name:
        raise UsageError("give the key a name, for example: citespan key reading-room")
    lifetime = None if expires is None else parse_lifetime(expires, name="--expires")
    if remove:
        remove_key(file, name)
        _note(folder, "removeKey", name)
    elif rotate:
        span = DEFAULT_OVERLAP if overlap is None else parse_lifetime(overlap, name="--overlap")
        typer.echo(rotate_key(file, name, overlap=span, lifetime=lifetime))
        _note(folder, "rotateKey", name)
    else:
        require_index(folder)
        scopes = scope or ((KeyScope.ASK,) if label else (ALL,))
        if label:
            check_known(checked_labels(label), read_labels(folder))
        typer.echo(make_key(file, name, scopes=scopes, lifetime=lifetime, rate=rate, labels=label))
        _note(folder, "makeKey", name)


def audit(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="From this day on, in UTC.")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Print who asked, uploaded, removed or changed a key, as the server noted it: a JSON object a line."""
    from citespan.api.access.audit_log import AuditLog
    from citespan.index.database.schema import require_index

    settings = settings_for(index)
    folder = settings.folder("an audit log")
    require_index(folder)
    for line in AuditLog(folder, days=settings.audit_days).lines(since=since and since.date()):
        typer.echo(line, nl=False)


def _print_keys(file: Path, *, as_json: bool) -> None:
    from citespan.api.wire.keys import KeyListModel, listed_keys

    keys = listed_keys(file)
    if as_json:
        typer.echo(KeyListModel(keys=keys).model_dump_json(indent=2))
        return
    for known in keys:
        typer.echo(known.name)


def _note(folder: Path, action: str, name: str) -> None:
    from citespan.api.access.audit_log import COMMAND_LINE, AuditLog
    from citespan.api.settings import read_settings

    AuditLog(folder, days=read_settings().audit_days).note(action, key=None, client=COMMAND_LINE, about=[name])
