"""Plots of an evaluation: risk-coverage curves and the reliability diagram. They need matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from citespan.qa.evaluation.by_domain import Scored
    from citespan.qa.evaluation.measures import Evaluation


def write_plots(evaluation: Evaluation, folder: Path) -> tuple[Path, ...]:
    """Write `risk-coverage.png` and `reliability.png` into `folder`, which is made if need be; return their paths.

    Raises:
        UsageError: if matplotlib is not installed, or the folder cannot be written.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415  # an optional dependency, and a slow one

    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name, draw in (("risk-coverage", _draw_curve), ("reliability", _draw_reliability)):
            figure = Figure(figsize=(6, 4.5), layout="constrained")
            draw(figure.add_subplot(), evaluation)
            path = folder / f"{name}.png"
            figure.savefig(path, dpi=120)
            written.append(path)
    except OSError as exc:
        raise UsageError(f"{folder}: plots cannot be written there ({exc.strerror}); name another folder") from exc
    return tuple(written)


def write_domain_curves(domains: Sequence[Scored], threshold: float, path: Path) -> None:
    """Write the risk-coverage curve of each domain to `path`, a picture; a dot marks `threshold`.

    Raises:
        UsageError: if matplotlib is not installed, or `path` cannot be written.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415  # an optional dependency, and a slow one

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for domain in domains:
        curve, row = domain.curve(), domain.row(threshold)
        (line,) = axes.plot(100 * curve.right, 100 * curve.risk, label=f"{domain.name} ({row.answerable})")
        if row.right is not None and row.risk is not None:
            axes.plot(100 * row.right, 100 * row.risk, "o", color=line.get_color())
    axes.axhline(10, color="grey", linewidth=0.8, linestyle=":")
    axes.set(
        xlabel="answerable questions that are rightly answered, %",
        ylabel="wrong among the answers, %",
        xlim=(0, 100),
        ylim=(0, None),
        title=f"Risk and coverage by kind of question; dots: threshold {threshold:.2f}",
    )
    axes.legend(title="questions (answerable)")
    try:
        figure.savefig(path, dpi=120)
    except OSError as exc:
        raise UsageError(f"{path}: cannot be written ({exc.strerror}); name another file") from exc


def require_matplotlib() -> None:
    """Raise `UsageError` if matplotlib is not installed."""
    try:
        import matplotlib.figure  # noqa: F401, PLC0415  # an optional dependency, and a slow one
    except ImportError as exc:
        raise UsageError("plots need matplotlib: pip install 'citespan[plots]'") from exc


def _draw_curve(axes: Axes, evaluation: Evaluation) -> None:
    curve, now = evaluation.curve, evaluation.abstention.at_threshold
    axes.plot(100 * curve.coverage, 100 * curve.risk, label="all questions asked")
    axes.plot(100 * curve.right, 100 * curve.risk, linestyle="--", label="answerable, rightly answered")
    axes.axhline(10, color="grey", linewidth=0.8, linestyle=":")
    if now.risk is not None:
        axes.plot(now.coverage, now.risk, "o", color="black", label=f"default threshold {now.threshold:.2f}")
    axes.set(
        xlabel="share of questions, %",
        ylabel="wrong among the answered, %",
        xlim=(0, 100),
        ylim=(0, None),
        title=f"Risk and coverage: {evaluation.answerable} answerable, {evaluation.foreign} foreign questions",
    )
    axes.legend()


def _draw_reliability(axes: Axes, evaluation: Evaluation) -> None:
    bins = evaluation.reliability
    most = max(entry.count for entry in bins)
    axes.bar(
        [entry.low for entry in bins],
        [entry.count / most for entry in bins],
        width=[entry.high - entry.low for entry in bins],
        align="edge",
        color="lightgrey",
        label=f"questions (highest bar: {most})",
    )
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    axes.plot([entry.confidence for entry in bins], [entry.right for entry in bins], "o-", label="rightly answered")
    axes.set(
        xlabel="confidence",
        ylabel="share",
        xlim=(0, 1),
        ylim=(0, 1.02),
        title=f"Reliability: expected calibration error {evaluation.abstention.calibration_error:.3f}",
    )
    axes.legend(loc="upper left")
