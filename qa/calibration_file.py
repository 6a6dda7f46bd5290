"""Calibration files: written with a checksum, read with everything checked, and which of them counts."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from citespan.corpus.errors import ModelError
from citespan.qa.confidence import Calibration
from citespan.qa.evidence import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "calibration.json"
"""The name of a calibration file, in an index folder and beside the bundled reader's weights."""

BUNDLED = Path(__file__).parent / "reader" / "weights" / FILE
"""The calibration of the bundled reader."""

_FORMAT = 2
_REINSTALL = "reinstall citespan (pip install --force-reinstall --no-deps citespan)"
_NUMBERS = ("retrieval_weight", "intercept", "risk", "delta")
_SILENCE = "silence_threshold"
_TEXTS = ("reader", "encoder", "fitted_on", "date")


def save_calibration(calibration: Calibration, path: Path) -> Calibration:
    """Write a calibration file; return the calibration with the digest that it is known by from now on."""
    tree = asdict(calibration)
    del tree["digest"]
    tree["thresholds"] = {f"{risk:g}": threshold for risk, threshold in sorted(calibration.thresholds.items())}
    tree = {"format": _FORMAT, **tree}
    sha256 = _sha256(tree)
    path.write_text(json.dumps({**tree, "sha256": sha256}, indent=2) + "\n", encoding="utf-8")
    return replace(calibration, digest=sha256[:12])


def load_calibration(path: Path, *, reader: str, encoder: str, remedy: str) -> Calibration:
    """The calibration in a file, for this reader and encoder.

    Raises:
        ModelError: if the file is missing, damaged, of another format, or was made for another reader or encoder; the
            message ends with `remedy`.
    """
    tree = _read(path, remedy)
    try:
        calibration = _parsed(tree)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise ModelError(f"{path}: not a calibration of citespan ({exc}); {remedy}") from exc
    for kind, made_for, used in (("reader", calibration.reader, reader), ("encoder", calibration.encoder, encoder)):
        if made_for != used:
            raise ModelError(f"{path}: was made for the {kind} {made_for}, not for {used}; {remedy}")
    return calibration


def calibration_for(
    index_folder: Path | None, *, reader: str, encoder: str, bundled: Path = BUNDLED
) -> Calibration | None:
    """The calibration that counts: the index's own if it has one, else the bundled one if it is for this reader.

    None if neither is: confidence is then the reader's own, uncalibrated.

    Raises:
        ModelError: if the index's own is damaged or for another reader or encoder, or the bundled one is damaged.
    """
    own = index_folder / FILE if index_folder else None
    if own and own.exists():
        remedy = f"run 'citespan calibrate' again, or delete {own} to use the bundled calibration"
        return load_calibration(own, reader=reader, encoder=encoder, remedy=remedy)
    if not bundled.exists():
        return None
    made_for = _read(bundled, _REINSTALL)
    if (made_for.get("reader"), made_for.get("encoder")) != (reader, encoder):
        return None
    return load_calibration(bundled, reader=reader, encoder=encoder, remedy=_REINSTALL)


def _read(path: Path, remedy: str) -> Mapping[str, object]:
    try:
        tree = json.loads(path.read_bytes())
    except OSError as exc:
        raise ModelError(f"{path}: cannot be read ({exc.strerror}); {remedy}") from exc
    except (ValueError, RecursionError) as exc:
        raise ModelError(f"{path}: is damaged, not JSON ({exc}); {remedy}") from exc
    if not isinstance(tree, dict) or "sha256" not in tree:
        raise ModelError(f"{path}: not a calibration of citespan; {remedy}")
    if _sha256({key: value for key, value in tree.items() if key != "sha256"}) != tree["sha256"]:
        raise ModelError(f"{path}: is damaged or was edited (its SHA-256 is not the recorded one); {remedy}")
    if tree.get("format") != _FORMAT:
        raise ModelError(f"{path}: has format {tree.get('format')!r}, this citespan reads format {_FORMAT}; {remedy}")
    return tree


def _parsed(tree: Mapping[str, object]) -> Calibration:
    numbers = {key: _number(tree[key], key) for key in _NUMBERS}
    texts = {key: tree[key] for key in _TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError(f"one of {', '.join(_TEXTS)} is not a text")
    coefficients, clear = (_figures(tree, key) for key in ("coefficients", "clear"))
    if unknown := sorted((coefficients.keys() | clear.keys()) - set(FEATURES)):
        raise ValueError(f"unknown features {', '.join(unknown)}; there are {', '.join(FEATURES)}")
    thresholds = {
        _share(float(risk), "risk"): None if value is None else _share(_number(value, risk), f"threshold for {risk}")
        for risk, value in _mapping(tree, "thresholds").items()
    }
    silence = _number(tree[_SILENCE], _SILENCE)
    if thresholds.get(_share(numbers["risk"], "risk")) is None:
        raise ValueError(f"no threshold for its own risk of {numbers['risk']:g}")
    return Calibration(
        reader=cast("str", texts["reader"]),
        encoder=cast("str", texts["encoder"]),
        retrieval_weight=numbers["retrieval_weight"],
        intercept=numbers["intercept"],
        coefficients=coefficients,
        risk=numbers["risk"],
        delta=_share(numbers["delta"], "delta"),
        thresholds=thresholds,
        clear=clear,
        fitted_on=cast("str", texts["fitted_on"]),
        date=cast("str", texts["date"]),
        silence_threshold=_share(silence, _SILENCE),
        digest=str(tree["sha256"])[:12],
    )


def _figures(tree: Mapping[str, object], key: str) -> dict[str, float]:
    return {str(name): _number(value, name) for name, value in _mapping(tree, key).items()}


def _mapping(tree: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = tree[key]
    if not isinstance(value, dict) or not value:
        raise TypeError(f"{key} is not an object with entries")
    return value


def _number(value: object, name: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{name} is {value!r}, not a finite number")
    return float(value)


def _share(value: float, name: str) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value:g}, not in [0, 1]")
    return value


def _sha256(tree: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()
