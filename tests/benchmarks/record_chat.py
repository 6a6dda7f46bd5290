"""Records a conversation with the sample documents in a real terminal, as the picture docs/images/chat.svg.

    python tests/benchmarks/record_chat.py

The lines are typed into `citespan chat --sample` in tmux; the picture is what the terminal then shows, styles included.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from terminal import opened_terminal  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "chat.svg"
COLUMNS = 88
SCRIPT = (
    ("Who is named as the commander of Jaish ul-Adl?", "as its commander."),
    ("/why", "Next in strength comes"),
    ("Why was the Ember lamp recalled?", "charging socket could overheat."),
    ("When was that?", "19 January 2024 confidence"),
    ("/open 3", "1,280 of them had come back."),
    ("/filter title=Harrowmere", "1 of 9 documents asked."),
    ("What is the deposit for a power tool?", "Nearest passages"),
)
"""What is typed, and what has to be shown before the next line is."""

THEME = TerminalTheme(
    (250, 249, 245),
    (52, 50, 46),
    [
        (52, 50, 46), (178, 58, 44), (74, 116, 62), (150, 104, 20),
        (44, 88, 150), (120, 70, 130), (22, 104, 112), (120, 116, 108),
    ],
    [(140, 136, 128)] * 8,
)  # fmt: skip
"""Ink on paper: background, foreground, and the eight colours, of which a chat uses few."""

FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect x="0.5" y="0.5" rx="10" width="{width}" height="{height}" fill="#faf9f5" stroke="#dedbd2"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def recorded() -> str:
    """What the terminal shows after the conversation, with its escape sequences."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"XDG_STATE_HOME": folder, "NO_COLOR": None, "FORCE_COLOR": None, "COLORTERM": None}
        command = [Path(sys.executable).with_name("citespan"), "chat", "--sample"]
        with opened_terminal(
            command, folder=Path(folder), environment=environment, columns=COLUMNS, lines=200
        ) as terminal:
            terminal.shows("Ctrl-D leaves.")
            for line, shown in SCRIPT:
                before = " ".join(terminal.screen().split()).count(shown)
                terminal.type(line)
                terminal.shows(shown, times=before + 1)
                terminal.settles()
            return terminal.screen(escapes=True)


def picture(screen: str) -> str:
    """An SVG of a screen; it names no font that would have to be fetched."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(screen), soft_wrap=True)
    return console.export_svg(title="", theme=THEME, code_format=FORMAT, unique_id="chat")


if __name__ == "__main__":
    PICTURE.write_text(picture(recorded()), encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}")
