"""Calibrating the bundled reader: `python -m citespan.qa.training.confidence DATA --work FOLDER`.

Confidence is fitted on the split's `fit` part and its thresholds are certified on the `threshold` part, each a mixture
of the domains that `citespan.qa.training.domains` describes. With `--test` nothing is fitted: the questions of the
`test` part are asked with the calibration that ships, and the table of it may be put into a page.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.encoder import Encoder
from citespan.qa.calibration_file import FILE, calibration_for, save_calibration
from citespan.qa.evaluation.by_domain import domain_table, score_domains
from citespan.qa.evaluation.fitting import DEFAULT_RISK, fit_calibration
from citespan.qa.evaluation.plots import write_domain_curves
from citespan.qa.reader.extractive import WEIGHTS_FOLDER, load_bundled_reader
from citespan.qa.training.data.split import Part
from citespan.qa.training.domains import Domains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.reader.protocol import Reader

logger = logging.getLogger(__name__)

MARKS = ("<!-- held-out -->", "<!-- /held-out -->")
"""Where the table of a test stands in a page."""

FITTED_ON = (
    "everyday and encyclopedic questions (SQuAD 1.1, 2.0, new Wikipedia) and, for the confidence alone, search ones"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Calibrate or test; passages that the work folder's indexes hold are not embedded again."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    encoder = Encoder()
    reader = load_bundled_reader(folder=options.weights)
    tell = _Teller()
    domains = Domains(options.data, options.work, encoder=encoder, tell=tell)
    try:
        if options.test:
            _test(options, domains, reader, encoder.name, tell)
        else:
            _calibrate(options, domains, reader, encoder.name, tell)
    finally:
        domains.close()


def _calibrate(options: argparse.Namespace, domains: Domains, reader: Reader, encoder: str, tell: _Teller) -> None:
    fitting, certifying = (domains.observe(part, reader, tell=tell) for part in (Part.FIT, Part.THRESHOLD))
    calibration = fit_calibration(
        fitting, certifying, reader=reader.name, encoder=encoder, fitted_on=FITTED_ON, risk=options.risk
    )
    path = options.weights / FILE
    calibration = save_calibration(calibration, path)
    logger.info("wrote %s: %s, %s", path, calibration.name, calibration.fitted_on)
    logger.info("retrieval weight %g, coefficients %s", calibration.retrieval_weight, calibration.coefficients)
    for risk, threshold in sorted(calibration.thresholds.items()):
        logger.info("risk %g: threshold %s", risk, threshold)
    sys.stdout.write(domain_table([part.row(calibration.threshold) for part in score_domains(certifying, calibration)]))


def _test(options: argparse.Namespace, domains: Domains, reader: Reader, encoder: str, tell: _Teller) -> None:
    calibration = calibration_for(None, reader=reader.name, encoder=encoder, bundled=options.weights / FILE)
    if calibration is None:
        raise UsageError(f"{options.weights}: has no {FILE} for this reader; run this command without --test first")
    scored = score_domains(domains.observe(Part.TEST, reader, tell=tell), calibration)
    table = domain_table([part.row(calibration.threshold) for part in scored])
    sys.stdout.write(table)
    if options.curves:
        write_domain_curves(scored, calibration.threshold, options.curves)
    if options.page:
        _write_into(options.page, table)


def _write_into(page: Path, table: str) -> None:
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    _, after = rest.split(MARKS[1])
    when = f"{datetime.now(UTC).date().isoformat()}, {os.cpu_count()} CPU cores"
    how = f"`python -m citespan.qa.training.confidence DATA --work FOLDER --test`, {when}:"
    page.write_text(before + "\n".join((MARKS[0], "", how, "", table, MARKS[1])) + after, encoding="utf-8")


class _Teller:
    """Logs progress, now and then."""

    def __init__(self) -> None:
        self._told = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._told > 30 or done == total:
            self._told = time.monotonic()
            logger.info("%s: %d of %d", what, done, total)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m citespan.qa.training.confidence", description=__doc__)
    add = parser.add_argument
    add("data", type=Path, help="folder of the data files and of everyday_train")
    add("--work", type=Path, required=True, help="folder for the indexes")
    add("--weights", type=Path, default=WEIGHTS_FOLDER, help=f"folder of the reader, and of its {FILE} (bundled)")
    add("--risk", type=float, default=DEFAULT_RISK, help=f"of the default threshold ({DEFAULT_RISK:g})")
    add("--test", action="store_true", help="ask the test part with the calibration that ships instead")
    add("--page", type=Path, help=f"with --test: put the table between the marks {MARKS[0]} of this page")
    add("--curves", type=Path, help="with --test: draw the risk-coverage curve of each domain into this PNG file")
    return parser


if __name__ == "__main__":
    main()
