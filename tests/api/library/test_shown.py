from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import citespan

if TYPE_CHECKING:
    from pathlib import Path


def test_a_notebook_marks_the_quote_and_escapes_what_documents_say(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The <b>ferry</b> & its <script>alert(1)</script> dog Rex leave at noon.")
    with citespan.open(tmp_path / "a.txt", index=tmp_path / "index", threshold=0) as library:
        response = library.ask("When do they leave?")
    html = response._repr_html_()
    quote = response.answers[0].text
    assert "<script>" not in html
    assert "<b>ferry" not in html
    assert "&lt;script&gt;" in html
    assert "".join(re.findall("<mark>(.*?)</mark>", html)) == escape(quote)


def test_a_notebook_shows_an_abstention(library: citespan.Library) -> None:
    html = library.ask("Who composed the opera about the moon landing?", threshold=1)._repr_html_()
    assert html.startswith("<div")
    assert "Nearest passages (not an answer)" in html
