/*
 * Base layers that the office configured: tiles in Web Mercator or in degrees, images; shifted where the source is.
 * None is on by itself; nothing is asked of a source before it is switched on.
 */
window.landuseBase = (function () {
  "use strict";

  const PANE = "landuse-base";
  const TILE = 256;
  // So many failures without a single success, and the source is said to be dead.
  const PATIENCE = 3;
  const RADIANS = Math.PI / 180;

  /** How far GCJ-02 lies from WGS 84 at a place, in degrees: the published approximation, good to some metres. */
  function gcjOffset(lng, lat) {
    const [x, y] = [lng - 105, lat - 35];
    const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
    let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + wave;
    north += (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3);
    north += (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y / 30) * Math.PI)) * (2 / 3);
    let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + wave;
    east += (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3);
    east += (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
    const [axis, flattening] = [6378245, 0.00669342162296594323];
    const sine = Math.sin(lat * RADIANS);
    const magic = 1 - flattening * sine * sine;
    return {
      lng: east / ((axis / Math.sqrt(magic)) * Math.cos(lat * RADIANS) * RADIANS),
      lat: north / (((axis * (1 - flattening)) / (magic * Math.sqrt(magic))) * RADIANS),
    };
  }

  /** A layer whose tiles lie where GCJ-02 puts them: moved back by the offset at the middle of the view. */
  const shifted = (Plain) =>
    Plain.extend({
      onAdd: function (map) {
        this._measureShift(map);
        map.on("moveend", this._onMoved, this);
        return Plain.prototype.onAdd.call(this, map);
      },

      onRemove: function (map) {
        map.off("moveend", this._onMoved, this);
        return Plain.prototype.onRemove.call(this, map);
      },

      _measureShift: function (map) {
        const { lng, lat } = map.getCenter();
        const offset = gcjOffset(lng, lat);
        this._shift = [L.latLng(lat, lng), L.latLng(lat + offset.lat, lng + offset.lng)];
      },

      _shiftAt: function (zoom) {
        const [from, to] = this._shift.map((place) => this._map.project(place, zoom));
        return to.subtract(from);
      },

      _onMoved: function () {
        this._measureShift(this._map);
        for (const key in this._tiles) {
          const { el, coords } = this._tiles[key];
          if (coords.z === this._tileZoom) L.DomUtil.setPosition(el, this._getTilePos(coords));
        }
      },

      _getTiledPixelBounds: function (center) {
        const bounds = L.GridLayer.prototype._getTiledPixelBounds.call(this, center);
        const shift = this._shiftAt(this._tileZoom);
        return L.bounds(bounds.min.add(shift), bounds.max.add(shift));
      },

      _getTilePos: function (coords) {
        return L.GridLayer.prototype._getTilePos.call(this, coords).subtract(this._shiftAt(coords.z)).round();
      },
    });

  /** Tiles in degrees on a Mercator map: each of ours is drawn, a line of pixels at a time, from those it touches. */
  const DegreeLayer = L.TileLayer.extend({
    createTile: function (coords, done) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = TILE;
      this._compose(canvas, coords).then(() => done(null, canvas), (error) => done(error, canvas));
      return canvas;
    },

    _compose: async function (canvas, coords) {
      const span = 360 / 2 ** coords.z;
      const rows = Array.from({ length: TILE }, (_, line) => (90 - latitude(coords, line + 0.5)) / span);
      const [first, last] = [Math.floor(rows[0]), Math.floor(rows[TILE - 1])];
      const sources = new Map();
      for (let row = first; row <= last; row++) sources.set(row, await this._source(coords, row));
      const context = canvas.getContext("2d");
      rows.forEach((place, line) => {
        const row = Math.floor(place);
        const image = sources.get(row);
        const from = Math.min((place - row) * image.height, image.height - 1);
        context.drawImage(image, 0, from, image.width, 1, 0, line, TILE, 1);
      });
    },

    _source: function (coords, row) {
      const level = coords.z + this.options.firstLevel - 1;
      const place = { z: level, x: coords.x, y: row, s: this._getSubdomain(coords) };
      return new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve(image);
        image.onerror = () => reject(new Error(this.options.name));
        image.src = L.Util.template(this._url, place);
      });
    },
  });

  /** The latitude of a line of pixels of a Mercator tile. */
  function latitude(coords, line) {
    const y = Math.PI * (1 - (2 * (coords.y + line / TILE)) / 2 ** coords.z);
    return Math.atan(Math.sinh(y)) / RADIANS;
  }

  /** An image in degrees, drawn again so that it fits a Mercator map to the pixel. */
  async function mercatorImage(url, [, south, , north]) {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    const rise = (lat) => Math.asinh(Math.tan(lat * RADIANS));
    const [top, bottom] = [rise(north), rise(south)];
    for (let line = 0; line < canvas.height; line++) {
      const y = top + ((bottom - top) * (line + 0.5)) / canvas.height;
      const lat = Math.atan(Math.sinh(y)) / RADIANS;
      const from = Math.min(((north - lat) / (north - south)) * image.height, image.height - 1);
      context.drawImage(image, 0, from, image.width, 1, 0, line, image.width, 1);
    }
    return canvas.toDataURL();
  }

  /**
   * @param {L.Map} map
   * @param {string} base where our routes begin
   * @param {object} texts {base_dead, base_shifted}, each with {name}
   * @param {function} say (text, key): shown on the map until it is said again without a text
   */
  function BaseLayers(map, base, texts, say) {
    this.map = map;
    this.base = base;
    this.texts = texts;
    this.say = say;
    this.known = null;
    this.shown = new Map();
    map.createPane(PANE).style.zIndex = 205;
  }

  /** Show exactly these. */
  BaseLayers.prototype.show = async function (names) {
    this.wish = names;
    if (!names.length && !this.shown.size) return;
    if (!this.known) {
      const answer = await fetch(`${this.base}basemaps.json`).catch(() => null);
      if (!answer || !answer.ok) return;
      this.known = new Map((await answer.json()).map((one) => [one.name, one]));
    }
    for (const [name, layer] of this.shown) {
      if (!this.wish.includes(name)) {
        layer.remove();
        this.shown.delete(name);
        this.say("", `dead:${name}`);
        this.say("", `shift:${name}`);
      }
    }
    for (const name of this.wish) {
      if (this.known.has(name) && !this.shown.has(name)) this._add(this.known.get(name));
    }
  };

  BaseLayers.prototype._add = function (one) {
    const layer = one.image ? this._image(one) : this._tiles(one);
    this.shown.set(one.name, layer);
    this._watch(one.name, layer);
    layer.addTo(this.map);
    if (one.shift) this.say(this.texts.base_shifted.replace("{name}", one.name), `shift:${one.name}`);
  };

  BaseLayers.prototype._tiles = function (one) {
    const options = {
      pane: PANE,
      name: one.name,
      subdomains: one.subdomains || "abc",
      maxNativeZoom: one.max_zoom,
      minZoom: one.min_zoom,
      maxZoom: 22,
      opacity: one.opacity,
      attribution: one.attribution.replace(/[<>&]/g, ""),
      firstLevel: one.first_level,
    };
    const Plain = one.degrees ? DegreeLayer : L.TileLayer;
    const Layer = one.shift === "gcj02" ? shifted(Plain) : Plain;
    return new Layer((one.ours ? this.base : "") + one.url, options);
  };

  BaseLayers.prototype._image = function (one) {
    const [west, south, east, north] = one.bounds || [0, 0, 0, 0];
    const bounds = [[south, west], [north, east]];
    const url = this.base + one.url;
    const layer = L.imageOverlay(one.degrees ? BLANK : url, bounds, { pane: PANE, opacity: one.opacity });
    if (one.degrees) mercatorImage(url, one.bounds || [0, 0, 0, 0]).then(
      (drawn) => layer.setUrl(drawn),
      () => layer.fire("error")
    );
    return layer;
  };

  const BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

  /** Name a source that does not answer; take it back when it does. */
  BaseLayers.prototype._watch = function (name, layer) {
    let failures = 0;
    const failed = (enough) => {
      failures += 1;
      if (failures >= enough) this.say(this.texts.base_dead.replace("{name}", name), `dead:${name}`);
    };
    layer.on("tileerror", () => failed(PATIENCE));
    layer.on("error", () => failed(1));
    layer.on("tileload load", (event) => {
      // A grid says "load" when its tiles are done, failed ones too.
      if (event.type === "load" && !(layer instanceof L.ImageOverlay)) return;
      failures = 0;
      this.say("", `dead:${name}`);
    });
  };

  return { BaseLayers, gcjOffset };
})();
