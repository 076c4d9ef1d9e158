"""
Imports that are begun and not yet decided: each lies in a folder of the workspace under a name of ours.

What a visitor decided is written beside the file after every decision, so that a page that is loaded anew, or opened in
a second tab, goes on where it was. Nothing of a draft is in the ledger.
"""

import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import IO, Any

from landuse.config import DRAFTS
from landuse.errors import InputError
from landuse.intake.upload import SHAPEFILE_PARTS, receive

NAME = re.compile(r"[0-9a-f]{32}")
#: After which a draft that nobody touched is thrown away.
KEPT_DAYS = 7
_STATE = "draft.json"
_CHUNK = 1 << 20
#: Names longer than this are cut where they are shown; the file itself lies under a name of ours.
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """
    One file on its way in, and what was decided of it.

    ``name`` is what its owner calls it, for people only; ``suffix`` is what it lies under; ``size`` in bytes. ``layer``
    (None: as proposed), ``part`` (sheet or layer of the file), ``encoding``, ``crs``, ``shifted`` and ``mapping``
    (heading to field, only what was decided) are what the reader is asked for; ``answers`` are those to its questions,
    ``taken`` (key and column) the conflicts in which the file's value is to stand, ``clears`` whether its empty cells
    empty the ledger's, ``why`` the reason for entering events anew. ``batch`` is set once it is in the ledger.
    """

    draft_id: str
    name: str
    suffix: str
    size: int
    begun_at: float
    step: str = "file"
    layer: str | None = None
    part: str | None = None
    encoding: str | None = None
    crs: str | None = None
    shifted: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    taken: Sequence[tuple[str, str]] = ()
    clears: bool = False
    why: str | None = None
    batch: str | None = None

    def file(self, workspace: Path) -> Path:
        """Return where the file lies."""
        return folder_of(workspace, self.draft_id) / f"file{self.suffix}"


def folder_of(workspace: Path, draft_id: str) -> Path:
    """Return the folder of a draft."""
    return workspace / DRAFTS / draft_id


def begin_drafts(workspace: Path, files: Iterable[tuple[str, IO[bytes]]]) -> tuple[list[Draft], list[InputError]]:
    """
    Keep files that were brought, the parts of one Shapefile together, and let each through the gate.

    Returns
    -------
    list of Draft, list of InputError
        Those that passed, and what is wrong with those that did not (of which nothing is kept).
    """
    drafts: list[Draft] = []
    errors: list[InputError] = []
    for parts in _together(list(files)):
        try:
            drafts.append(_begin(workspace, parts))
        except InputError as error:
            errors.append(error)
    return drafts, errors


def load(workspace: Path, draft_id: str | None) -> Draft | None:
    """Return the draft of this id, or None if there is none (any more), or it is none of ours."""
    if draft_id is None or not NAME.fullmatch(draft_id):
        return None
    try:
        kept = json.loads((folder_of(workspace, draft_id) / _STATE).read_text(encoding="utf-8"))
        known = {one.name for one in fields(Draft)}
        draft = Draft(**{name: value for name, value in kept.items() if name in known})
        draft = replace(draft, taken=tuple((str(key), str(column)) for key, column in draft.taken))
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return draft if draft.draft_id == draft_id else None


def save(workspace: Path, draft: Draft, **changes: Any) -> Draft:
    """Write down what was decided and return the draft with it."""
    decided = replace(draft, **changes)
    path = folder_of(workspace, draft.draft_id) / _STATE
    unfinished = path.with_name(f"{uuid.uuid4().hex}.json")
    unfinished.write_text(json.dumps(asdict(decided), ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
    return decided


def decide(workspace: Path, draft_id: str, **changes: Any) -> Draft | None:
    """Write down a decision, beside those of other tabs; None if the draft is gone, and nothing once it is written."""
    present = load(workspace, draft_id)
    if present is None or present.batch is not None:
        return present
    return save(workspace, present, **changes)


def throw_away(workspace: Path, draft_id: str) -> None:
    """Remove a draft and its file."""
    if NAME.fullmatch(draft_id):
        shutil.rmtree(folder_of(workspace, draft_id), ignore_errors=True)


def open_drafts(workspace: Path) -> list[Draft]:
    """Return the drafts that are not in the ledger yet, in the order they were begun."""
    found = [load(workspace, name) for name in _names(workspace)]
    drafts = [draft for draft in found if draft is not None and draft.batch is None]
    return sorted(drafts, key=lambda draft: (draft.begun_at, draft.name))


def clean_up(workspace: Path, *, days: float = KEPT_DAYS) -> int:
    """Throw away the drafts that nobody touched for so many days; returns how many."""
    oldest = time.time() - days * 86_400
    old = [name for name in _names(workspace) if _touched_at(folder_of(workspace, name)) < oldest]
    for name in old:
        throw_away(workspace, name)
    return len(old)


def _begin(workspace: Path, parts: list[tuple[str, IO[bytes]]]) -> Draft:
    draft_id = uuid.uuid4().hex
    folder = folder_of(workspace, draft_id)
    folder.mkdir(parents=True)
    try:
        for name, content in parts:
            with (folder / f"file{_own_suffix(name)}").open("wb") as target:
                shutil.copyfileobj(content, target, _CHUNK)
        name = parts[0][0]
        path = folder / f"file{_own_suffix(name)}"
        upload = receive(path, name=shown(name))
        size = sum(part.stat().st_size for part in folder.iterdir())
        draft = Draft(draft_id, upload.name, upload.suffix, size, time.time())
        return save(workspace, draft)
    except BaseException:
        throw_away(workspace, draft_id)
        raise


def shown(name: str) -> str:
    r"""
    Return a file's name as people are shown it: its last part, without what no screen prints, its end kept if long.

    Examples
    --------
    >>> shown("../etc/passwd.csv"), shown("C:\\a\\b.shp"), len(shown("a" * 200 + ".csv"))
    ('passwd.csv', 'b.shp', 120)
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable())
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 20]}…{plain[-19:]}"


def _own_suffix(name: str) -> str:
    """Return a suffix that is safe to write: letters and digits, few of them."""
    suffix = Path(shown(name)).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,10}", suffix) else ""


def _together(files: list[tuple[str, IO[bytes]]]) -> list[list[tuple[str, IO[bytes]]]]:
    """Return the files in groups: a Shapefile with the parts that bear its name, every other file by itself."""
    mains: dict[str, list[tuple[str, IO[bytes]]]] = {}
    groups: list[list[tuple[str, IO[bytes]]]] = []
    for name, content in sorted(files, key=lambda file: not _is(file[0], {".shp"})):
        stem = Path(name).stem.casefold().removesuffix(".shp")
        if _is(name, SHAPEFILE_PARTS) and stem in mains:
            mains[stem].append((name, content))
            continue
        groups.append([(name, content)])
        if _is(name, {".shp"}):
            mains.setdefault(stem, groups[-1])
    return groups


def _is(name: str, suffixes: Iterable[str]) -> bool:
    return _own_suffix(name) in suffixes


def _names(workspace: Path) -> list[str]:
    folder = workspace / DRAFTS
    if not folder.is_dir():
        return []
    return [entry.name for entry in os.scandir(folder) if entry.is_dir() and NAME.fullmatch(entry.name)]


def _touched_at(folder: Path) -> float:
    try:
        return max((entry.stat().st_mtime for entry in os.scandir(folder)), default=folder.stat().st_mtime)
    except OSError:
        return time.time()
