"""Web pages made of a piece of markup: by itself, and in the midst of an article."""

from citespan.corpus.formats.web.page import extract_web

PROSE = "The harbour office is open on every day of the week, and it has been so since the year 1931, as all know. " * 4


def text_of(markup: str) -> str:
    """The text of a page of this markup."""
    return extract_web(markup.encode(), source="x.html").text


def both(markup: str) -> tuple[str, str]:
    """The text of some markup by itself, and in the midst of an article."""
    article = f"<html><body><article><h1>Harbour</h1><p>{PROSE}</p>{markup}<p>{PROSE}</p></article></body></html>"
    return text_of(markup), text_of(article).replace(PROSE.strip(), "P")
