"""The pages of a PDF that was made here, as pictures for a screen."""

import io
from functools import lru_cache
from threading import Lock

import pypdfium2

#: PDFium may be used by one thread at a time.
_ALONE = Lock()
#: How many pages stay drawn, and how many signs of a page's text say what it is.
_KEPT, _SAID = 24, 80


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has."""
    with _ALONE, pypdfium2.PdfDocument(content) as document:
        return len(document)


@lru_cache(maxsize=_KEPT)
def page_picture(content: bytes, number: int, *, width: int) -> tuple[bytes, str]:
    """
    Return a page as PNG, and the first words on it.

    Parameters
    ----------
    content : bytes
        A PDF of ours, not a stranger's.
    number : int
        From 1.
    width : int
        Of the picture, in pixels.
    """
    with _ALONE, pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width()).to_pil()
        words = " ".join(page.get_textpage().get_text_range().split())
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue(), words[:_SAID]
