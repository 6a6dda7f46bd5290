"""A real terminal, driven as a person would: a program in tmux, what is typed and pasted, and what the screen shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PATIENCE_SECONDS = 300.0


def tmux() -> str:
    """The path of tmux. Without it a test is skipped, but not where `CI` is set: there it has to be installed."""
    found = shutil.which("tmux")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("tmux is not installed, and CI is set: these tests drive a real terminal, so install it")
        pytest.skip("tmux is not installed: these tests drive a real terminal")
    return found


class Terminal:
    """A window of tmux with a program in it."""

    def __init__(self, tmux: str, socket: Path) -> None:
        self._command = (tmux, "-u", "-S", str(socket), "-f", os.devnull)

    def tell(self, *arguments: str) -> str:
        """What tmux prints when it is told this."""
        command = (*self._command, *arguments)
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout

    def type(self, text: str, *, enter: bool = True) -> None:
        self.tell("send-keys", "-l", "--", text)
        if enter:
            self.press("Enter")

    def press(self, *keys: str) -> None:
        self.tell("send-keys", *keys)

    def paste(self, text: str) -> None:
        """Paste, in brackets if the program asked for it."""
        self.tell("set-buffer", "--", text)
        self.tell("paste-buffer", "-p", "-r")

    def resize(self, columns: int, lines: int) -> None:
        self.tell("resize-window", "-x", str(columns), "-y", str(lines))

    def clear(self) -> None:
        """Forget what the screen showed; the prompt is drawn again."""
        self.press("C-l")
        time.sleep(0.3)
        self.tell("clear-history")

    def screen(self, *, escapes: bool = False) -> str:
        """All that was shown, with what scrolled away, line by line as it stands; with `escapes` its styles too."""
        return self.tell("capture-pane", "-p", "-S", "-", *(("-e",) if escapes else ())).rstrip()

    def shows(self, text: str, *, times: int = 1, seconds: float = PATIENCE_SECONDS) -> str:
        """What is shown once `text` stands there so many times, whatever the ends of lines between its words."""
        wanted, end = " ".join(text.split()), time.monotonic() + seconds
        while " ".join((screen := self.screen()).split()).count(wanted) < times:
            assert time.monotonic() < end, f"no {text!r} x {times} within {seconds} seconds in:\n{screen}"
            time.sleep(0.1)
        return screen

    def settles(self) -> str:
        """What is shown once nothing has changed for half a second and a prompt waits."""
        screen = ""
        while (now := self.screen()) != screen or not now.endswith(">"):
            screen = now
            time.sleep(0.5)
        return screen

    def exit_code(self) -> int:
        """The program's, once it has ended."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (code := self.tell("display-message", "-p", "#{pane_dead_status}").strip()):
            assert time.monotonic() < end, f"still running:\n{self.screen()}"
            self.tell("run-shell", "true")  # tmux may have missed that a child ended, until another one does
            time.sleep(0.1)
        return int(code)


@contextmanager
def opened_terminal(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str | None],
    columns: int = 100,
    lines: int = 40,
) -> Iterator[Terminal]:
    """A terminal in which `command` runs in `folder`; a variable that is None is taken out of the environment."""
    program = tmux()
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    of_another = {"TMUX", "TMUX_PANE", "COLUMNS", "LINES"}  # of the terminal that the tests run in, if there is one
    kept = {name: value for name, value in variables.items() if value is not None and name not in of_another}
    with tempfile.TemporaryDirectory(prefix="tmux-") as scratch:
        terminal = Terminal(program, Path(scratch, "socket"))
        wanted = [f"-e{name}={value}" for name, value in environment.items() if value is not None]
        start = (*terminal._command, "start-server", ";", "set", "-g", "remain-on-exit", "on", ";")
        settings = ("set", "-g", "history-limit", "20000", ";")
        window = ("new-session", "-d", "-x", str(columns), "-y", str(lines), "-c", str(folder), *wanted, "--")
        subprocess.run([*start, *settings, *window, *map(str, command)], check=True, env=kept)
        try:
            yield terminal
        finally:
            terminal.tell("kill-server")
