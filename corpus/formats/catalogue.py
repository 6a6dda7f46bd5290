"""The formats that are read, an entry each: a new one costs its entry, its reader, and a made file in the tests."""

from __future__ import annotations

from dataclasses import dataclass

_THE_FILE = "the file's, decoded, and nothing else"

_LINE = "the line, on a terminal"
PROGRAM_SUFFIXES = tuple(
    ".py .pyi .js .mjs .cjs .jsx .ts .tsx .vue .java .kt .kts .scala .groovy .gradle .c .h .cc .cpp .cxx .hh .hpp .cs"
    " .go .rs .swift .dart .rb .php .pl .pm .lua .r .jl .hs .ml .ex .exs .erl .clj .el .lisp .f90 .sh .bash .zsh .fish"
    " .ps1 .bat .cmd .sql .proto .graphql .tf".split()
)
"""Source code, which is read as plain text."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files with some suffixes are read.

    `reader` is the place of the function that reads them, as `module:function` below `citespan.corpus.formats`. `name`
    says what makes their text; its number goes up whenever that may make another text, headings or date of a file:
    indexes then read it again. `library` is the package that the text depends on, too.
    `text` and `cited` are for the documentation: what the text is, and what a citation names beside it.
    `is_plain` says that the text is the file's; `has_parts` that a file makes several documents, such as one for each
    row; `is_parsed` that a process of its own reads it, with limits on time and memory. `has_scans` says that pages
    without text are recognised (OCR) where the extra is installed; without it what `needs_ocr` is not read at all.
    """

    suffixes: tuple[str, ...]
    reader: str
    name: str
    text: str
    cited: str
    library: str = ""
    is_plain: bool = False
    has_parts: bool = False
    is_parsed: bool = True
    has_scans: bool = False
    needs_ocr: bool = False


def _plain(*suffixes: str, reader: str, cited: str = "the heading", name: str = "citespan-text/5") -> Format:
    return Format(suffixes, f"plain:{reader}", name, _THE_FILE, cited, is_plain=True, is_parsed=False)


