/*
 * The ledger on a Leaflet map: zones, parcels and plots as vector tiles on canvas.
 *
 * Geometry comes in tiles (id and rings only), what a record looks like in one byte per feature id ("states"), so a
 * recorded event or another filter sends no tile again. Python talks to us by landuseMap.update(…), which changes
 * colours, selection and view without mounting the map anew; we talk back by one message, {lng, lat, n}.
 */
(function () {
  "use strict";

  const BASE = new URL("..", document.currentScript.src).href;
  const TILE_SIZE = 512;
  const EXTENT = 4096;
  const UNIT = TILE_SIZE / EXTENT;
  // One path holds this many shapes: a single path for a whole class is five times slower to fill.
  const BATCH = 32;
  const HATCH_ZOOM = 15;
  const LETTER_ZOOM = 16;
  const LINE_ZOOM = 13;
  const POLL_MS = 1000;
  const SELECTED = { line: "#e3001b", width: 3, casing: "#ffffff" };
  const FAINT = { opacity: 0.16, line: "#b9bdc4", width: 0.6 };
  const DRAWING_ORDER = ["parcels", "plots", "zones"];
  const PICKING_ORDER = ["parcels", "plots", "zones"];
  const CONTEXT_ORDER = ["water", "roads", "units"];

  /* ---- vector tiles ---------------------------------------------------------------------------------------- */

  function Reader(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  Reader.prototype.varint = function () {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };

  /** Call visit(field, wire) for each field up to `end`; what it does not read itself is skipped. */
  Reader.prototype.fields = function (end, visit) {
    while (this.at < end) {
      const tag = this.varint();
      const before = this.at;
      visit(tag >> 3);
      if (this.at === before) {
        if ((tag & 7) === 2) {
          const size = this.varint();
          this.at += size;
        } else this.varint();
      }
    }
  };

  /** Decode a tile of polygons: ids, the rings of each feature, points in tile units, a box for each feature. */
  function decode(buffer) {
    const reader = new Reader(new Uint8Array(buffer));
    const ids = [];
    const features = [];
    reader.fields(reader.bytes.length, (field) => {
      if (field !== 3) return;
      reader.fields(reader.varint() + reader.at, (inLayer) => {
        if (inLayer !== 2) return;
        reader.fields(reader.varint() + reader.at, (inFeature) => {
          if (inFeature === 1) ids.push(reader.varint());
          else if (inFeature === 4) features.push(decodeRings(reader, reader.varint() + reader.at));
        });
      });
    });
    return { ids, features };
  }

  function decodeRings(reader, end) {
    const rings = [];
    let x = 0;
    let y = 0;
    let ring = [];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    while (reader.at < end) {
      const command = reader.varint();
      if ((command & 7) === 7) {
        rings.push(Int32Array.from(ring));
        ring = [];
        continue;
      }
      for (let count = command >> 3; count > 0; count--) {
        const dx = reader.varint();
        const dy = reader.varint();
        x += (dx >>> 1) ^ -(dx & 1);
        y += (dy >>> 1) ^ -(dy & 1);
        ring.push(x, y);
        west = Math.min(west, x);
        east = Math.max(east, x);
        north = Math.min(north, y);
        south = Math.max(south, y);
      }
    }
    return { rings, west, north, east, south, mark: null };
  }

  function holds(feature, x, y) {
    if (x < feature.west || x > feature.east || y < feature.north || y > feature.south) return false;
    let inside = false;
    for (const ring of feature.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const crosses = ring[i + 1] > y !== ring[j + 1] > y;
        if (crosses && x < ring[i] + ((y - ring[i + 1]) / (ring[j + 1] - ring[i + 1])) * (ring[j] - ring[i])) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  /** The middle of the widest stretch inside a shape at half its height: [x, y, width]. */
  function markPlace(feature) {
    if (feature.mark) return feature.mark;
    const y = (feature.north + feature.south) / 2 + 0.5;
    const cuts = [];
    for (const ring of feature.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        if (ring[i + 1] > y !== ring[j + 1] > y) {
          cuts.push(ring[i] + ((y - ring[i + 1]) / (ring[j + 1] - ring[i + 1])) * (ring[j] - ring[i]));
        }
      }
    }
    cuts.sort((a, b) => a - b);
    let [x, width] = [0, 0];
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      if (cuts[i + 1] - cuts[i] > width) {
        width = cuts[i + 1] - cuts[i];
        x = (cuts[i] + cuts[i + 1]) / 2;
      }
    }
    feature.mark = [x, y, width];
    return feature.mark;
  }

  /* ---- drawing --------------------------------------------------------------------------------------------- */

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

  Symbols.prototype.ink = (stage) => (stage.dark ? "#ffffff" : "#1f2328");

  Symbols.prototype.pattern = function (context, stage) {
    const path = this.content.hatches[stage.hatch];
    if (!path) return null;
    const ratio = window.devicePixelRatio || 1;
    const key = `${stage.hatch} ${stage.dark} ${ratio}`;
    if (!this.patterns.has(key)) {
      const canvas = document.createElement("canvas");
      const pixels = Math.max(8, Math.round(8 * ratio));
      canvas.width = canvas.height = pixels;
      const field = canvas.getContext("2d");
      field.scale(pixels / 8, pixels / 8);
      field.globalAlpha = 0.5;
      field.strokeStyle = this.ink(stage);
      field.lineWidth = 1.1;
      field.stroke(new Path2D(path));
      const pattern = context.createPattern(canvas, "repeat");
      pattern.setTransform(new DOMMatrix().scale(8 / pixels));
      this.patterns.set(key, pattern);
    }
    return this.patterns.get(key);
  };

  /* ---- a layer of the ledger ------------------------------------------------------------------------------- */

  const TileLayer = L.GridLayer.extend({
    options: { tileSize: TILE_SIZE, updateWhenZooming: false, keepBuffer: 1 },

    initialize: function (name, symbols, revision, options) {
      L.GridLayer.prototype.initialize.call(this, options);
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
      const url = `${BASE}tiles/${place}.mvt?v=${this.revision}`;
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
      for (const [state, features] of faint) this._drawFaint(context, this.symbols.stages[state & 0x7f], features, zoom);
      for (const [state, features] of full) this._drawClass(context, this.symbols.stages[state], features, zoom);
      if (zoom >= LETTER_ZOOM && this.style.opacity) {
        for (const [state, features] of full) this._drawLetters(context, this.symbols.stages[state], features);
      }
    },

    _drawFaint: function (context, stage, features, zoom) {
      inBatches(context, features, () => {
        if (stage && this.style.opacity) {
          context.globalAlpha = FAINT.opacity;
          context.fillStyle = stage.colour;
          context.fill();
        }
        context.globalAlpha = 1;
        this._drawLine(context, FAINT.line, FAINT.width, zoom);
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
      context.setLineDash(this.style.dash);
      context.strokeStyle = colour;
      context.lineWidth = width;
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
      context.fillStyle = this.symbols.ink(stage);
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

    initialize: function (layers) {
      L.GridLayer.prototype.initialize.call(this, {});
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
      for (const name in this.selected) {
        const layer = this.layers[name];
        const data = layer && layer._map && layer.tileData(coords);
        if (!data) continue;
        const chosen = data.features.filter((feature, at) => this.selected[name].has(data.ids[at]));
        inBatches(context, chosen, () => {
          context.strokeStyle = SELECTED.casing;
          context.lineWidth = SELECTED.width + 3;
          context.stroke();
          context.strokeStyle = SELECTED.line;
          context.lineWidth = SELECTED.width;
          context.stroke();
        });
      }
    },
  });

  /* ---- the map --------------------------------------------------------------------------------------------- */

  async function getJson(path) {
    const response = await fetch(BASE + path);
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return response.json();
  }

  function LedgerMap(map, texts) {
    this.map = map;
    this.layers = {};
    this.wish = null;
    this.revision = null;
    this.shown = null;
    this.lastFit = null;
    this.clicks = Date.now();
    this._dress(texts);
    map.on("click", (event) => this.pick(event.latlng));
    this._start();
  }

  LedgerMap.prototype._dress = function (texts) {
    const map = this.map;
    const container = map.getContainer();
    map.setMinZoom(5).setMaxZoom(20);
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", texts.label);
    this.offlineText = texts.offline;
    this.notice = L.DomUtil.create("div", "landuse-notice", container);
    this.notice.setAttribute("role", "status");
    L.DomUtil.create("div", "landuse-cross", container);
    container.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === container) this.pick(map.getCenter());
    });
    [...CONTEXT_ORDER, ...DRAWING_ORDER, "selection", "names"].forEach((name, at) => {
      const pane = map.createPane(`landuse-${name}`);
      pane.style.zIndex = 210 + 10 * at;
      pane.style.pointerEvents = "none";
    });
  };

  /** Ask until the server answers: what stages look like, and which geometry is the present one. */
  LedgerMap.prototype._start = async function () {
    let answers = null;
    while (!answers) {
      answers = await Promise.all([getJson("symbology.json"), getJson("revision")]).catch(() => null);
      this._say(answers ? "" : this.offlineText);
      if (!answers) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const [content, state] = answers;
    const symbols = new Symbols(content);
    for (const name of DRAWING_ORDER) {
      this.layers[name] = new TileLayer(name, symbols, state.geometry[name], { pane: `landuse-${name}` });
    }
    this.selection = new SelectionLayer(this.layers);
    this.selection.addTo(this.map);
    for (const name of CONTEXT_ORDER) this._addContext(name, content.context[name]);
    this.revision = state.revision;
    if (this.wish) this._follow();
    setInterval(() => this._poll(), POLL_MS);
    this._watchRatio();
  };

  LedgerMap.prototype._addContext = async function (name, style) {
    const pane = `landuse-${name}`;
    const content = await getJson(`context/${name}.geojson`).catch(() => null);
    if (!content) return;
    const look = {
      color: style.line,
      weight: style.width,
      dashArray: style.dash.join(" "),
      fill: style.opacity > 0,
      fillColor: style.line,
      fillOpacity: style.opacity,
    };
    const options = { pane, interactive: false, renderer: L.canvas({ pane, padding: 0.5 }), style: look };
    L.geoJSON(content, { ...options, pointToLayer: () => null }).addTo(this.map);
    for (const feature of content.features) {
      const { name: title, label } = feature.properties || {};
      if (title && label) this._addName(String(title), L.latLng(label[1], label[0]));
    }
  };

  LedgerMap.prototype._addName = function (title, latlng) {
    const html = document.createElement("span");
    html.textContent = title;
    const icon = L.divIcon({ className: "landuse-unit-name", html, iconSize: [0, 0] });
    L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "landuse-names" }).addTo(this.map);
  };

  /** Do what Python asked for last; called again whenever something of it may have changed. */
  LedgerMap.prototype._follow = function () {
    const wish = this.wish;
    for (const name of DRAWING_ORDER) {
      const layer = this.layers[name];
      if (wish.layers.includes(name)) layer.addTo(this.map);
      else layer.remove();
    }
    this.selection.select(wish.selected);
    const fit = JSON.stringify(wish.fit);
    if (wish.fit && fit !== this.lastFit) {
      const [west, south, east, north] = wish.fit;
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: 18, padding: [40, 40] });
    }
    this.lastFit = fit;
    this._refresh();
  };

  /** Fetch the states of the layers shown, if filter, day or ledger are others than those drawn. */
  LedgerMap.prototype._refresh = async function () {
    const names = this.wish.layers;
    const key = [this.revision, this.wish.query, ...names].join("|");
    if (key === this.shown) return;
    this.shown = key;
    const query = this.wish.query;
    const answers = names.map(async (name) => {
      const response = await fetch(`${BASE}state?layer=${name}&${query}`);
      if (!response.ok) throw new Error(`${response.status} ${name}`);
      const states = new Uint8Array(await response.arrayBuffer());
      if (this.shown === key) this.layers[name].setStates(states);
    });
    await Promise.all(answers).then(
      () => this._say(""),
      () => {
        if (this.shown === key) this.shown = null;
        this._say(this.offlineText);
      }
    );
  };

  LedgerMap.prototype._poll = async function () {
    if (document.hidden || this.polling) return;
    this.polling = true;
    const state = await getJson("revision").catch(() => null);
    this.polling = false;
    if (!state) {
      this._say(this.offlineText);
      return;
    }
    this._say("");
    this.revision = state.revision;
    for (const name of DRAWING_ORDER) this.layers[name].setRevision(state.geometry[name]);
    if (this.wish) this._refresh();
  };

  /** A press: outline at once what lies there, and tell Python where; what it answers is what counts. */
  LedgerMap.prototype.pick = function (latlng) {
    const place = latlng.wrap();
    const shown = PICKING_ORDER.filter((name) => this.layers[name] && this.map.hasLayer(this.layers[name]));
    const found = {};
    for (const name of shown) {
      const id = this.layers[name].idAt(this.map, latlng);
      if (id !== null) {
        found[name] = [id];
        break;
      }
    }
    if (this.selection) this.selection.select(found);
    this.clicks += 1;
    window.Streamlit.setComponentValue({ lng: place.lng, lat: place.lat, n: this.clicks });
  };

  /** Draw again when the window moves to a screen of another density. */
  LedgerMap.prototype._watchRatio = function () {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        for (const layer of Object.values(this.layers)) layer.drawAll();
        this.selection.select(this.wish ? this.wish.selected : {});
        this._watchRatio();
      },
      { once: true }
    );
  };

  LedgerMap.prototype._say = function (text) {
    if (this.notice.textContent !== text) this.notice.textContent = text;
  };

  let mounted = null;
  let waiting = null;

  window.landuseMap = {
    mount: function (map, texts) {
      mounted = new LedgerMap(map, texts);
      if (waiting) this.update(waiting);
    },

    /** Take {query, revision, layers, selected, fit} from Python. */
    update: function (wish) {
      // streamlit-folium only ever adds to this list, and removes each of it again at every message.
      if (Array.isArray(window.feature_group)) window.feature_group.length = 0;
      if (!mounted) {
        waiting = wish;
        return;
      }
      mounted.wish = wish;
      if (mounted.revision !== null) {
        mounted.revision = Math.max(mounted.revision, wish.revision);
        mounted._follow();
      }
    },
  };
})();
