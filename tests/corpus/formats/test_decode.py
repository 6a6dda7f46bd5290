from pathlib import Path

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.decode import decode_text


@given(texts)
def test_utf8_is_what_python_reads_without_newline_conversion(text: str) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        if text.replace("\ufeff", "").strip():
            assert decode_text(data, source="x.txt") == data.decode("utf-8")


def test_a_utf8_byte_order_mark_stays_as_python_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "bom.txt"
    file.write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.")
    with file.open(newline="", encoding="utf-8") as stream:
        assert decode_text(file.read_bytes(), source="bom.txt") == stream.read() == "\ufeffOne.\r\nTwo."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_by_its_byte_order_mark_which_is_consumed(encoding: str) -> None:
    assert decode_text("\ufeffé👍🏽\r\n".encode(encoding), source="x.txt") == "é👍🏽\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"caf\xe9", "at byte 3"),
        (b"\xff\xfeA", "UTF-16"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32"),
        (b"PK\x03\x04\x00\x00", "NUL"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
    ],
)
def test_what_is_not_text_is_refused_with_the_file_and_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason) as caught:
        decode_text(data, source="folder/x.txt")
    assert str(caught.value).startswith("folder/x.txt: ")
