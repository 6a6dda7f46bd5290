"""A chat in this process, over the sample documents: a line in, what is shown out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import pytest
from rich.console import Console

from citespan.api.chat.loop import respond
from citespan.api.chat.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.qa.answerer import Answerer


class Talk:
    """Says lines and gives what is shown, on one line where `flat`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(
        self, line: str, *, width: int = 100, terminal: bool = False, colours: bool = False, flat: bool = True
    ) -> str:
        out = io.StringIO()
        system: Literal["standard"] | None = "standard" if colours else None
        console = Console(file=out, force_terminal=terminal, width=width, highlight=False, color_system=system)
        respond(line, self.session, console)
        return " ".join(out.getvalue().split()) if flat else out.getvalue()


@pytest.fixture
def talk_with() -> Callable[[Answerer], Talk]:
    return lambda answerer: Talk(Session(answerer))


@pytest.fixture
def talk(sample_answerer: Answerer) -> Talk:
    return Talk(Session(sample_answerer))
