"""Where the extra `citespan[ocr]` is not installed: scans are named with what reads them, pictures are no documents.

The tests run in an environment that has all packages of this one but the engine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases"

CODE = """
import json, sys
from pathlib import Path
from citespan.corpus.errors import LoadError
from citespan.corpus.load import extractor_of, is_supported, load_documents

def told(path, name):
    try:
        (document,) = load_documents(Path(path).read_bytes(), source=name, root_key="r")
    except LoadError as exc:
        return str(exc)
    return [(loss.message, loss.pages) for loss in document.losses]

found = {Path(path).name: told(path, Path(path).name) for path in sys.argv[1:]}
found["photo.png"] = told(sys.argv[1], "photo.png")
print(json.dumps({"told": found, "png": is_supported(Path("photo.png")), "extractor": extractor_of("x.pdf")}))
"""


def _without_engine(folder: Path) -> Path:
    """The interpreter of an environment without the engine."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--symlinks", folder], check=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    for installed in {Path(sysconfig.get_paths()[kind]) for kind in ("purelib", "platlib")}:
        for entry in installed.iterdir():
            if not entry.name.startswith("rapidocr"):
                (packages / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def test_scans_and_pictures_are_named_with_the_extra_that_reads_them(tmp_path: Path) -> None:
    files = [CASES / "pdf-some-pages-scanned/lease.pdf", CASES / "pdf-unreadable-letters/moor.pdf"]
    run = [_without_engine(tmp_path / "venv"), "-c", CODE, *files]
    found = json.loads(subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path).stdout)
    ((message, pages),) = found["told"]["lease.pdf"]
    assert pages == [2, 3]
    assert message == (
        "pages 2, 3 hold no text, only pictures (a scan?); run text recognition (OCR) first, or install it:"
        " pip install 'citespan[ocr]'"
    )
    assert found["told"]["moor.pdf"].startswith("moor.pdf: holds no text that can be read: the letters of page 1")
    assert found["told"]["moor.pdf"].endswith("pip install 'citespan[ocr]'")
    assert "not a supported type" in found["told"]["photo.png"]
    assert "pip install 'citespan[ocr]' has pictures read" in found["told"]["photo.png"]
    assert not found["png"]
    assert "rapidocr" not in found["extractor"]