FORMATS = (
    _plain(".txt", reader="extract_plain"),
    _plain(".md", ".markdown", reader="extract_markdown"),
    _plain(".rst", reader="extract_rst", name="citespan-rst/2"),
    _plain(".adoc", ".asciidoc", reader="extract_asciidoc"),
    _plain(".tex", ".latex", reader="extract_tex"),
    _plain(".log", reader="extract_lines", cited=_LINE),
    _plain(".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", reader="extract_lines", cited=_LINE),
    _plain(*PROGRAM_SUFFIXES, reader="extract_lines", cited=_LINE),
    Format(
        (".html", ".htm", ".xhtml"),
        "web.page:extract_web",
        "citespan-web/7",
        "the main content as it is seen, without navigation, hidden and struck-out text; with the numbers of lists",
        "the heading, date of publication, a link that opens the page at the quote",
        library="trafilatura",
    ),
    Format(
        (".pdf",),
        "pdf.document:extract_pdf",
        "citespan-pdf/6",
        "of all pages, column by column, without running heads; rows of tables; words that a line end divided are"
        " whole; pages without text are recognised (OCR) with `citespan[ocr]`",
        "the page, the heading; `ocr` where it was recognised",
        library="pypdfium2",
        has_scans=True,
    ),
    Format(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
        "scans.picture_text:extract_picture",
        "citespan-picture/1",
        "what text recognition (OCR) reads in the picture; only with `citespan[ocr]`",
        "the page of a TIFF file, `ocr`",
        library="pillow",
        has_scans=True,
        needs_ocr=True,
    ),
    Format(
        (".docx",),
        "word.document:extract_word",
        "citespan-word/5",
        "as accepted after review, without hidden and struck-out text; with the numbers that Word counts; then notes,"
        " comments, headers and footers",
        "the heading",
    ),
    Format(
        (".xlsx", ".xlsm"),
        "office.workbook:extract_workbook",
        "citespan-workbook/3",
        "each row of each sheet that is shown is a document, a line `field: value` for each field; values as they are"
        " shown, no formulas, nothing struck out; a merged cell stands in each row and column that it spans",
        "the row and the sheet, as in `prices.xlsx#row=3&sheet=Spring`",
        library="openpyxl",
        has_parts=True,
    ),
    Format(
        (".pptx", ".pptm"),
        "office.slides:extract_slides",
        "citespan-slides/3",
        "slide by slide the title, texts, tables, the values of charts, then the notes; without hidden slides",
        "the slide as the page, the heading",
        library="python-pptx",
    ),
    Format(
        (".odt", ".ott"),
        "office.open_document:extract_open_text",
        "citespan-opendocument/3",
        "as accepted after review, without hidden and struck-out text; with the numbers of lists; then notes and"
        " comments",
        "the heading",
    ),
    Format(
        (".ods", ".ots"),
        "office.open_document:extract_open_sheets",
        "citespan-opendocument/3",
        "as of Excel workbooks",
        "the row and the sheet, as in `prices.ods#row=3&sheet=Spring`",
        has_parts=True,
    ),
    Format(
        (".odp", ".otp"),
        "office.open_document:extract_open_slides",
        "citespan-opendocument/3",
        "slide by slide the title, texts and tables, then the notes; without hidden slides",
        "the slide as the page, the heading",
    ),
    Format(
        (".rtf",),
        "office.rich_text:extract_rich_text",
        "citespan-rich-text/3",
        "as it is seen, without hidden, struck-out and deleted text; with the numbers of lists; then notes",
        "the heading",
    ),
    Format(
        (".eml",),
        "mail.message:extract_message",
        "citespan-mail/3",
        "subject, sender, recipients, date and text of a message; each attachment of a type that is read is a document",
        "the date; of an attachment its number, as in `invoice.eml#part=2`",
        has_parts=True,
    ),
    Format(
        (".mbox",),
        "mail.mbox:extract_mailbox",
        "citespan-mail/3",
        "each message is a document as of `.eml`, and so are its attachments",
        "the message, as in `inbox.mbox#message=3` and `inbox.mbox#message=3&part=2`",
        has_parts=True,
    ),
    Format(
        (".msg",),
        "mail.outlook:extract_outlook",
        "citespan-outlook/3",
        "as of `.eml`",
        "as of `.eml`",
        library="olefile",
        has_parts=True,
    ),
    Format(
        (".mhtml", ".mht"),
        "mail.message:extract_web_archive",
        "citespan-web-archive/3",
        "as of web pages",
        "the heading, a link that opens the page at the quote",
        library="trafilatura",
    ),
    Format(
        (".epub",),
        "epub:extract_epub",
        "citespan-epub/6",
        "the chapters in the order of reading",
        "the heading, date of publication",
    ),
    Format(
        (".csv", ".tsv"),
        "records:extract_table",
        "citespan-records/5",
        "each row is a document, a line `field: value` for each field",
        "the row, as in `prices.csv#row=3`",
        has_parts=True,
        is_parsed=False,
    ),
    Format(
        (".jsonl", ".ndjson"),
        "records:extract_json_lines",
        "citespan-records/5",
        "each object is a document, in the same form",
        "the line",
        has_parts=True,
        is_parsed=False,
    ),
    Format(
        (".json",),
        "records:extract_json",
        "citespan-records/5",
        "each object or text of an array is a document, in the same form, or the one object",
        "its number in the array",
        has_parts=True,
        is_parsed=False,
    ),
    Format(
        ("",),
        "by_content:extract_by_content",
        "citespan-content/2",
        "as the format is read that the content belongs to; of any text, the text",
        "what it names there",
        has_parts=True,
        has_scans=True,
    ),
)
"""Every format; no suffix is in two of them."""
