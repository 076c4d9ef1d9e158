"""What somebody typed by sound: initials (``dty``) or syllables (``datangyang``) as a pattern over Chinese names."""

import heapq
import os
import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

#: Longer runs of letters are no name by sound.
LONGEST = 40
#: Ways of cutting a run of letters that are looked for; the ones with the fewest characters come first.
_WAYS = 16
#: Beginnings of two letters that stand for a character like a single one.
_DOUBLE = ("zh", "ch", "sh")
_LETTERS = re.compile(r"[a-z](?:[a-z' ]*[a-z])?")


def spelled(wish: str, characters: Collection[str]) -> str | None:
    r"""
    Return a pattern for the names that may be read as a *wish*; None if no part of it is a sound.

    Parameters
    ----------
    wish : str
        In lower case. Each run of letters (blanks and apostrophes part syllables) is read as characters: by the first
        letter of any reading, by a whole reading, the last one also by the beginning of a reading. Everything else
        stands for itself, and letters for themselves too.
    characters : collection of str
        Those that occur in the names: the pattern speaks of these only.

    Examples
    --------
    >>> name = "\u5927\u5858\u579f"
    >>> bool(re.search(spelled("dty", name), name)), spelled("123", name)
    (True, None)
    """
    runs = list(_LETTERS.finditer(wish))
    if not runs or sum(len(run.group()) for run in runs) > LONGEST:
        return None
    known = _by_sound(frozenset(characters))
    parts: list[str] = []
    end = 0
    for run in runs:
        parts += [re.escape(wish[end : run.start()]), _run_pattern(run.group(), known)]
        end = run.end()
    return "".join([*parts, re.escape(wish[end:])])


def _run_pattern(run: str, known: dict[str, str]) -> str:
    """Return the pattern of a run of letters: one alternative for each way of cutting it into sounds."""
    ways = [tuple(run.replace("'", "").replace(" ", ""))]
    ways += [way for way in _cuts(run, known) if way not in ways]
    return "(?:" + "|".join("".join(_sound_pattern(sound, known) for sound in way) for way in ways) + ")"


def _sound_pattern(sound: str, known: dict[str, str]) -> str:
    itself = sound if len(sound) == 1 else ""
    return f"[{itself}{known.get(sound, '')}]"


def _cuts(run: str, known: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield ways of cutting a run into sounds that some character has, those of the fewest sounds first."""
    whole = run.replace("'", " ")
    found = 0
    waiting: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    best = _fewest(whole, known)
    while waiting and found < _WAYS:
        _, start, way = heapq.heappop(waiting)
        while start < len(whole) and whole[start] == " ":
            start += 1
        if start == len(whole):
            found += 1
            yield way
            continue
        for end in _ends(whole, start, known):
            if end in best:
                heapq.heappush(waiting, (len(way) + 1 + best[end], end, (*way, _sound(whole, start, end))))


def _fewest(whole: str, known: dict[str, str]) -> dict[int, int]:
    """Return how many sounds at least lie between each place and the end; places that lead nowhere are left out."""
    best = {len(whole): 0}
    for start in range(len(whole) - 1, -1, -1):
        if whole[start] == " ":
            onward = [best[start + 1]] if start + 1 in best else []
        else:
            onward = [1 + best[end] for end in _ends(whole, start, known) if end in best]
        if onward:
            best[start] = min(onward)
    return best


def _ends(whole: str, start: int, known: dict[str, str]) -> list[int]:
    """Return where a sound that begins at a place may end."""
    return [end for end in range(start + 1, len(whole) + 1) if _sound(whole, start, end) in known]


def _sound(whole: str, start: int, end: int) -> str:
    """Return letters as the table of sounds names them: at the end of all a mere beginning will do."""
    letters = whole[start:end]
    return f"{letters}*" if end == len(whole) and len(letters) > 1 else letters


@lru_cache(maxsize=8)
def _by_sound(characters: frozenset[str]) -> dict[str, str]:
    """Return the characters by what they sound like: first letters, whole readings, and (with a star) beginnings."""
    sounds: dict[str, list[str]] = {}
    for character in sorted(characters):
        own: set[str] = set()
        for reading in _readings(character):
            own |= {reading[0], reading, *(reading[:2] for double in _DOUBLE if reading.startswith(double))}
            own |= {f"{reading[:length]}*" for length in range(2, len(reading) + 1)}
        for sound in own:
            sounds.setdefault(sound, []).append(character)
    return {sound: "".join(found) for sound, found in sounds.items()}


@cache
def _readings(character: str) -> frozenset[str]:
    """Return all readings of a character in plain letters (u-umlaut as u and as v); none for what is no Chinese."""
    # Single characters are read without its table of phrases: 40 MB that are not loaded. Only a search needs the rest.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # noqa: PLC0415

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    plain = {_plain(reading) for readings in found for reading in readings}
    return frozenset(filter(None, plain | {reading.replace("v", "u") for reading in plain}))


def _plain(reading: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", reading) if "a" <= letter <= "z")
