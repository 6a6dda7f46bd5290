from urllib.parse import unquote

import pytest

from citespan.qa.text_fragment import text_fragment

URL = "https://courier.example/bridge"


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "expected"),
    [
        ("1.2 million", "r cables. It cost ", " euros, more th", "cables.%20It%20cost-,1.2%20million,-euros%2C%20more"),
        ("9", "", "", "9"),
        ("Amir-Abdollahian", "Hossein ", "", "Amir%2DAbdollahian"),
        ("a & b, c", "Costs\n\n", "\n\nMore", "a%20%26%20b%2C%20c"),
    ],
)  # fmt: skip
def test_a_fragment_names_the_quote_between_whole_words(exact: str, prefix: str, suffix: str, expected: str) -> None:
    assert text_fragment(URL, exact, prefix=prefix, suffix=suffix) == f"{URL}#:~:text={expected}"


@pytest.mark.parametrize("fragment", ["top", "top:~:text=old"])
def test_an_address_keeps_its_query_and_its_part_of_the_page(fragment: str) -> None:
    assert text_fragment(f"{URL}?id=7#{fragment}", "9", prefix="", suffix="") == f"{URL}?id=7#top:~:text=9"


def test_a_long_quote_is_given_by_its_ends() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    fragment = text_fragment(URL, words, prefix="", suffix="").partition("text=")[2]
    assert unquote(fragment) == "word0 word1 word2 word3,word36 word37 word38 word39"
