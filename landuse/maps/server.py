"""
The map's routes in the app's own process: tiles, states, revision, base layers, assets.

They read and never write. Handlers are plain functions, which Starlette runs on its threads; what they need of the
ledger they get from the store that the app uses too. Whoever exposes the app beyond 127.0.0.1 puts these paths behind
the same gate as the page: Streamlit's own login does not cover routes.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from landuse.errors import ArgumentsError, LanduseError
from landuse.i18n import Catalogue, catalogue, language_of
from landuse.maps import pointing
from landuse.maps.basemap_routes import basemap_routes
from landuse.maps.chosen import chosen_ids
from landuse.maps.context import context
from landuse.maps.legend import legend, swatch
from landuse.maps.queries import filter_of
from landuse.maps.scripts import assets, assets_version
from landuse.maps.states import states
from landuse.maps.tile_cache import TileCache
from landuse.maps.tiles import MAX_ZOOM
from landuse.model import Filter, Layer
from landuse.store import Store
from landuse.store.excerpts import geometry_revisions
from landuse.symbology import load_symbology

PREFIX = "/landuse"
TILE_LAYERS = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)
FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
REVALIDATE = "no-cache"
#: States of a million are packed in 10 ms and are a fifth longer than at gzip's usual level, which takes 75 ms.
_QUICK = 1
#: Spelled out: what ``mimetypes`` answers depends on the machine's registry.
MEDIA_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "png": "image/png",
    "svg": "image/svg+xml",
    "json": "application/json",
    "": "text/plain",
}

Service = TypeVar("Service")
Handler = Callable[[Service, Request], Response]


def routes(store_provider: Callable[[], Store], *, base_url: str = "") -> list[BaseRoute]:
    """
    Return the map's routes.

    Parameters
    ----------
    store_provider : callable
        Returns the open store; called at each request.
    base_url : str
        What the app is served under (Streamlit's ``server.baseUrlPath``), which Streamlit does not put before routes.

    Notes
    -----
    ``tiles/{layer}/{z}/{x}/{y}.mvt?v=`` is kept by browsers for ever if ``v`` is the layer's geometry revision.
    ``labels/…`` are the names to write on a tile's shapes, ``changes?layer=&since=`` where a layer's ground changed
    since a geometry revision, ``under?at=&as_of=&layers=`` what lies under the pointer, ``measure?places=&closed=`` how
    long and how large, ``chosen/{token}`` the feature ids of a selection too large for a message.
    ``state?layer=&as_of=&unit=&zone=&stage=&year=&q=`` is :func:`landuse.maps.states.states`.
    ``revision`` is polled each second: :func:`standing`.
    ``assets/{version}/…`` are kept for ever if the version is the present one; ``swatches/{stage}.svg`` and
    ``context/{name}.geojson`` are what their names say.
    """
    service = _MapService(store_provider)
    prefix = base_url.rstrip("/") + PREFIX
    return [
        Route(f"{prefix}/tiles/{{layer}}/{{z:int}}/{{x:int}}/{{y:int}}.mvt", service.tile),
        Route(f"{prefix}/labels/{{layer}}/{{z:int}}/{{x:int}}/{{y:int}}.json", service.labels),
        Route(f"{prefix}/swatches/{{stage}}.svg", service.swatch),
        Route(f"{prefix}/changes", service.changes),
        Route(f"{prefix}/under", service.under),
        Route(f"{prefix}/measure", service.measure),
        Route(f"{prefix}/chosen/{{token}}", service.chosen),
        Route(f"{prefix}/state", service.state),
        Route(f"{prefix}/revision", service.revision),
        Route(f"{prefix}/context/{{name}}.geojson", service.context),
        Route(f"{prefix}/assets/{{version}}/{{path:path}}", service.asset),
        *basemap_routes(store_provider, prefix),
    ]


def standing(store: Store) -> dict[str, Any]:
    """Return how the ledger stands: ``revision``, and in ``geometry`` that of each layer's ground."""
    revision = store.revision()
    with store.reading() as connection:
        geometry = geometry_revisions(connection)
    return {"revision": revision, "geometry": {layer.value: geometry[layer] for layer in TILE_LAYERS}}


def _answering(handler: Handler[Service]) -> Handler[Service]:
    """Answer with the key of an error that a user can understand; its sentence is made in the page."""

    @wraps(handler)
    def answered(service: Service, request: Request) -> Response:
        try:
            return handler(service, request)
        except LanduseError as error:
            status = 400 if isinstance(error, ArgumentsError) else 503
            return JSONResponse({"error": error.key}, status_code=status, headers={"Cache-Control": NEVER})

    return answered


@dataclass(frozen=True, eq=False)
class _MapService:
    store_provider: Callable[[], Store]
    tiles: TileCache = field(default_factory=TileCache)

    @_answering
    def tile(self, request: Request) -> Response:
        layer, place = _place(request)
        revision, content = self.tiles.tile(self.store_provider(), layer, *place)
        is_current = request.query_params.get("v") == str(revision)
        headers = {"Content-Encoding": "gzip", "Cache-Control": FOREVER if is_current else NEVER}
        return Response(content, media_type="application/vnd.mapbox-vector-tile", headers=headers)

    @_answering
    def labels(self, request: Request) -> Response:
        layer, place = _place(request)
        store = self.store_provider()
        found = pointing.labels(store, layer, self.tiles.shapes(store, layer), place, _text(request))
        return JSONResponse(found, headers={"Cache-Control": NEVER})

    @_answering
    def changes(self, request: Request) -> Response:
        query = request.query_params
        since = query.get("since", "")
        if not since.isdecimal():
            raise HTTPException(400, "since")
        revision, boxes = self.tiles.changes(self.store_provider(), _tile_layer(query.get("layer", "")), int(since))
        found = {"revision": revision, "boxes": None if boxes is None else boxes.tolist()}
        return JSONResponse(found, headers={"Cache-Control": NEVER})

    @_answering
    def under(self, request: Request) -> Response:
        query = request.query_params
        layers = tuple(_tile_layer(name) for name in query.get("layers", "").split(",") if name)
        try:
            day = date.fromisoformat(query.get("as_of", ""))
            spot = pointing.Spot(*_lonlat(query.get("at", "")), day, layers)
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return JSONResponse(
            pointing.under(self.store_provider(), spot, _text(request)), headers={"Cache-Control": NEVER}
        )

    @_answering
    def measure(self, request: Request) -> Response:
        query = request.query_params
        try:
            places = [_lonlat(place) for place in query.get("places", "").split(";")]
            said = pointing.measure(
                self.store_provider(), places, closed=query.get("closed") == "1", text=_text(request)
            )
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return JSONResponse({"lines": said}, headers={"Cache-Control": NEVER})

    @_answering
    def chosen(self, request: Request) -> Response:
        content = chosen_ids(request.path_params["token"])
        if content is None:
            raise HTTPException(404)
        headers = {"Content-Encoding": "gzip", "Cache-Control": FOREVER}
        return Response(content, media_type="application/octet-stream", headers=headers)

    @_answering
    def state(self, request: Request) -> Response:
        query = request.query_params
        layer = _tile_layer(query.get("layer", ""))
        try:
            chosen = filter_of(query.multi_items())
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        store = self.store_provider()
        content = self._packed_states(store, store.revision(), layer, chosen)
        headers = {"Content-Encoding": "gzip", "Cache-Control": NEVER}
        return Response(content, media_type="application/octet-stream", headers=headers)

    @_answering
    def revision(self, _request: Request) -> Response:
        return JSONResponse(standing(self.store_provider()), headers={"Cache-Control": NEVER})

    @_answering
    def context(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in load_symbology().context:
            raise HTTPException(404)
        content = context(self.store_provider(), name)
        return _validated(request, content, "application/geo+json")

    @_answering
    def asset(self, request: Request) -> Response:
        path = request.path_params["path"]
        if path not in assets():
            raise HTTPException(404)
        is_current = request.path_params["version"] == assets_version()
        headers = {"Cache-Control": FOREVER if is_current else NEVER}
        return Response(assets()[path], media_type=_media_type(path), headers=headers)

    @_answering
    def swatch(self, request: Request) -> Response:
        found = legend(_text(request), [request.path_params["stage"]])
        if not found:
            raise HTTPException(404)
        return _validated(request, swatch(found[0]).encode(), MEDIA_TYPES["svg"])

    @cached_property
    def _packed_states(self) -> Callable[[Store, int, Layer, Filter], bytes]:
        """Keep what several browsers ask for at the same revision; the revision is part of the key and no more."""

        def packed(store: Store, _revision: int, layer: Layer, chosen: Filter) -> bytes:
            return gzip.compress(states(store, layer, chosen), _QUICK, mtime=0)

        return lru_cache(maxsize=64)(packed)


def _place(request: Request) -> tuple[Layer, tuple[int, int, int]]:
    path = request.path_params
    z, x, y = path["z"], path["x"], path["y"]
    if z > MAX_ZOOM or x >= 1 << z or y >= 1 << z:
        raise HTTPException(404)
    return _tile_layer(path["layer"]), (z, x, y)


def _lonlat(said: str) -> tuple[float, float]:
    """Read ``lng,lat`` in degrees."""
    lng, lat = (float(part) for part in said.split(","))
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise ValueError("no place on earth")
    return lng, lat


def _text(request: Request) -> Catalogue:
    return catalogue(language_of(request.query_params.get("lang")))


def _tile_layer(name: str) -> Layer:
    if name not in TILE_LAYERS:
        raise HTTPException(404)
    return Layer(name)


def _media_type(path: str) -> str:
    return MEDIA_TYPES[path.rpartition(".")[2] if "." in path else ""]


def _validated(request: Request, content: bytes, media_type: str) -> Response:
    """Answer with the content, or with 304 if the browser has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": REVALIDATE}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
