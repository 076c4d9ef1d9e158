/*
 * The district's map: what Python asks of it, and what it tells Python.
 *
 * Python talks to us by landuseMap.update(…), which changes colours, selection and view without mounting the map
 * anew; we talk back by one message, {kind, …, n}, and look three times a second whether anybody has changed the ledger.
 */
(function () {
  "use strict";

  const { Symbols, TileLayer, SelectionLayer } = window.landuseLayers;
  const { Tools } = window.landuseTools;
  const { BaseLayers } = window.landuseBase;
  const { painting } = window.landusePainting;
  const BASE = new URL("../..", document.currentScript.src).href;
  const POLL_MS = 300;
  const DRAWING_ORDER = ["parcels", "plots", "zones"];
  const PICKING_ORDER = ["parcels", "plots", "zones"];
  const CONTEXT_ORDER = ["water", "roads", "units"];

  async function getJson(path) {
    const response = await fetch(BASE + path);
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return response.json();
  }

  function LedgerMap(map, texts) {
    this.map = map;
    this.layers = {};
    this.names = [];
    this.said = new Map();
    this.wish = null;
    this.revision = null;
    this.shown = null;
    this.lastFit = null;
    this.clicks = Date.now();
    this._dress(texts);
    this.tools = new Tools(map, BASE, texts, this);
    this.baseLayers = new BaseLayers(map, BASE, texts, (text, key) => this._say(text, key));
    map.on("zoomend", () => this._arrangeNames());
  }

  LedgerMap.prototype._dress = function (texts) {
    const map = this.map;
    const container = map.getContainer();
    map.setMinZoom(5).setMaxZoom(20);
    // folium's first fit must not be animated: it would end after, and undo, the one that Python asks for.
    this.zoomThreshold = map.options.zoomAnimationThreshold;
    map.options.zoomAnimationThreshold = 0;
    // What is drawn is shown: to fade in takes longer than to draw, and keeps the machine busy.
    map._fadeAnimated = false;
    map.attributionControl.setPrefix(false);
    // The page's style decides the height, which may come after Leaflet measured it.
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);
    L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", texts.label);
    this.offlineText = texts.offline;
    this.notice = L.DomUtil.create("div", "landuse-notice", container);
    this.notice.setAttribute("role", "status");
    L.DomUtil.create("div", "landuse-cross", container);
    // Leaflet focuses the map at a press too: the cross is for those who came by the keyboard (Tab says keyup only).
    container.addEventListener("mousedown", () => container.classList.remove("landuse-by-keyboard"));
    container.addEventListener("keyup", () => container.classList.add("landuse-by-keyboard"));
    container.addEventListener("keydown", (event) => {
      if (event.target === container) this._key(event);
    });
    [...CONTEXT_ORDER, ...DRAWING_ORDER, "selection", "names"].forEach((name, at) => {
      const pane = map.createPane(`landuse-${name}`);
      pane.style.zIndex = 210 + 10 * at;
      pane.style.pointerEvents = "none";
    });
  };

  /** Beside Leaflet's arrows and +/-: Enter picks or ends a drawing, n and p go through the list, Escape clears. */
  LedgerMap.prototype._key = function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !this.tools.enter(event)) this.pick(this.map.getCenter(), "replace");
    else if (event.key === "n" || event.key === "p") this._send({ kind: "step", by: event.key === "n" ? 1 : -1 });
    else if (event.key === "Escape" && !this.tools.cancel()) this._send({ kind: "clear" });
  };

  LedgerMap.prototype._send = function (message) {
    this.clicks += 1;
    window.Streamlit.setComponentValue({ ...message, n: this.clicks });
  };

  /** Begin with what Python said first: it knows which geometry is the present one. */
  LedgerMap.prototype._start = function ({ revision, geometry }) {
    const content = window.landuseGiven.symbology;
    const symbols = new Symbols(content);
    for (const name of DRAWING_ORDER) {
      this.layers[name] = new TileLayer(BASE, name, symbols, geometry[name], { pane: `landuse-${name}` });
    }
    this.selection = new SelectionLayer(content.selected, this.layers);
    this.selection.addTo(this.map);
    this.revision = revision;
    this.map.options.zoomAnimationThreshold = this.zoomThreshold;
    this._follow();
    // After the parcels: a browser asks for six things at a time.
    for (const name of CONTEXT_ORDER) this._addContext(name, content.context[name]);
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
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "landuse-names" });
    this.names.push({ latlng, element: marker.addTo(this.map).getElement(), width: html.offsetWidth });
    this._arrangeNames();
  };

  /** Show the names that have room at this zoom, first come first; the others wait for a closer look. */
  LedgerMap.prototype._arrangeNames = function () {
    const taken = [];
    for (const { latlng, element, width } of this.names) {
      const { x, y } = this.map.latLngToLayerPoint(latlng);
      const collides = taken.some((box) => Math.abs(box.x - x) < (box.width + width) / 2 + 4 && Math.abs(box.y - y) < 18);
      element.style.visibility = collides ? "hidden" : "visible";
      if (!collides) taken.push({ x, y, width });
    }
  };

  /** Do what Python asked for last; called again whenever something of it may have changed. */
  LedgerMap.prototype._follow = function () {
    const wish = this.wish;
    for (const name of DRAWING_ORDER) {
      const layer = this.layers[name];
      if (wish.layers.includes(name)) layer.addTo(this.map);
      else layer.remove();
    }
    this.baseLayers.show(wish.base);
    this._select(wish);
    const fit = JSON.stringify(wish.fit);
    if (wish.fit && fit !== this.lastFit) this._lookAt(wish.fit);
    this.lastFit = fit;
    this._refresh();
  };

  /** Outline what Python says is selected: few ids come with the message, many are fetched once by their token. */
  LedgerMap.prototype._select = async function (wish) {
    const selected = { ...wish.selected };
    for (const name in wish.chosen || {}) {
      const token = wish.chosen[name];
      if (!this.fetched || this.fetched.token !== token) {
        const answer = await fetch(`${BASE}chosen/${token}`).catch(() => null);
        if (!answer || !answer.ok) continue;
        this.fetched = { token, ids: new Uint32Array(await answer.arrayBuffer()) };
      }
      selected[name] = this.fetched.ids;
    }
    if (this.wish === wish) this.selection.select(selected);
  };

  /** Show a box; Leaflet drops a move that comes while a zoom is still under way. */
  LedgerMap.prototype._lookAt = function (box) {
    if (this.map._animatingZoom) {
      this.map.once("zoomend", () => this._lookAt(box));
      return;
    }
    const [west, south, east, north] = box;
    this.map.fitBounds([[south, west], [north, east]], { maxZoom: 17, padding: [40, 40] });
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
      () => {
        this._say("");
        // For whoever waits for the picture: a test, a benchmark.
        painting.whenIdle(() => (this.map.getContainer().dataset.shown = key));
      },
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
    for (const name of DRAWING_ORDER) {
      this.layers[name].loadMissing();
      this.layers[name].setRevision(state.geometry[name]);
    }
    if (this.wish) this._refresh();
  };

  /** A press: outline at once what lies there, and tell Python where; what it answers is what counts. */
  LedgerMap.prototype.pick = function (latlng, how) {
    const place = latlng.wrap();
    if (this.selection && how === "replace") this.selection.select(this._under(latlng));
    this._send({ kind: "pick", lng: place.lng, lat: place.lat, how });
  };

  LedgerMap.prototype._under = function (latlng) {
    const shown = PICKING_ORDER.filter((name) => this.layers[name] && this.map.hasLayer(this.layers[name]));
    for (const name of shown) {
      const id = this.layers[name].idAt(this.map, latlng);
      if (id !== null) return { [name]: [id] };
    }
    return {};
  };

  LedgerMap.prototype.shape = function (ring, how) {
    this._send({ kind: "shape", ring, how });
  };

  LedgerMap.prototype.print = function (box) {
    this._send({ kind: "print", box });
  };

  LedgerMap.prototype.asking = function () {
    const { query, layers, lang } = this.wish || { query: "", layers: [], lang: "" };
    return { as_of: new URLSearchParams(query).get("as_of") || "", layers, lang };
  };

  /** Draw again when the window moves to a screen of another density. */
  LedgerMap.prototype._watchRatio = function () {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        for (const layer of Object.values(this.layers)) layer.drawAll();
        if (this.wish) this._select(this.wish);
        this._watchRatio();
      },
      { once: true }
    );
  };

  /** Say something on the map; by its key it is taken back or replaced. */
  LedgerMap.prototype._say = function (text, key = "server") {
    if (text) this.said.set(key, text);
    else this.said.delete(key);
    const lines = [...this.said.values()].join("\n");
    if (this.notice.textContent !== lines) this.notice.textContent = lines;
  };

  let mounted = null;
  let waiting = null;

  window.landuseMap = {
    mount: function (map, language) {
      mounted = new LedgerMap(map, window.landuseGiven.texts[language]);
      if (waiting) this.update(waiting);
    },

    /** Take {query, revision, geometry, layers, base, selected, chosen, fit, lang} from Python. */
    update: function (wish) {
      // streamlit-folium only ever adds to this list, and removes each of it again at every message.
      if (Array.isArray(window.feature_group)) window.feature_group.length = 0;
      if (!mounted) {
        waiting = wish;
        return;
      }
      mounted.wish = wish;
      if (mounted.revision === null) mounted._start(wish);
      else {
        mounted.revision = Math.max(mounted.revision, wish.revision);
        mounted._follow();
      }
    },
  };
})();