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
            decoded = decode_text(data, source="x.txt")
            assert (decoded.text, decoded.encoding, decoded.losses) == (data.decode("utf-8"), "utf-8", ())


def test_a_utf8_byte_order_mark_stays_as_python_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "bom.txt"
    file.write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.")
    with file.open(newline="", encoding="utf-8") as stream:
        assert decode_text(file.read_bytes(), source="bom.txt").text == stream.read() == "\ufeffOne.\r\nTwo."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf16_and_utf32_are_read_by_its_byte_order_mark_which_is_consumed(encoding: str) -> None:
    assert decode_text("\ufeffé👍🏽\r\n".encode(encoding), source="x.txt").text == "é👍🏽\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\xff\xfeA", "UTF-16"),
        (b"PK\x03\x04\x00\x00", "NUL"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
    ],
)
def test_what_is_not_text_is_refused_with_the_file_and_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason) as caught:
        decode_text(data, source="folder/x.txt")
    assert str(caught.value).startswith("folder/x.txt: ")


SENTENCES = {
    "windows-1252": "Das Café in Zürich öffnet täglich 9–17 Uhr; der „späte“ Teller kostet 6 €.",
    "windows-1251": "Музей открыт ежедневно, кроме понедельника, с девяти до пяти часов.",
    "koi8-r": "Музей открыт ежедневно, кроме понедельника, с девяти до пяти часов.",
    "windows-1250": "Muzeum jest otwarte codziennie oprócz poniedziałku. Wstęp kosztuje sześć złotych. Żółta łódź.",
    "windows-1253": "Το μουσείο είναι ανοιχτό κάθε μέρα εκτός Δευτέρας.",
    "shift-jis": "博物館は月曜日を除いて毎日開いています。入場料は六百円です。",
    "windows-1255": "המעבורת יוצאת בצהריים מהנמל הישן.",
    "iso8859-5": "Паром уходит в полдень из старой гавани.",
    "euc-jp": "船は正午に古い港を出発します。料金は四ユーロです。子供は無料で乗れます。",
    "iso2022-jp": "船は正午に古い港を出発します。",
    "cp874": "เรือเฟอร์รี่ออกเวลาเที่ยงจากท่าเรือเก่า",
    "iso8859-15": "Das Café in Zürich kostet 4 € am Tag.",
    "gb18030": "博物馆除星期一外每天开放。门票六元。",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_a_legacy_encoding_is_detected_and_named(encoding: str) -> None:
    text = SENTENCES[encoding]
    decoded = decode_text(text.encode(encoding), source="x.txt")
    assert (decoded.text, decoded.encoding, decoded.losses) == (text, encoding, ())


@pytest.mark.parametrize("text", ["café", "Größe 3 µm ± 2 °C", "HOTEL ZÜRICH, PIÑATA", "5 € – und", "© 2024"])
def test_a_few_western_letters_are_enough(text: str) -> None:
    assert decode_text(text.encode("cp1252"), source="x.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert decode_text("The café in Zürich.\n".encode(encoding), source="x.txt").text == "The café in Zürich.\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Fährt über Brücken".encode() + b" 3\xff4", "Fährt über Brücken 3\ufffd4"),
        (b"The price is \xff 40.", "The price is \ufffd 40."),
        ("Größe".encode()[:-2] + b" und Stra\xc3\x9fe", "Grö\ufffd und Straße"),
    ],
)
def test_a_broken_byte_costs_itself_and_is_told(data: bytes, text: str) -> None:
    decoded = decode_text(data, source="x.txt")
    assert (decoded.text, decoded.encoding) == (text, "utf-8")
    assert [loss.message for loss in decoded.losses] == ["1 byte is not UTF-8, and U+FFFD stands for it"]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj\n", b"PK\x03\x04rest of it", b"\x89PNG\r\n\x1a\n", b"a \x01\x02\x03\x04\x05 b \xff"]
)
def test_a_binary_file_is_no_text_in_an_old_encoding(data: bytes) -> None:
    with pytest.raises(LoadError, match="UTF-8"):
        decode_text(data, source="report.txt")


def test_a_byte_that_an_old_encoding_has_not_costs_itself() -> None:
    decoded = decode_text(b"The caf\xe9 is \x81 open, and the caf\xe9 closes.", source="x.txt")
    assert (decoded.text, decoded.encoding) == ("The café is \ufffd open, and the café closes.", "windows-1252")
    assert decoded.broken == 1


def test_a_lone_nul_in_a_text_costs_itself() -> None:
    decoded = decode_text(b"The fee of the old harbour is 4\x005 euros.", source="x.txt")
    assert (decoded.text, decoded.broken) == ("The fee of the old harbour is 4\ufffd5 euros.", 1)
