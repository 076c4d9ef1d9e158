"""Reading a rule file: TOML checked against its shape; a wrong one is refused with its key and line."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from landuse.errors import RefusedError

T = TypeVar("T", bound=BaseModel)
#: A wrong name: file, the keys that lead to it, what is wrong.
Fault = tuple[str, tuple[str, ...], str]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """A part of a rule file: no unknown keys, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def shipped() -> Traversable:
    """Return the folder of the rules that ship with the package."""
    return resources.files("landuse") / "rules"


def refuse(folder: Traversable, faults: Iterable[Fault]) -> None:
    """Raise RefusedError ``rules_invalid`` for the first of *faults*, naming its line."""
    for name, keys, detail in faults:
        text = (folder / name).read_text(encoding="utf-8")
        raise RefusedError("rules_invalid", file=name, key=".".join(keys), line=line_of(text, keys), detail=detail)


def read_file(folder: Traversable, name: str, shape: type[T]) -> T:
    """
    Read one rule file as *shape*.

    Raises
    ------
    RefusedError
        ``rules_invalid`` with file, key and line, if it is not TOML or not of that shape.
    """
    text = (folder / name).read_text(encoding="utf-8")
    try:
        return shape.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at.group(1)) if at else len(text.splitlines())
        raise RefusedError("rules_invalid", file=name, key="", line=line, detail=str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(str(part) for part in first["loc"] if not isinstance(part, int) and part != "[key]")
        raise RefusedError(
            "rules_invalid", file=name, key=".".join(keys), line=line_of(text, keys), detail=first["msg"]
        ) from None


def line_of(text: str, keys: tuple[str, ...]) -> int:
    r"""
    Return the line (from 1) of a TOML *text* where the last of *keys* stands, looking below the ones before it.

    Examples
    --------
    >>> line_of("[a]\nx = 1\n[b]\nx = 2\n", ("b", "x"))
    4
    """
    lines = text.splitlines()
    at = 0
    for key in keys:
        for number in range(at, len(lines)):
            line = lines[number].strip()
            heading = line.strip("[] ").split(".") if line.startswith("[") else []
            if key in heading or line.split("=")[0].strip().strip('"') == key:
                at = number
                break
    return at + 1


@cache
def rules_digest() -> str:
    """Return the SHA-256 of all rule files that ship with the package: the version of the rules a document used."""
    digest = hashlib.sha256()
    for entry in sorted(shipped().iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            digest.update(f"{entry.name}\n".encode())
            digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
