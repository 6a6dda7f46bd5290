"""What is installed is what the repository holds: modules, page, weights, samples and all."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("corpus", "index", "qa", "api")
NAMED = ("pyproject.toml", "README.md", "LICENSE")


def _built(kind: str, source: Path, into: Path) -> Path:
    """The distribution of this kind, wheel or sdist, of the sources in `source`."""
    code = f"import sys; from setuptools import build_meta; build_meta.build_{kind}(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, into], cwd=source, capture_output=True, check=True)
    (made,) = into.iterdir()
    return made


def test_a_wheel_by_way_of_the_source_distribution_holds_every_file_of_the_rooms(tmp_path: Path) -> None:
    source = tmp_path / "source"  # a copy: a folder build/ in the repository would bring its files along
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NAMED:
        shutil.copy(ROOT / name, source)
    files = [file for room in ROOMS for file in (source / room).rglob("*") if file.is_file()]
    for folder in ("sdist", "unpacked", "wheel"):
        (tmp_path / folder).mkdir()
    with tarfile.open(_built("sdist", source, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    with zipfile.ZipFile(_built("wheel", unpacked, tmp_path / "wheel")) as wheel:
        names = set(wheel.namelist())
    installed = {name.removeprefix("citespan/") for name in names if ".dist-info/" not in name}
    assert installed == {
        file.relative_to(source).as_posix().removeprefix("api/public/").replace("api/integrations/", "integrations/")
        for file in files
    }
    assert {"api/web/index.html", "qa/reader/weights/model.onnx", "api/py.typed"} <= installed
