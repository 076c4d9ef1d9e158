/*
 * The ledger's layers on Leaflet: vector tiles drawn on canvas, coloured by one byte per feature id ("states"), and the
 * outlines of what is selected above them. A new state draws tiles again that are already here, and fetches none.
 */
window.landuseLayers = (function () {
  "use strict";

  const { EXTENT, CELL, decode, holds, markPlace } = window.landuseTiles;
  const { TILE_SIZE, UNIT, painting, inBatches, sized, behind } = window.landusePainting;
  const HATCH_ZOOM = 15;
  const LETTER_ZOOM = 16;
  const LINE_ZOOM = 13;
  const LABEL_ZOOM = 16;
  const LABEL_LINE = 15;
  const HALF_WORLD = 20037508.342789244;

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

  const FONT = '12px "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

  function overlap(one, other) {
    const far = (axis, size) => Math.abs(one[axis] - other[axis]) >= (one[size] + other[size]) / 2;
    return !far("x", "width") && !far("y", "height");
  }

  /** The name on two lines. */
  function broken([name, ...rest]) {
    if (!name || name.length < 4) return [];
    const middle = Math.ceil(name.length / 2);
    return [name.slice(0, middle), name.slice(middle), ...rest];
  }

  /** Whether a box in metres touches a tile of ours, lines and margin included. */
  function meets([west, south, east, north], { x, y, z }) {
    const size = (2 * HALF_WORLD) / 2 ** (z - 1);
    const margin = size / 16;
    const [left, top] = [x * size - HALF_WORLD, HALF_WORLD - y * size];
    const across = west <= left + size + margin && east >= left - margin;
    return across && south <= top + margin && north >= top - size - margin;
  }

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
      this.on("tileunload", (event) => {
        event.tile.request.abort();
        painting.drop(event.tile);
      });
    },

    createTile: function (coords, done) {
      const canvas = document.createElement("canvas");
      canvas.done = done;
      this._loadFirst(canvas, coords);
      return canvas;
    },

    /** Load a tile that has not been shown; if that fails, it is missing until loadMissing() asks again. */
    _loadFirst: function (canvas, coords) {
      canvas.isMissing = false;
      this._load(canvas, coords, () => canvas.done(null, canvas)).catch((error) => {
        canvas.isMissing = !canvas.request.signal.aborted;
        canvas.done(error, canvas);
      });
    },

    _load: async function (canvas, coords, drawn) {
      canvas.request = new AbortController();
      const place = `${this.name}/${coords.z - 1}/${coords.x}/${coords.y}`;
      const revision = this.revision;
      // Revision 0: nothing was ever drawn in this layer, and nothing need be fetched to know it.
      const answer = revision ? await this._get(`tiles/${place}.mvt?v=${revision}`, canvas) : null;
      canvas.holds = decode(answer ? await answer.arrayBuffer() : new ArrayBuffer(0));
      this._draw(canvas, coords.z, drawn);
      this.fire("tiledata", { coords });
      if (coords.z >= LABEL_ZOOM && canvas.holds.ids.length) {
        const labels = await this._get(`labels/${place}.json`, canvas);
        canvas.labels = await labels.json();
        this._draw(canvas, coords.z);
      }
    },

    _get: async function (path, canvas) {
      const response = await fetch(this.base + path, { signal: canvas.request.signal });
      if (!response.ok) throw new Error(`${response.status} ${path}`);
      return response;
    },

    /** Another geometry: load those tiles again in which it changed, and draw them in place, without a flash. */
    setRevision: async function (revision) {
      if (revision === this.revision) return;
      const since = this.revision;
      this.revision = revision;
      const answer = await fetch(`${this.base}changes?layer=${this.name}&since=${since}`).catch(() => null);
      const { boxes } = answer && answer.ok ? await answer.json() : { boxes: null };
      for (const key in this._tiles) {
        const tile = this._tiles[key];
        if (boxes && !boxes.some((box) => meets(box, tile.coords))) continue;
        tile.el.request.abort();
        this._load(tile.el, tile.coords).catch(() => {});
      }
    },

    /** Ask again for tiles that did not come. */
    loadMissing: function () {
      for (const key in this._tiles) {
        const { el, coords } = this._tiles[key];
        if (el.isMissing) this._loadFirst(el, coords);
      }
    },

    setStates: function (states) {
      this.states = states;
      this.drawAll();
    },

    drawAll: function () {
      for (const key in this._tiles) {
        const tile = this._tiles[key];
        if (tile.el.holds) this._draw(tile.el, tile.coords.z);
      }
    },

    tileData: function (coords) {
      const tile = this._tiles && this._tiles[this._tileCoordsToKey(coords)];
      return tile && tile.el.holds;
    },

    _stateOf: function (id) {
      return id < this.states.length ? this.states[id] : this.symbols.bytes.noRecord;
    },

    _draw: function (canvas, zoom, drawn) {
      canvas.drawn = drawn || canvas.drawn;
      const layer = this;
      painting.queue(
        canvas,
        (function* () {
          yield* behind(canvas, (context) => layer._paint(context, canvas, zoom));
          if (canvas.drawn) canvas.drawn();
          canvas.drawn = null;
        })()
      );
    },

    _paint: function* (context, canvas, zoom) {
      const { outside } = this.symbols.bytes;
      const classes = this._classes(canvas.holds);
      const faint = [...classes].filter(([state]) => state & outside);
      const full = [...classes].filter(([state]) => !(state & outside));
      for (const [state, found] of faint) {
        yield* this._drawFaint(context, this.symbols.stages[state & ~outside], found, zoom);
      }
      for (const [state, found] of full) yield* this._drawClass(context, this.symbols.stages[state], found, zoom);
      if (zoom >= LETTER_ZOOM && this.style.opacity) this._drawMarks(context, canvas);
    },

    /** Features and specks by state; records of which there is none any more are left out. */
    _classes: function (holds) {
      const { noRecord } = this.symbols.bytes;
      const classes = new Map();
      const found = (id) => {
        const state = this._stateOf(id);
        if (state === noRecord) return null;
        if (!classes.has(state)) classes.set(state, { features: [], places: [] });
        return classes.get(state);
      };
      holds.ids.forEach((id, at) => {
        const group = found(id);
        if (group) group.features.push(holds.features[at]);
      });
      const { ids, places } = holds.specks;
      ids.forEach((id, at) => {
        const group = found(id);
        if (group) group.places.push(places[2 * at], places[2 * at + 1]);
      });
      return classes;
    },

    _drawFaint: function* (context, stage, { features, places }, zoom) {
      const faint = this.symbols.content.faint;
      yield* inBatches(context, features, () => {
        if (stage && this.style.opacity) {
          context.globalAlpha = faint.opacity;
          context.fillStyle = stage.colour;
          context.fill();
        }
        context.globalAlpha = 1;
        this._drawLine(context, faint.line, faint.width, zoom);
      });
      context.globalAlpha = faint.opacity;
      this._drawSpecks(context, stage, places);
      context.globalAlpha = 1;
    },

    _drawClass: function* (context, stage, { features, places }, zoom) {
      const pattern = stage && zoom >= HATCH_ZOOM ? this.symbols.pattern(context, stage) : null;
      yield* inBatches(context, features, () => {
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
      this._drawSpecks(context, stage, places);
      yield;
    },

    _drawSpecks: function (context, stage, places) {
      context.fillStyle = stage && this.style.opacity ? stage.colour : this.style.line;
      const size = CELL * UNIT;
      for (let i = 0; i < places.length; i += 2) {
        context.fillRect((places[i] - CELL / 2) * UNIT, (places[i + 1] - CELL / 2) * UNIT, size, size);
      }
    },

    _drawLine: function (context, colour, width, zoom) {
      if (this.style.opacity && zoom < LINE_ZOOM) return;
      const isFar = zoom < LINE_ZOOM;
      context.setLineDash(isFar ? [] : this.style.dash);
      context.strokeStyle = colour;
      context.lineWidth = isFar ? width / 2 : width;
      context.stroke();
    },

    /** Write the stage's letters and, where they fit into the shape and overlap no others, name and area. */
    _drawMarks: function (context, canvas) {
      const { outside } = this.symbols.bytes;
      const taken = [];
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.setLineDash([]);
      const order = canvas.holds.ids.map((id, at) => [id, at]).sort((one, other) => one[0] - other[0]);
      for (const [id, at] of order) {
        const state = this._stateOf(id);
        const stage = this.symbols.stages[state];
        if (!stage || state & outside) continue;
        const feature = canvas.holds.features[at];
        const lines = (canvas.labels && canvas.labels[id]) || [];
        const [x, y, width] = markPlace(feature);
        const room = { x: x * UNIT, y: y * UNIT, width: width * UNIT, height: (feature.south - feature.north) * UNIT };
        const ways = [lines, broken(lines), lines.slice(1), []];
        const shown = ways.find((said) => this._fits(context, stage.letter, said, room, taken));
        if (shown) this._write(context, stage, shown, room);
      }
    },

    _fits: function (context, letter, lines, room, taken) {
      context.font = FONT;
      const width = Math.max(...[letter, ...lines].map((line) => context.measureText(line).width));
      const height = LABEL_LINE * (1 + lines.length);
      if (width + 6 > room.width || height + (lines.length ? 14 : -1) > room.height) return false;
      const box = { x: room.x, y: room.y, width: width + 4, height };
      if (taken.some((other) => overlap(box, other))) return false;
      taken.push(box);
      return true;
    },

    _write: function (context, stage, lines, room) {
      const top = room.y - (LABEL_LINE * lines.length) / 2;
      [stage.letter, ...lines].forEach((line, at) => {
        context.font = at ? FONT : `bold ${FONT}`;
        context.lineWidth = 3;
        context.strokeStyle = stage.colour;
        context.fillStyle = stage.ink;
        context.strokeText(line, room.x, top + LABEL_LINE * at);
        context.fillText(line, room.x, top + LABEL_LINE * at);
      });
    },

    /** The id of the record under a place, or null if its tile is not there or nothing is. */
    idAt: function (map, latlng) {
      const zoom = map.getZoom();
      const point = map.project(latlng, zoom).divideBy(TILE_SIZE);
      const coords = L.point(Math.floor(point.x), Math.floor(point.y));
      coords.z = zoom;
      const tile = this.tileData(coords);
      if (!tile) return null;
      const [x, y] = [(point.x - coords.x) * EXTENT, (point.y - coords.y) * EXTENT];
      const at = tile.features.findIndex(
        (feature, place) => holds(feature, x, y) && this._stateOf(tile.ids[place]) !== this.symbols.bytes.noRecord
      );
      return at < 0 ? null : tile.ids[at];
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

    /** Draw what is selected in a tile; one that had nothing to show and has nothing now is left alone. */
    _draw: function (canvas, coords) {
      const found = [];
      for (const name in this.selected) {
        const layer = this.layers[name];
        const tile = layer && layer._map && layer.tileData(coords);
        if (!tile) continue;
        const ids = this.selected[name];
        const features = tile.features.filter((feature, at) => ids.has(tile.ids[at]));
        if (features.length || tile.specks.ids.some((id) => ids.has(id))) found.push({ features, tile, ids });
      }
      if (!found.length && !canvas.isMarked) return;
      canvas.isMarked = found.length > 0;
      const context = sized(canvas);
      for (const { features, tile, ids } of found) {
        for (const _ of inBatches(context, features, () => this._outline(context)));
        this._markSpecks(context, tile.specks, ids);
      }
    },

    _outline: function (context) {
      const { line, casing, width } = this.style;
      context.strokeStyle = casing;
      context.lineWidth = width + 3;
      context.stroke();
      context.strokeStyle = line;
      context.lineWidth = width;
      context.stroke();
    },

    _markSpecks: function (context, specks, chosen) {
      context.fillStyle = this.style.line;
      const size = CELL * UNIT + 1;
      specks.ids.forEach((id, at) => {
        if (!chosen.has(id)) return;
        const [x, y] = [specks.places[2 * at] * UNIT, specks.places[2 * at + 1] * UNIT];
        context.fillRect(x - size / 2, y - size / 2, size, size);
      });
    },
  });

  return { Symbols, TileLayer, SelectionLayer };
})();
