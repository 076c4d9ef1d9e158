/*
 * The ledger's layers on Leaflet: vector tiles drawn on canvas, coloured by one byte per feature id ("states"), and the
 * outlines of what is selected above them. A new state draws tiles again that are already here, and fetches none.
 */
window.landuseLayers = (function () {
  "use strict";

  const { EXTENT, decode, holds, markPlace } = window.landuseTiles;
  const TILE_SIZE = 512;
  const UNIT = TILE_SIZE / EXTENT;
  // One path holds this many shapes: a single path for a whole class is five times slower to fill.
  const BATCH = 32;
  const HATCH_ZOOM = 15;
  const LETTER_ZOOM = 16;
  const LINE_ZOOM = 13;

  function trace(context, feature) {
    for (const ring of feature.rings) {
      context.moveTo(ring[0] * UNIT, ring[1] * UNIT);
      for (let i = 2; i < ring.length; i += 2) context.lineTo(ring[i] * UNIT, ring[i + 1] * UNIT);
      context.closePath();
    }
  }

  /** Call paint() with a path of at most BATCH features at a time. */
  function inBatches(context, features, paint) {
    for (let start = 0; start < features.length; start += BATCH) {
      context.beginPath();
      for (let i = start; i < Math.min(start + BATCH, features.length); i++) trace(context, features[i]);
      paint();
    }
  }

  function cleared(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const pixels = Math.round(TILE_SIZE * ratio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, TILE_SIZE, TILE_SIZE);
    context.lineJoin = "round";
    return context;
  }

  /** How stages look: what symbology.json says, with canvas patterns made once for each pixel ratio. */
  function Symbols(content) {
    this.content = content;
    this.bytes = content.bytes;
    this.stages = [];
    content.stages.forEach((stage) => {
      this.stages[stage.index] = stage;
    });
    this.patterns = new Map();
  }

  Symbols.prototype.pattern = function (context, stage) {
    const path = this.content.hatches[stage.hatch];
    if (!path) return null;
    const ratio = window.devicePixelRatio || 1;
    const key = `${stage.hatch} ${stage.ink} ${ratio}`;
    if (!this.patterns.has(key)) {
      const canvas = document.createElement("canvas");
      const pixels = Math.max(8, Math.round(8 * ratio));
      canvas.width = canvas.height = pixels;
      const field = canvas.getContext("2d");
      field.scale(pixels / 8, pixels / 8);
      field.globalAlpha = 0.5;
      field.strokeStyle = stage.ink;
      field.lineWidth = 1.1;
      field.stroke(new Path2D(path));
      const pattern = context.createPattern(canvas, "repeat");
      pattern.setTransform(new DOMMatrix().scale(8 / pixels));
      this.patterns.set(key, pattern);
    }
    return this.patterns.get(key);
  };

  const TileLayer = L.GridLayer.extend({
    options: { tileSize: TILE_SIZE, updateWhenZooming: false, keepBuffer: 1 },

    initialize: function (base, name, symbols, revision, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this.base = base;
      this.name = name;
      this.symbols = symbols;
      this.style = symbols.content.layers[name];
      this.revision = revision;
      this.states = new Uint8Array(0);
      this.on("tileunload", (event) => event.tile.request.abort());
    },

    createTile: function (coords, done) {
      const canvas = document.createElement("canvas");
      this._load(canvas, coords).then(() => done(null, canvas), (error) => done(error, canvas));
      return canvas;
    },

    _load: async function (canvas, coords) {
      canvas.request = new AbortController();
      const place = `${this.name}/${coords.z - 1}/${coords.x}/${coords.y}`;
      const url = `${this.base}tiles/${place}.mvt?v=${this.revision}`;
      const response = await fetch(url, { signal: canvas.request.signal });
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      canvas.data = decode(await response.arrayBuffer());
      this._draw(canvas, coords.z);
      this.fire("tiledata", { coords });
    },

    /** Another geometry: load each tile again and draw it in place, without a flash. */
    setRevision: function (revision) {
      if (revision === this.revision) return;
      this.revision = revision;
      for (const key in this._tiles) {
        const tile = this._tiles[key];
        tile.el.request.abort();
        this._load(tile.el, tile.coords).catch(() => {});
      }
    },

    /** Ask again for tiles that did not come while the server did not answer. */
    loadMissing: function () {
      for (const key in this._tiles) {
        const tile = this._tiles[key];
        if (!tile.el.data) this._load(tile.el, tile.coords).catch(() => {});
      }
    },

    setStates: function (states) {
      this.states = states;
      this.drawAll();
    },

    drawAll: function () {
      for (const key in this._tiles) {
        const tile = this._tiles[key];
        if (tile.el.data) this._draw(tile.el, tile.coords.z);
      }
    },

    tileData: function (coords) {
      const tile = this._tiles && this._tiles[this._tileCoordsToKey(coords)];
      return tile && tile.el.data;
    },

    _stateOf: function (id) {
      return id < this.states.length ? this.states[id] : this.symbols.bytes.noRecord;
    },

    _draw: function (canvas, zoom) {
      const context = cleared(canvas);
      const { outside, noRecord } = this.symbols.bytes;
      const classes = new Map();
      canvas.data.ids.forEach((id, at) => {
        const state = this._stateOf(id);
        if (state === noRecord) return;
        if (!classes.has(state)) classes.set(state, []);
        classes.get(state).push(canvas.data.features[at]);
      });
      const faint = [...classes].filter(([state]) => state & outside);
      const full = [...classes].filter(([state]) => !(state & outside));
      for (const [state, features] of faint) {
        this._drawFaint(context, this.symbols.stages[state & ~outside], features, zoom);
      }
      for (const [state, features] of full) this._drawClass(context, this.symbols.stages[state], features, zoom);
      if (zoom >= LETTER_ZOOM && this.style.opacity) {
        for (const [state, features] of full) this._drawLetters(context, this.symbols.stages[state], features);
      }
    },

    _drawFaint: function (context, stage, features, zoom) {
      const faint = this.symbols.content.faint;
      inBatches(context, features, () => {
        if (stage && this.style.opacity) {
          context.globalAlpha = faint.opacity;
          context.fillStyle = stage.colour;
          context.fill();
        }
        context.globalAlpha = 1;
        this._drawLine(context, faint.line, faint.width, zoom);
      });
    },

    _drawClass: function (context, stage, features, zoom) {
      const pattern = stage && zoom >= HATCH_ZOOM ? this.symbols.pattern(context, stage) : null;
      inBatches(context, features, () => {
        if (stage && this.style.opacity) {
          context.globalAlpha = this.style.opacity;
          context.fillStyle = stage.colour;
          context.fill();
          if (pattern) {
            context.fillStyle = pattern;
            context.fill();
          }
        }
        context.globalAlpha = 1;
        this._drawLine(context, this.style.line, this.style.width, zoom);
      });
    },

    _drawLine: function (context, colour, width, zoom) {
      if (this.style.opacity && zoom < LINE_ZOOM) return;
      const isFar = zoom < LINE_ZOOM;
      context.setLineDash(isFar ? [] : this.style.dash);
      context.strokeStyle = colour;
      context.lineWidth = isFar ? width / 2 : width;
      context.stroke();
    },

    _drawLetters: function (context, stage, features) {
      if (!stage) return;
      context.font = "bold 11px sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 3;
      context.setLineDash([]);
      context.strokeStyle = stage.colour;
      context.fillStyle = stage.ink;
      const room = 8 * stage.letter.length + 6;
      for (const feature of features) {
        if ((feature.south - feature.north) * UNIT < 14) continue;
        const [x, y, width] = markPlace(feature);
        if (width * UNIT < room) continue;
        context.strokeText(stage.letter, x * UNIT, y * UNIT);
        context.fillText(stage.letter, x * UNIT, y * UNIT);
      }
    },

    /** The id of the record under a place, or null if its tile is not there or nothing is. */
    idAt: function (map, latlng) {
      const zoom = map.getZoom();
      const point = map.project(latlng, zoom).divideBy(TILE_SIZE);
      const coords = L.point(Math.floor(point.x), Math.floor(point.y));
      coords.z = zoom;
      const data = this.tileData(coords);
      if (!data) return null;
      const [x, y] = [(point.x - coords.x) * EXTENT, (point.y - coords.y) * EXTENT];
      const at = data.features.findIndex(
        (feature, place) => holds(feature, x, y) && this._stateOf(data.ids[place]) !== this.symbols.bytes.noRecord
      );
      return at < 0 ? null : data.ids[at];
    },
  });

  /** Red outlines above all layers, drawn from the tiles that those layers have loaded. */
  const SelectionLayer = L.GridLayer.extend({
    options: { tileSize: TILE_SIZE, updateWhenZooming: false, keepBuffer: 1, pane: "landuse-selection" },

    initialize: function (style, layers) {
      L.GridLayer.prototype.initialize.call(this, {});
      this.style = style;
      this.layers = layers;
      this.selected = {};
      for (const layer of Object.values(layers)) {
        layer.on("tiledata", (event) => this._drawAt(this._tileCoordsToKey(event.coords)));
      }
    },

    createTile: function (coords) {
      const canvas = document.createElement("canvas");
      this._draw(canvas, coords);
      return canvas;
    },

    select: function (selected) {
      this.selected = {};
      for (const name in selected) this.selected[name] = new Set(selected[name]);
      for (const key in this._tiles) this._drawAt(key);
    },

    _drawAt: function (key) {
      const tile = this._tiles && this._tiles[key];
      if (tile) this._draw(tile.el, tile.coords);
    },

    _draw: function (canvas, coords) {
      const context = cleared(canvas);
      const { line, casing, width } = this.style;
      for (const name in this.selected) {
        const layer = this.layers[name];
        const data = layer && layer._map && layer.tileData(coords);
        if (!data) continue;
        const chosen = data.features.filter((feature, at) => this.selected[name].has(data.ids[at]));
        inBatches(context, chosen, () => {
          context.strokeStyle = casing;
          context.lineWidth = width + 3;
          context.stroke();
          context.strokeStyle = line;
          context.lineWidth = width;
          context.stroke();
        });
      }
    },
  });

  return { Symbols, TileLayer, SelectionLayer };
})();
