"""What the browser asks of us about configured base layers: descriptions, and tiles and images of the workspace."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from landuse.errors import LanduseError
from landuse.maps.basemaps import BaseLayer, basemaps, described, file_of
from landuse.store import Store
from landuse.store.mbtiles import mbtiles_tile

_FOR_A_DAY = "public, max-age=86400"
_KINDS = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
    b"GIF8": "image/gif",
}
_MOST_ZOOM = 22


def basemap_routes(store_provider: Callable[[], Store], prefix: str) -> list[BaseRoute]:
    """
    Return the routes of configured base layers.

    ``basemaps.json`` describes them (none of a file that is wrong: the page says so), ``basemaps/{index}/{z}/{x}/{y}``
    is a tile of an MBTiles file (204 where it has none), ``basemaps/{index}/image`` an image.
    """
    service = _BasemapService(store_provider)
    return [
        Route(f"{prefix}/basemaps.json", service.descriptions),
        Route(f"{prefix}/basemaps/{{index:int}}/image", service.image),
        Route(f"{prefix}/basemaps/{{index:int}}/{{z:int}}/{{x:int}}/{{y:int}}", service.tile),
    ]


@dataclass(frozen=True, eq=False)
class _BasemapService:
    store_provider: Callable[[], Store]

    def descriptions(self, _request: Request) -> Response:
        folder = self.store_provider().folder
        found = [described(layer, index, folder) for index, layer in enumerate(self._layers())]
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    def tile(self, request: Request) -> Response:
        z, x, y = (request.path_params[name] for name in ("z", "x", "y"))
        path = file_of(self._layer(request, "mbtiles"), self.store_provider().folder)
        if path is None or z > _MOST_ZOOM or x >= 1 << z or y >= 1 << z:
            raise HTTPException(404)
        content = mbtiles_tile(path, z, x, y)
        if content is None:
            return Response(status_code=204)
        return _picture(content)

    def image(self, request: Request) -> Response:
        path = file_of(self._layer(request, "image"), self.store_provider().folder)
        if path is None:
            raise HTTPException(404)
        return _picture(path.read_bytes())

    def _layers(self) -> tuple[BaseLayer, ...]:
        try:
            return basemaps(self.store_provider().folder)
        except LanduseError:
            return ()

    def _layer(self, request: Request, kind: str) -> BaseLayer:
        layers, index = self._layers(), int(request.path_params["index"])
        if index >= len(layers) or layers[index].kind != kind:
            raise HTTPException(404)
        return layers[index]


def _picture(content: bytes) -> Response:
    """Answer with a picture, told by its first bytes; what is none is not handed out."""
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), None)
    if kind is None:
        raise HTTPException(404)
    return Response(content, media_type=kind, headers={"Cache-Control": _FOR_A_DAY})
