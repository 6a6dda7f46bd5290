"""A server of documents that not everyone may see, at whose page people sign in with a local issuer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from local_issuer import local_issuer, sign_on_file
from served import served

from citespan.index.labels.label_file import label_paths
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_issuer import LocalIssuer
    from playwright.sync_api import Page

    from citespan.index.encoder import Encoder

BERTH = "What does the berth of the ferry Aurora cost?"
DOCUMENTS = {
    "ships.txt": "The ferry Aurora\n\nThe ferry Aurora leaves Port Lindholm at noon, every day but Sunday.",
    "office.txt": "The harbour office\n\nThe harbour office of Port Lindholm opens at eight.",
    "legal/berth.txt": "The berth contract\n\nThe berth of the ferry Aurora costs 7000 euros a year.",
}


@contextmanager
def signed_on_server(folder: Path, encoder: Encoder, *arguments: object) -> Iterator[tuple[str, LocalIssuer]]:
    """The address of a server, and its issuer, which knows Ann (of the staff) and Bob (of the staff, and legal)."""
    root = folder / "documents"
    (root / "legal").mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (root / name).write_text(text)
    label_paths(folder / "index", [root / "legal"], ["legal"])
    build_index(folder / "index", [root], encoder=encoder)
    with local_issuer() as issuer:
        issuer.add_person("ann", name="Ann Ames", groups=["staff"])
        issuer.add_person("bob", name="Bob Berg", groups=["staff", "legal"])
        configuration = sign_on_file(folder, issuer.address, "sign_out_at_issuer = true")
        with served("--index", folder / "index", "--sign-on", configuration, *arguments) as address:
            yield address, issuer


def sign_in(page: Page, subject: str) -> None:
    """Sign in from the page that is shown, on which the dialog stands that asks who one is."""
    page.get_by_role("dialog").get_by_role("link", name="Sign in").click()
    page.locator("input[name=sub]").fill(subject)
    page.locator("input[name=sub]").press("Enter")
    page.locator("#signed-in").wait_for()
