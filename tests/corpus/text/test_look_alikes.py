"""Look-alikes are one where texts are compared, and each offset stays where a text is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.text.look_alikes import as_read, folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("o\ufb03ce of the \ufb01re warden, \ufb02oor", "office of the fire warden, floor"),
        ("self\u2011test takes 40\u00a0seconds at 6\u202fam", "self-test takes 40 seconds at 6 am"),
        ("Cafe\u0301 Zu\u0308rich", "Café Zürich"),
        ("pass\u200bphrase re\u00admin\u2060der", "passphrase reminder"),
        ("ＡＢ１２：／", "AB12:/"),
        ("“It’s” – so", '"It\'s" - so'),
        ("H₂O, 60 m², 10⁹", "H2O, 60 m2, 10 9"),
    ],
)
def test_look_alikes_are_made_one(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(texts)
def test_every_offset_stays_where_a_text_is_read(text: str) -> None:
    assert len(as_read(text)) == len(text)
    assert folded(folded(text)) == folded(text)
