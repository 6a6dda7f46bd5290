"""Mail of every kind: the letter once, each attachment as a document of its own, and what is not read is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_mail import letter, mailbox_file, message_file, web_archive_file
from made_outlook import compound_file, outlook_file

from citespan.corpus.errors import LoadError
from citespan.corpus.load import file_of, load_bytes, load_documents

if TYPE_CHECKING:
    from citespan.corpus.document import Document


def places(documents: tuple[Document, ...]) -> list[str]:
    return [document.source.partition("#")[2] for document in documents]


def test_what_only_one_form_of_a_message_strikes_out_is_left_out() -> None:
    message = letter("Fees", "The fee is 40 45 euros.")
    message.add_alternative("<p>The fee is <s>40</s> 45 euros.</p>", subtype="html")
    (read,) = load_documents(bytes(message), source="x.eml", root_key="r")
    assert read.text.endswith("The fee is 45 euros.")


def test_a_message_in_latin_1_is_windows_1252_to_programs() -> None:
    data = b"Subject: Fee\nContent-Type: text/plain; charset=iso-8859-1\n\nIt costs 45 \x80 \x96 or less.\n"
    (read,) = load_documents(data, source="x.eml", root_key="r")
    assert read.text.endswith("It costs 45 € – or less.")


def test_a_message_is_read_in_its_plain_form_with_its_attachments_behind_it() -> None:
    found = load_documents(message_file(), source="a/x.eml", root_key="r")
    message, row, older, oldest = found
    assert message.text == (
        "Bryggen – the boathouse\n\nFrom: Frida Holm <frida@sunde.example>\nTo: Ada <ada@x.example>\n"
        "Date: Mon, 04 Mar 2024 09:30:00 +0100\n\nThe boathouse at Sunde is offered by Frida Holm.\n\n"
        "It is red.\n> Is it?"
    )
    assert (message.title, message.published) == ("Bryggen – the boathouse", "2024-03-04")
    assert places(found) == ["", "row=1&part=1", "part=3", "part=3.1"]
    assert {file_of(document.source) for document in found} == {"a/x.eml"}
    assert (row.text, row.published) == ("item: mooring\nprice: 40 euros\nsize: large", "2024-03-04")
    assert older.text.endswith("The key hangs behind the door.")
    assert oldest.text.endswith("The door is green.")
    assert [loss.message for loss in message.losses] == [
        "an attachment is left out: a/x.eml: run.exe: is of no type that is read"
    ]


def test_each_message_of_a_mailbox_is_a_document() -> None:
    page, sluice = load_documents(mailbox_file(), source="x.mbox", root_key="r")
    assert (page.source, page.text) == ("x.mbox#message=1", "Page\n\nTides\n\nThe tide is low at noon.")
    assert sluice.source == "x.mbox#message=2"
    assert sluice.text.endswith("repaired by Leif Strand.\n\nFrom Monday it is open.")


def test_a_message_that_outlook_saved_has_its_attachments() -> None:
    found = load_documents(outlook_file(), source="x.msg", root_key="r")
    message, row, older = found
    assert message.text.startswith(
        "Ferryman\n\nFrom: Kvam Ferries\nTo: Everybody\nDate: 2024-03-04\n\nThe new ferryman"
    )
    assert message.text.count("He starts in May.") == 300
    assert message.published == "2024-03-04"
    assert places(found) == ["", "row=1&part=1", "part=2"]
    assert row.text == "route: Kvam\nfare: 3 euros\nminutes: 20"
    assert older.text.endswith("The old ferryman keeps bees.")


def test_a_web_page_in_one_file_has_its_address() -> None:
    document = load_bytes(web_archive_file(), source="x.mhtml", document_id="x")
    assert document.url == "https://museum.example/voss"
    assert "led by the engineer Berit Haugen, who leads the museum at Voss" in document.text
    assert "Copyright" not in document.text


def test_letters_in_letters_are_read_five_deep() -> None:
    message = letter("Level 9", "The innermost.")
    for level in range(8, -1, -1):
        outer = letter(f"Level {level}", f"At level {level}.")
        outer.add_attachment(message)
        message = outer
    found = load_documents(message.as_bytes(), source="x.eml", root_key="r")
    assert places(found) == ["", "part=1", "part=1.1", "part=1.1.1", "part=1.1.1.1", "part=1.1.1.1.1"]
    assert "attached more than 5 letters deep" in found[-1].losses[0].message


@pytest.mark.parametrize(
    ("header", "title"),
    [
        (b"Subject: =?utf-8?q?K=C3=A4se?= =?iso-8859-1?q?_=FCber?=", "Käse über"),
        ("Subject: Käse".encode(), "Käse"),
        (b"Subject: two\r\n lines", "two lines"),
        (b"Subject: =?x-none?q?a?=", "=?x-none?q?a?="),
        (b"subject: small\r\nDate: 31 Feb 2024 99:00", "small"),
    ],
)
def test_headers_are_read_as_they_are_shown(header: bytes, title: str) -> None:
    (document,) = load_documents(header + b"\r\n\r\nText.", source="x.eml", root_key="r")
    assert (document.title, document.published) == (title, None)


def test_a_body_is_read_in_its_encoding() -> None:
    for charset in ("iso-8859-1", "x-unknown"):
        data = f"Subject: a\r\nContent-Type: text/plain; charset={charset}\r\n\r\nKäse für 3 Euro".encode("latin-1")
        (document,) = load_documents(data, source="x.eml", root_key="r")
        assert document.text.endswith("Käse für 3 Euro")


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"no header at all", "x.eml", "is no mail message"),
        (b"X: \r\n\r\n", "x.eml", "holds no text"),
        (b"Subject: a\n\nb", "x.mbox", "holds no message"),
        (b"Subject: a\n\nb", "x.mhtml", "there is no web page in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.msg", "is not an Outlook message"),
        (compound_file({("a",): b"b"}), "x.msg", "holds no text"),
    ],
)
def test_what_is_no_mail_is_named(data: bytes, name: str, told: str) -> None:
    with pytest.raises(LoadError, match=f"^{name}: .*{told}"):
        load_documents(data, source=name, root_key="r")
