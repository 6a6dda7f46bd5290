"""Mail made with the standard library, each with what tests ask of it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from made_files import HTML, table_file

_DATE = "Mon, 04 Mar 2024 09:30:00 +0100"


def letter(subject: str, text: str, *, sender: str = "Frida Holm <frida@sunde.example>") -> EmailMessage:
    """A message of plain text."""
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"], message["Date"] = subject, sender, "Ada <ada@x.example>", _DATE
    message.set_content(text)
    return message


def message_file() -> bytes:
    """A message in two forms with a table, a program, a picture, and a letter with a letter attached."""
    message = letter(
        "Bryggen – the boathouse", "The boathouse at Sunde is offered by Frida Holm.\n\nIt is red.\n> Is it?"
    )
    message.add_alternative("<p>Never read, since there is a <b>plain</b> form.</p>", subtype="html")
    rows = [{"item": "mooring", "price": "40 euros", "size": "large"}]
    message.add_attachment(table_file(rows), maintype="text", subtype="csv", filename="preise ü.csv")
    message.add_attachment(b"MZ\0\0", maintype="application", subtype="x-msdownload", filename="run.exe")
    message.add_attachment(b"\x89PNG\0", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    inner = letter("Older", "The key hangs behind the door.")
    inner.add_attachment(letter("Oldest", "The door is green."))
    message.add_attachment(inner)
    return message.as_bytes()


def mailbox_file() -> bytes:
    """A mailbox of two messages, one of which has a line that begins as a message does."""
    second = letter("Sluice", "The sluice at Eide is repaired by Leif Strand.\n\n>From Monday it is open.")
    pages = EmailMessage(policy=SMTP)
    pages["Subject"] = "Page"
    pages.set_content("<h2>Tides</h2><p>The tide is low at noon.</p>", subtype="html")
    messages = (message.as_bytes().replace(b"\r\n", b"\n") for message in (pages, second))
    return b"".join(b"From MAILER Mon Mar  4 09:30:00 2024\n" + message + b"\n" for message in messages)


def web_archive_file() -> bytes:
    """A web page and a picture of it in one file, as browsers save them."""
    page = HTML.replace("Ilse Marquardt", "Berit Haugen, who leads the museum at Voss").replace(
        '<link rel="canonical" href="https://courier.example/news/bridge#top">', ""
    )
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Bridge"
    message["Snapshot-Content-Location"] = "https://museum.example/voss"
    message.make_related()
    part = EmailMessage(policy=SMTP)
    part.set_content(page, subtype="html", charset="utf-8")
    message.attach(part)
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<a@b>")
    return message.as_bytes()
