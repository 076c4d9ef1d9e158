"""What the browser is given to run: the package's files, and the one script that a map asks for."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from landuse.i18n import LANGUAGES, catalogue
from landuse.maps.states import NO_RECORD, NO_STAGE, OUTSIDE
from landuse.symbology import HATCH_PATHS, load_symbology

#: The scripts in the order they build on each other, and the one file they are sent as: a map asks for one, not seven,
#: and knows from it what stages look like and what it has to say.
SCRIPTS = (
    *("vendor/leaflet/leaflet", "landuse-tiles", "landuse-painting", "landuse-layers", "landuse-tools"),
    *("landuse-base", "landuse-map"),
)
BUNDLE = "landuse.js"
#: Texts of the map itself: its name for a screen reader, buttons, places, and while the server does not answer.
TEXTS = (
    *("label", "zoom_in", "zoom_out", "offline", "lonlat", "projected"),
    *("pick", "box", "polygon", "length", "area", "print", "base_dead", "base_shifted"),
)


@lru_cache(maxsize=1)
def assets() -> dict[str, bytes]:
    """Return every file of ``assets/`` by its path, and the scripts as one: nothing else can be asked for."""
    files = dict(_files(resources.files("landuse.maps") / "assets", ""))
    return files | {BUNDLE: b"\n".join([_constants(), *(files[f"{name}.js"] for name in SCRIPTS)])}


@lru_cache(maxsize=1)
def assets_version() -> str:
    """Return what stands in the addresses of the assets: another one whenever any of them changes."""
    content = hashlib.sha256()
    for path, found in sorted(assets().items()):
        content.update(path.encode() + b"\0" + found)
    return content.hexdigest()[:12]


def symbology() -> dict[str, Any]:
    """Return what stages, layers and selections look like, and what the special bytes of states mean."""
    found = load_symbology()
    return {
        "stages": [asdict(symbol) for symbol in found.stages.values()],
        "hatches": HATCH_PATHS,
        "layers": {name: asdict(style) for name, style in found.layers.items()},
        "context": {name: asdict(style) for name, style in found.context.items()},
        "selected": asdict(found.selected),
        "faint": asdict(found.faint),
        "bytes": {"noStage": NO_STAGE, "outside": OUTSIDE, "noRecord": NO_RECORD},
    }


def _constants() -> bytes:
    texts = {language: {name: catalogue(language)(f"canvas.{name}") for name in TEXTS} for language in LANGUAGES}
    given = json.dumps({"symbology": symbology(), "texts": texts}, ensure_ascii=False)
    return f"window.landuseGiven = {given};".encode()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
