"""
Strangers' map files are opened in a child process: no dangerous drivers, no network, memory and time limits.

Source: ``docs/design/untrusted-files.md``. Drivers must be skipped in the environment before GDAL loads; naming the
driver to open with does not stop GDAL from following what a file says.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import feather
from pyproj import CRS
from pyproj.exceptions import CRSError

from landuse.errors import ArgumentsError, InputError
from landuse.intake.progress import Say, quiet
from landuse.intake.raw import Cells, RawLayer, objects
from landuse.intake.sources import DRIVERS
from landuse.model import Issue, Severity

MEMORY_BYTES, SECONDS = 6 * 1024**3, 120
#: How often whoever waits for the child is asked whether they still do.
WAIT_SECONDS = 0.1
#: How bad it is what the child notes on the whole file.
_SEVERITIES = {"rows_lost": Severity.DOUBTFUL}
#: What Python and C++ say before they end because the memory does not suffice.
_OUT_OF_MEMORY = ("MemoryError", "std::bad_alloc")
#: Drivers that no file needs here; of the others a child knows the one that its file needs.
_NEVER = (
    "OGR_VRT,VRT,WFS,OAPIF,CSW,HTTP,OGCAPI,OGCAPIFeatures,GDALG,ESRIJSON,ESRI Json,TopoJSON,GMLAS,KML,LIBKML,CAD,"
    "PostgreSQL,MySQL,MSSQLSpatial,ODBC,Elastic,Elasticsearch,CouchDB,Cloudant,Carto,AmigoCloud,PLSCENES,NGW,GFT,"
    "MongoDBv3,SQLite,XLSX,ODS,CSV,GeoRSS,GPX,PDF,S57,MVT,MBTiles,PMTiles,JSONFG,Parquet,Arrow,DGN,MapInfo File,MapML,"
    "OGR_GMT,GPSBabel,GTFS,PGDUMP,SVG,SXF,Selafin,TIGER,UK .NTF,VDV,VFK,WAsP,AVCBin,AVCE00,Geoconcept,JML,LVBAG,"
    "MiraMonVector"
)


def _environment(content: str) -> dict[str, str]:
    """Return the child's environment: what Python needs to start, and GDAL told what to leave alone."""
    kept = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TEMP", "TMP", "VIRTUAL_ENV", "HOME")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    skipped = ",".join([_NEVER, *(driver for driver in DRIVERS.values() if driver != DRIVERS.get(content))])
    return environment | {
        "OGR_SKIP": skipped,
        "GDAL_SKIP": "HTTP,WMS,WCS,WMTS,OGCAPI,GDALG,VRT,DERIVED,EEDA,EEDAI,PLMOSAIC,DAAS,STACIT,STACTA",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "/none",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_NUM_THREADS": "1",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
        "SHAPE_RESTORE_SHX": "YES",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }


def read_layer(
    path: Path,
    content: str,
    *,
    name: str,
    encoding: str | None = None,
    layer: str | None = None,
    seconds: int = SECONDS,
    say: Say = quiet,
) -> RawLayer:
    """
    Read a map file that a stranger wrote.

    Parameters
    ----------
    path : Path
        A file in a folder of our own, under a name of our own.
    content : str
        What :mod:`~landuse.intake.sniff` found it to be.
    name : str
        What its owner calls it, for sentences.
    encoding, layer : str, optional
        Of the attributes; of the layer where there are several.
    seconds : int
        After which the child is ended.
    say : Say
        Told how much of the file is read; what it raises ends the child.

    Raises
    ------
    InputError
        ``unreadable_file`` with what the reader said, ``reading_took_too_long``, ``reading_needs_memory``.
    ArgumentsError
        ``layer_needed`` or ``unknown_sheet`` with the layers there are.
    """
    answer = path.parent / f"{uuid.uuid4().hex}.arrow"
    task = {"verb": "read", "path": str(path), "content": content, "encoding": encoding, "layer": layer}
    said = _run(task | {"answer": str(answer)}, name=name, seconds=seconds, say=say)
    if not answer.is_file():
        raise InputError("unreadable_file", file=name, detail="?")
    notes = tuple(
        Issue(0, "geometry", code, str(count), _SEVERITIES.get(code, Severity.CHANGED), {"count": count})
        for code, count in said["notes"].items()
    )
    return _layer(feather.read_table(str(answer), memory_map=False), notes)


