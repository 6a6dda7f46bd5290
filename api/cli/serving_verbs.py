"""The verbs that answer others: over HTTP, and by the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citespan.api.terminal.options import (
    IndexOption,
    SampleOption,
    ThresholdOption,
    VectorsOption,
    at_home,
    console_for,
    settings_for,
)


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (serve, work, mcp, openapi):
        app.command()(verb)


HostOption = Annotated[str, typer.Option(help="Address to listen on; others than this machine need a key.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
AllowHostOption = Annotated[
    list[str] | None, typer.Option(help="A name by which the server is reached, as in the Host header. Repeatable.")
]


AllowOriginOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ORIGIN", help="An origin, such as https://app.example.org, whose pages may use the API. Repeatable."
    ),
]
RootPathOption = Annotated[
    str, typer.Option(metavar="PATH", help="The path below which a proxy offers the server, such as /qa.")
]
TrustProxyOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ADDRESS",
        help="The address, or network, of a proxy whose X-Forwarded headers are believed. Repeatable.",
    ),
]
SignOnOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Let people sign on by OpenID Connect, as this file says; see docs/sign-on.md."),
]


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    allow_host: AllowHostOption = None,
    allow_origin: AllowOriginOption = None,
    root_path: RootPathOption = "",
    trust_proxy: TrustProxyOption = None,
    sign_on: SignOnOption = None,
    watch: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Keep the index up to date with this file or folder. Repeatable."),
    ] = None,
    no_feedback: Annotated[
        bool, typer.Option("--no-feedback", help="Keep no feedback on answers; it holds questions.")
    ] = False,
    no_work: Annotated[
        bool,
        typer.Option(
            "--no-work", help="Leave the queue of an index in PostgreSQL, with what is uploaded, to 'citespan work'."
        ),
    ] = False,
    threshold: ThresholdOption = None,
    sample: SampleOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Serve a page to ask in, at /, and the HTTP API, documented at /docs."""
    from citespan.api.cli.serving import serve_settings
    from citespan.api.http.site import Site

    host = host.removeprefix("[").removesuffix("]")
    serve_settings(
        settings_for(index, sample=sample, vectors=vectors),
        host=host,
        port=port,
        site=Site.parse(
            names=allow_host or (),
            address=host,
            root_path=root_path,
            proxies=trust_proxy or (),
            origins=allow_origin or (),
        ),
        threshold=threshold,
        sample=sample,
        watched=[at_home(path) for path in watch or ()],
        with_feedback=not no_feedback,
        with_work=not no_work,
        sign_on_file=None if sign_on is None else at_home(sign_on),
    )


def work(
    until_empty: Annotated[bool, typer.Option("--until-empty", help="End when no file waits any more.")] = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Take files from the queue of an index in PostgreSQL, beside other workers; Ctrl-C ends."""
    from citespan.api.jobs.working import work_settings

    settings = settings_for(index, vectors=vectors)
    if not work_settings(settings, until_empty=until_empty, console=console_for(stderr=True)):
        raise typer.Exit(1)


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Use HTTP instead: /mcp of the server that 'citespan serve' runs.")
    ] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    allow_host: AllowHostOption = None,
    allow_origin: AllowOriginOption = None,
    root_path: RootPathOption = "",
    trust_proxy: TrustProxyOption = None,
    sign_on: SignOnOption = None,
    threshold: ThresholdOption = None,
    sample: SampleOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Let assistants ask, by the Model Context Protocol: over standard input and output, or over HTTP."""
    settings = settings_for(index, sample=sample, vectors=vectors)
    if http:
        from citespan.api.cli.serving import serve_settings
        from citespan.api.http.site import Site

        host = host.removeprefix("[").removesuffix("]")
        serve_settings(
            settings,
            host=host,
            port=port,
            site=Site.parse(
                names=allow_host or (),
                address=host,
                root_path=root_path,
                proxies=trust_proxy or (),
                origins=allow_origin or (),
            ),
            threshold=threshold,
            sample=sample,
            with_mcp=True,
            sign_on_file=None if sign_on is None else at_home(sign_on),
        )
        return
    from citespan.api.compose import opened_answerer
    from citespan.api.mcp.stdio import serve_on_stdio

    with opened_answerer(settings, sample=sample, threshold=threshold) as answerer:
        serve_on_stdio(answerer)


def openapi() -> None:
    """Print the OpenAPI document of the HTTP API; clients can be generated from it."""
    from citespan.api.cli.serving import openapi_json

    typer.echo(openapi_json(settings_for(None)))
