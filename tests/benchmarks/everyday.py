"""The everyday questions: natural questions over the sample documents and over six more, in tests/known/everyday.

Half of the questions, told by a hash of their words, are held out: nothing may be tuned on them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.load import SAMPLE_ROOT
from citespan.qa.regression.case_file.load import read_case_file

if TYPE_CHECKING:
    from citespan.qa.regression.cases import RegressionCase

FOLDER = Path(__file__).parents[1] / "known" / "everyday"
ROOTS = (FOLDER / "documents", SAMPLE_ROOT)
OFF_THE_SUBJECT, NEAR_MISS = "off the subject", "near miss"


def everyday_cases() -> tuple[RegressionCase, ...]:
    """All cases, each of one question."""
    return read_case_file(FOLDER / "everyday.qa.jsonl").cases


def is_held_out(case: RegressionCase) -> bool:
    """True if nothing may be tuned on a case."""
    return hashlib.sha256(case.questions[0].text.encode()).digest()[0] % 2 == 1


def document_of(case: RegressionCase) -> str:
    """The document that answers a case; empty if none does."""
    expected = case.questions[0].expected
    return expected.cited[0].document if expected else ""
