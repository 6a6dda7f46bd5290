"""Texts that break naive offset arithmetic, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

FRAGMENTS = (
    "The ship left at noon.", "Is it true?", "No.", "Dr. Ames paid $3.50 [12] for it.", "an", "word", "Überraschung",
    "cafe\u0301", "e\u0301\u0323", "\u1112\u1161\u11ab", "👩‍👩‍👧‍👦",
    "🇵🇰🇮🇷", "👍🏽", "حسین امیرعبداللهیان", "مَرْحَبًا", "שלום", "日本語。", "เกาะ",
    "\u200b", "\u200d", "\u202e", "\ufeff", "\u00a0", "—", "…", "#", "# Heading", "## Deeper", "Heading Like Line",
    "- item",
    "\u0301", "a" * 70, "1,234", "「引用」",
)  # fmt: skip
SEPARATORS = (" ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\r", "", "  ", "\t", "\u2028")

texts = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(SEPARATORS)), min_size=1, max_size=40).map(
    lambda pairs: "".join(fragment + separator for fragment, separator in pairs)
)
"""Texts of natural and hostile fragments; each holds something that is not blank."""

arbitrary_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=200)
"""Any Unicode text without NUL and surrogates; it may be blank."""
