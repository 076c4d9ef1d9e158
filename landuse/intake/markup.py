"""XML that strangers wrote: what its root is, and that it declares no entities, told before anything else reads it."""

from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

#: How much of a document may stand before its root.
PROLOG = 1024 * 1024
_CHUNK = 64 * 1024


class DeclaresEntities(Exception):  # noqa: N818 - it says what the document does
    """The document has a document type: entities could be declared in it, and none is ever needed here."""


class _Found(Exception):  # noqa: N818 - the end of looking
    """The root has been seen."""


@dataclass(frozen=True, slots=True)
class Root:
    """The root element of a document, lower case: ``feature_collection`` is what GML calls it."""

    name: str
    namespaces: frozenset[str]


def root_of(document: IO[bytes]) -> Root | None:
    """
    Return the root of an XML document, None if it is none.

    Nothing of it is expanded or fetched: the parser is ended at the root.

    Raises
    ------
    DeclaresEntities
        If a document type stands before the root.
    """
    found: list[Root] = []
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def declared(*_: object) -> None:
        raise DeclaresEntities

    def started(name: str, attributes: dict[str, str]) -> None:
        spaces = (value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:"))
        found.append(Root(name.rpartition(":")[2].lower(), frozenset(spaces)))
        raise _Found

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = started
    try:
        for _ in range(PROLOG // _CHUNK):
            chunk = document.read(_CHUNK)
            parser.Parse(chunk, not chunk)
            if not chunk:
                break
    except _Found:
        return found[0]
    except expat.ExpatError:
        return None
    return None
