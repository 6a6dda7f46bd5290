"""Text fragments: links that open a web page at a quote."""

from __future__ import annotations

from urllib.parse import quote, urldefrag

_DIRECTIVE = ":~:"
_LONGEST_WHOLE = 120
_ENDS_WORDS = 4


def text_fragment(url: str, exact: str, *, prefix: str, suffix: str) -> str:
    """The address of `exact` on the page at `url`; a long quote is given by its first and last words.

    Prefix and suffix are used as far as they are whole words of the quote's own line. A fragment that the address has
    stays: it names the part of the page that is meant.

    Source: URL Fragment Text Directives (WICG draft).
    """
    before = _encoded(_whole_words_after(prefix))
    after = _encoded(_whole_words_before(suffix))
    words = exact.split()
    if len(exact) <= _LONGEST_WHOLE or len(words) < 2 * _ENDS_WORDS:
        target = _encoded(" ".join(words))
    else:
        target = f"{_encoded(' '.join(words[:_ENDS_WORDS]))},{_encoded(' '.join(words[-_ENDS_WORDS:]))}"
    parts = (f"{before}-," if before else "", target, f",-{after}" if after else "")
    page = urldefrag(url)
    return f"{page.url}#{page.fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text={''.join(parts)}"


def _whole_words_after(prefix: str) -> str:
    """The words at the end of `prefix`, without the first, which may be cut, and without what stands on other lines."""
    line = prefix.splitlines()[-1] if prefix and prefix[-1] not in "\r\n" else ""
    words = line.split()
    return " ".join(words[1:] if line == prefix else words)


def _whole_words_before(suffix: str) -> str:
    line = suffix.splitlines()[0] if suffix else ""
    words = line.split()
    return " ".join(words[:-1] if line == suffix else words)


def _encoded(text: str) -> str:
    """Percent-encoded, the characters that separate the parts of a directive included."""
    return quote(text, safe="").replace("-", "%2D")