def look(
    path: Path, content: str, *, name: str, rows: int, encoding: str | None = None, layer: str | None = None
) -> dict[str, Any]:
    """
    Return what a map file holds without reading it through.

    Returns
    -------
    dict
        ``found``: name, rows (or None) and geometry of each layer; and of the layer that would be read ``layer``,
        ``names``, ``crs`` (WKT or None) and ``sample``, its first *rows*. These are missing where one must be chosen.

    Raises
    ------
    InputError, ArgumentsError
        See :func:`read_layer`.
    """
    task = {"verb": "look", "path": str(path), "content": content, "encoding": encoding, "layer": layer, "rows": rows}
    return _run(task, name=name, seconds=SECONDS)


def _run(task: dict[str, Any], *, name: str, seconds: int, say: Say = quiet) -> dict[str, Any]:
    """Give the child its task and return what it said."""
    stdout, stderr, returncode = _ended(task | {"memory": MEMORY_BYTES, "seconds": seconds}, name, say)
    said = _said(stdout)
    if "layers" in said and said["asked"] is None:
        raise ArgumentsError("layer_needed", file=name, known=", ".join(said["layers"]))
    if "layers" in said:
        raise ArgumentsError("unknown_sheet", sheet=said["asked"], known=", ".join(said["layers"]))
    if returncode or not said or "error" in said:
        detail = said.get("error") or (stderr.strip().splitlines() or ["?"])[-1][:200]
        if detail.startswith(_OUT_OF_MEMORY):
            raise InputError("reading_needs_memory", file=name, megabytes=MEMORY_BYTES // 1024 // 1024)
        raise InputError("unreadable_file", file=name, detail=detail.replace(task["path"], name))
    return said


def _ended(task: dict[str, Any], name: str, say: Say) -> tuple[str, str, int]:
    """
    Run the child to its end and return what it said, its errors and its code.

    Whatever ends the wait kills it and what it may have started: it leads a process group of its own.
    """
    deadline = time.monotonic() + task["seconds"]
    told = Path(task["path"]).parent / f"{uuid.uuid4().hex}.said"
    with told.open("wb") as out, told.open("rb") as heard, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "landuse.intake.child"],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            env=_environment(task["content"]),
            cwd=Path(task["path"]).parent,
            start_new_session=True,
        )
        words = b""
        try:
            assert child.stdin is not None
            with contextlib.suppress(OSError), child.stdin:
                child.stdin.write(json.dumps(task).encode())
            while child.poll() is None:
                words += heard.read()
                say("reading", _share(words))
                if time.monotonic() > deadline:
                    raise InputError("reading_took_too_long", file=name, seconds=task["seconds"])
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(WAIT_SECONDS)
        finally:
            _end(child)
        words += heard.read()
        err.seek(0)
        errors = err.read()
    return words.decode("utf-8", "replace"), errors.decode("utf-8", "replace"), child.returncode


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a child that still runs, with its whole group where the system has such."""
    if child.poll() is None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
        child.kill()
    child.wait()


def _share(words: bytes) -> float | None:
    """Return which share of the rows the child has read by its last whole line, None where it cannot tell."""
    said = _said(words[: words.rfind(b"\n") + 1].decode("utf-8", "replace"))
    return min(said["done"] / said["of"], 1.0) if "done" in said and said.get("of") else None


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return said if isinstance(said, dict) else {}


def _layer(table: pa.Table, notes: tuple[Issue, ...]) -> RawLayer:
    said = {name.decode(): json.loads(text) for name, text in table.schema.metadata.items()}
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(objects(table["geometry"].to_pylist()))
    return RawLayer(
        columns={
            name: _cells(table[str(at)], as_json=table.schema.field(str(at)).metadata is not None)
            for at, name in enumerate(said["names"])
        },
        numbers=np.arange(1, len(table) + 1),
        shapes=None if said["is_table"] else shapes,
        faults=None if said["is_table"] else dict(said["faults"]),
        crs=crs_from(said["crs"]),
        notes=notes,
    )


def _cells(column: Any, *, as_json: bool) -> Cells:
    """Return a column of the answer; one of mixed types comes as JSON."""
    encoded = column.combine_chunks().dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    if as_json:
        distinct = [json.loads(text) for text in distinct]
    codes = encoded.indices.fill_null(len(distinct)).to_numpy().astype(np.int32)
    return Cells([*distinct, None] if encoded.null_count else distinct, codes)


def crs_from(wkt: str) -> CRS | None:
    """Return a file's own CRS, None where it says none or nonsense."""
    try:
        return CRS.from_wkt(wkt) if wkt else None
    except CRSError:
        return None
