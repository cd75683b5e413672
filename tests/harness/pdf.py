"""What a reader of a PDF gets, read back from its bytes."""

import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page as one line; spaces and line ends as single spaces, Arabic in reading order."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def text_of(pdf: bytes) -> str:
    """The words of the whole document."""
    return " ".join(pages_of(pdf))
