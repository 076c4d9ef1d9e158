"""
DXF drawings as rows: closed polylines of one drawing layer, with the texts that stand in them.

Runs in the child process only. fiona's GDAL reads the entities; a drawing knows no records: a closed polyline is one,
a smaller one in it without a text of its own is its hole, and those with the same text are its parts.
"""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import shapely

#: Headings of what a drawing tells of a polyline, before the texts in it.
OWN = ("Layer", "EntityHandle")
LABEL = "drawing_label"
_MOST_LABELS = 6


@dataclass(slots=True)
class Outline:
    """A polyline of the drawing; ``texts`` stand in it, ``holes`` lie in it."""

    handle: str
    shape: Any
    texts: list[str] = field(default_factory=list)
    holes: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class DrawingLayer:
    """A layer of a drawing: closed polylines, open ones, texts with their places, and how much else."""

    closed: list[Outline] = field(default_factory=list)
    open: list[Outline] = field(default_factory=list)
    texts: list[tuple[Any, str]] = field(default_factory=list)
    others: int = 0


def as_utf8(path: Path, encoding: str) -> None:
    """Write a drawing anew in UTF-8: what its head says of its code page is no help, and often wrong."""
    content = path.read_bytes()
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, errors="replace")
    path.write_bytes(text.removeprefix("\ufeff").encode())


def layers_in(features: Any) -> dict[str, DrawingLayer]:
    """Sort the entities of a drawing by its layers; paper space is left alone."""
    layers: dict[str, DrawingLayer] = {}
    for feature in features:
        told, geometry = feature.properties, feature.geometry
        if told.get("PaperSpace"):
            continue
        layer = layers.setdefault(told.get("Layer") or "0", DrawingLayer())
        kind = geometry.type if geometry is not None else None
        points = np.array([point[:2] for point in geometry.coordinates]) if kind == "LineString" else None
        if points is not None and len(points) > 3 and (points[0] == points[-1]).all():
            layer.closed.append(Outline(str(told.get("EntityHandle") or ""), shapely.Polygon(points)))
        elif points is not None and "Polyline" in (told.get("SubClasses") or "Polyline"):
            layer.open.append(Outline(str(told.get("EntityHandle") or ""), shapely.LineString(points)))
        elif kind == "Point" and told.get("Text"):
            layer.texts.append((shapely.Point(geometry.coordinates[:2]), str(told["Text"])))
        else:
            layer.others += 1
    return layers


def outlines(layers: dict[str, DrawingLayer], name: str) -> tuple[list[str], list[tuple[list[object], Any]]]:
    """
    Return headings and rows of a drawing layer: closed polylines with their texts, open ones as the lines they are.

    Texts of any layer are labels: offices keep them apart from the red line.
    """
    chosen = layers[name]
    for point, text in [text for layer in layers.values() for text in layer.texts]:
        holder = min(
            (outline for outline in chosen.closed if _covers(outline.shape, point)),
            key=lambda outline: outline.shape.area,
            default=None,
        )
        if holder is not None:
            holder.texts.append(text)
    records = _merged(_with_holes(chosen.closed))
    most = min(_MOST_LABELS, max((len(outline.texts) for outline in records), default=0)) or 1
    labels = [LABEL, *(f"{LABEL}_{place}" for place in range(2, most + 1))]
    rows: list[tuple[list[object], Any]] = []
    for outline in [*records, *chosen.open]:
        texts = [*outline.texts[:most], *[None] * (most - len(outline.texts))]
        rows.append(([*texts, name, outline.handle], outline.shape))
    return [*labels, *OWN], rows


def _with_holes(closed: list[Outline]) -> list[Outline]:
    """Take a polyline that lies in another and has no text of its own for a hole in it."""
    tree = shapely.STRtree([outline.shape for outline in closed])
    kept = []
    for place, outline in enumerate(closed):
        near: list[int] = [] if outline.texts else tree.query(outline.shape).tolist()
        around = [closed[at] for at in near if at != place and _covers(closed[at].shape, outline.shape)]
        around = [other for other in around if other.shape.area > outline.shape.area]
        if around:
            min(around, key=lambda other: other.shape.area).holes.append(outline.shape.exterior)
        else:
            kept.append(outline)
    for outline in kept:
        outline.shape = shapely.Polygon(outline.shape.exterior, outline.holes)
    return kept


def _merged(outlines: list[Outline]) -> list[Outline]:
    """Put polylines with the same texts together as parts of one record."""
    numbers = count()
    by_text: dict[object, list[Outline]] = {}
    for outline in outlines:
        by_text.setdefault(tuple(outline.texts) or next(numbers), []).append(outline)
    return [
        parts[0]
        if len(parts) == 1
        else Outline(parts[0].handle, shapely.MultiPolygon([part.shape for part in parts]), parts[0].texts)
        for parts in by_text.values()
    ]


def _covers(shape: Any, other: Any) -> bool:
    try:
        return bool(shapely.covers(shape, other))
    except shapely.errors.GEOSException:
        return False
