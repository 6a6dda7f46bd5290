"""Labels: by path, by rules in a file, by the name of an upload."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import IndexMismatchError, UsageError
from citespan.index.database.rows import UPLOADS
from citespan.index.labels.label_file import LABELS_FILE, label_paths, labelled_uploads, read_labels
from citespan.index.labels.labelling import DEFAULT_LABELS, Labelling, LabelRule, check_known, checked_labels
from citespan.index.labels.rules_file import read_rules

if TYPE_CHECKING:
    from pathlib import Path

RULES = Labelling(
    file=(
        LabelRule("/docs/hr", ("hr",)),
        LabelRule("/docs/hr/public", ("hr", "all")),
        LabelRule("/docs", ("staff",)),
        LabelRule("/docs/hr", ("board",)),
    ),
    paths=(LabelRule("/docs/hr/pay.csv", ("pay",)),),
    uploads={"plan.txt": ("board",), "half.txt": ()},
)


@pytest.mark.parametrize(
    ("root", "source", "labels"),
    [
        ("/docs", "a.txt", {"staff"}),
        ("/docs", "hr/a.txt", {"board"}),
        ("/docs", "hr/public/a.txt", {"board"}),
        ("/docs", "hr/pay.csv#row=7", {"pay"}),
        ("/docs", "hr2/a.txt", {"staff"}),
        ("/docs/hr", "a.txt", {"board"}),
        ("/docs/hr/pay.csv", "pay.csv", {"pay"}),
        ("/docsx", "a.txt", {"default"}),
        ("/", "docs/a.txt", {"staff"}),
        (UPLOADS, "plan.txt", {"board"}),
        (UPLOADS, "half.txt", set()),
        (UPLOADS, "docs/a.txt", {"default"}),
    ],
)
def test_the_last_rule_that_fits_counts(root: str, source: str, labels: set[str]) -> None:
    assert RULES.of(root, source) == labels


def test_without_rules_everything_has_the_default(tmp_path: Path) -> None:
    labelling = read_labels(tmp_path)
    assert (labelling.of("/docs", "a.txt"), labelling.of(UPLOADS, "a.txt")) == (DEFAULT_LABELS, DEFAULT_LABELS)
    assert labelling.names() == DEFAULT_LABELS


@pytest.mark.parametrize("label", ["", "Legal", "a b", "a,b", "-a", "x" * 64, "ä", "a\n"])
def test_what_is_no_label_is_refused(label: str) -> None:
    with pytest.raises(UsageError, match="is no label"):
        checked_labels([label])


def test_an_empty_set_and_a_label_that_there_is_not_are_refused() -> None:
    with pytest.raises(UsageError, match="no label is named"):
        checked_labels([])
    with pytest.raises(UsageError, match=r"there is no label lgeal; there are all, board, default, hr, pay, staff"):
        check_known(["board", "lgeal"], RULES)
    check_known(["board", "default"], RULES)


def test_labels_of_paths_are_kept_until_others_are_said(tmp_path: Path) -> None:
    folder, docs = tmp_path / "index", tmp_path / "docs"
    (docs / "hr").mkdir(parents=True)
    label_paths(folder, [docs / "hr"], ["hr"])
    label_paths(folder, [docs], ["staff"])
    assert read_labels(folder).of(str(docs.resolve()), "hr/a.txt") == {"staff"}
    label_paths(folder, [docs / "hr"], ["hr", "board"])
    label_paths(folder, [], rules=[LabelRule(docs.resolve().as_posix(), ("all",))])
    labelling = read_labels(folder)
    assert labelling.of(str(docs.resolve()), "hr/a.txt") == {"hr", "board"}
    assert labelling.of(str(docs.resolve()), "a.txt") == {"staff"}
    assert len(labelling.paths) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_labels_hold_by_the_name_of_a_link_and_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "hr").symlink_to(tmp_path / "vault")
    label_paths(tmp_path / "index", [tmp_path / "docs" / "hr"], ["hr"])
    labelling = read_labels(tmp_path / "index")
    for root, source in ((tmp_path / "docs", "hr/a.txt"), (tmp_path / "vault", "a.txt")):
        assert labelling.of(str(root.resolve()), source) == {"hr"}


def test_an_upload_is_hidden_while_it_is_taken_in_and_has_its_labels_afterwards(tmp_path: Path) -> None:
    def labels() -> frozenset[str]:
        return read_labels(tmp_path).of(UPLOADS, "a.txt")

    with labelled_uploads(tmp_path, ["a.txt", "broken.pdf"], ["legal"]) as taken:
        assert labels() == set()
        taken.add("a.txt")
    assert labels() == {"legal"}
    failing = labelled_uploads(tmp_path, ["a.txt", "b.txt"], ["board"])
    failing.__enter__().add("a.txt")
    assert failing.__exit__(RuntimeError, RuntimeError(), None) is False
    assert (labels(), read_labels(tmp_path).uploads) == ({"legal"}, {"a.txt": ("legal",)})
    with labelled_uploads(tmp_path, ["a.txt"], None):
        assert labels() == {"legal"}
    assert labels() == {"legal"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"file": [], "paths": [], "uploads": {}, "more": 1}',
        '{"file": {}, "paths": [], "uploads": {}}',
        '{"file": [{"place": "/a", "labels": []}], "paths": [], "uploads": {}}',
        '{"file": [{"place": "/a"}], "paths": [], "uploads": {}}',
        '{"file": [], "paths": [], "uploads": {"a.txt": ["A"]}}',
        '{"file": [], "paths": [], "uploads": []}',
    ],
)
def test_labels_that_cannot_be_read_are_not_taken_for_none(tmp_path: Path, content: str) -> None:
    (tmp_path / LABELS_FILE).write_text(content)
    with pytest.raises(IndexMismatchError, match="holds no labels that can be read"):
        read_labels(tmp_path)
    with pytest.raises(IndexMismatchError):
        label_paths(tmp_path, [tmp_path], ["a"])
    assert (tmp_path / LABELS_FILE).read_text() == content


def test_rules_stand_in_a_file_with_paths_beside_it(tmp_path: Path) -> None:
    for name in ("contracts", "a folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "rules").write_text("# who sees what\n\ncontracts\tlegal\na folder\tlegal, board\ncontracts\tboard\n")
    place = tmp_path.resolve().as_posix()
    assert read_rules(tmp_path / "rules") == (
        LabelRule(f"{place}/contracts", ("legal",)),
        LabelRule(f"{place}/a folder", ("legal", "board")),
        LabelRule(f"{place}/contracts", ("board",)),
    )
    label_paths(tmp_path / "index", [], rules=read_rules(tmp_path / "rules"))
    assert read_labels(tmp_path / "index").of(place, "contracts/a.txt") == {"board"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("contracts legal", "is no rule"),
        ("\tlegal", "is no rule"),
        ("contracts\t", "no label is named"),
        ("contracts\t , ", "no label is named"),
        ("contracts\tLegal", "is no label"),
        ("contrasts\tlegal", "no such file or folder"),
    ],
)
def test_a_mistake_in_line_7_is_named_and_changes_nothing(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "rules").write_text("contracts\tlegal\n" * 6 + line + "\ncontracts\tlegal\n")
    with pytest.raises(UsageError, match=rf"line 7.*{said}"):
        read_rules(tmp_path / "rules")


def test_a_file_of_rules_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rules").write_bytes(b"\xff\xfe\x00")
    for name in ("rules", "none"):
        with pytest.raises(UsageError, match="cannot be read as rules of labels"):
            read_rules(tmp_path / name)


def test_the_file_of_labels_is_written_whole(tmp_path: Path) -> None:
    label_paths(tmp_path, [tmp_path], ["legal"])
    tree = json.loads((tmp_path / LABELS_FILE).read_text())
    assert tree == {"file": [], "paths": [{"place": tmp_path.resolve().as_posix(), "labels": ["legal"]}], "uploads": {}}
    assert [file.name for file in tmp_path.glob("*.new")] == []
