"""Checks of Python and of the installed packages against what citespan's own metadata asks for."""

from __future__ import annotations

import platform
import shlex
from importlib.metadata import PackageNotFoundError, metadata, version
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.api.doctor.findings import Examination


def check_packages(examination: Examination) -> None:
    """Check Python and each package that citespan needs; those of extras do not count."""
    try:
        about = metadata("citespan")
    except PackageNotFoundError:
        told = "citespan is not installed as a package, so that nothing tells what it needs"
        examination.note("packages", told, "pip install .")
        return
    python, needed = platform.python_version(), about["Requires-Python"] or ""
    if SpecifierSet(needed).contains(python, prereleases=True):
        examination.ok("python", f"Python {python}; citespan {about['Version']} needs {needed}")
    else:
        remedy = f"make a virtual environment with a Python {needed}, and install citespan there"
        examination.wrong("python", f"this is Python {python}, citespan {about['Version']} needs {needed}", remedy)
    requirements = [Requirement(text) for text in about.get_all("Requires-Dist") or ()]
    check_requirements(examination, [one for one in requirements if not one.marker or one.marker.evaluate()])


def check_requirements(examination: Examination, requirements: Sequence[Requirement]) -> None:
    """Check that there is a package for each of these, in a version that fits."""
    unfit: list[str] = []
    told: list[str] = []
    for requirement in requirements:
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = ""
        if not found or not requirement.specifier.contains(found, prereleases=True):
            needed = f"{requirement.name}{requirement.specifier}"
            unfit.append(needed)
            told.append(f"{requirement.name} {found or 'is missing'}, needed is {needed}")
    if unfit:
        examination.wrong("packages", ", ".join(told), shlex.join(["pip", "install", *unfit]))
    else:
        examination.ok("packages", f"the {len(requirements)} packages that citespan needs fit")
