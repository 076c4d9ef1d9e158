"""Many short texts as one: a search looks through a hundred thousand names in one scan."""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate


def folded(text: str) -> str:
    r"""
    Return a text as searches compare it: whatever the case and the width of its letters, on one line.

    Examples
    --------
    >>> folded("  \uff2c\uff23-1\n")
    'lc-1'
    """
    return unicodedata.normalize("NFKC", text).casefold().replace("\n", " ").strip()


class Lines:
    """Texts one a line, as searches compare them; an empty line for what is missing."""

    def __init__(self, texts: Iterable[str | None]) -> None:
        lines = [folded(text) if text else "" for text in texts]
        #: Each line stands between line feeds, so that a pattern may ask for its beginning and end.
        self.text = "".join(f"\n{line}" for line in lines) + "\n"
        self._starts = array("q", accumulate((len(line) + 1 for line in lines), initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @cached_property
    def characters(self) -> frozenset[str]:
        """All characters that occur, ASCII left out."""
        return frozenset(character for character in set(self.text) if not character.isascii())

    def having(self, pattern: str) -> Iterator[int]:
        r"""
        Yield the places of the lines in which a regular expression is found, each once and in order.

        Parameters
        ----------
        pattern : str
            A line feed at its beginning asks for the beginning of a line, one at its end for the end.

        Examples
        --------
        >>> list(Lines(["P-1", None, "P-10"]).having("\np-1\n"))
        [0]
        """
        wanted = re.compile(pattern)
        at = 0
        while (found := wanted.search(self.text, at)) is not None and found.start() < self._starts[-1]:
            place = bisect_right(self._starts, found.start()) - 1
            yield place
            at = self._starts[place + 1]
