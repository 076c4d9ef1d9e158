/*
 * What the pointer does: pick, select by box or polygon, measure; and what the map says about the place under it.
 *
 * A tool draws what it is doing and tells the map's owner when it is done; lengths and areas are the server's, in the
 * district's own plane.
 */
window.landuseTools = (function () {
  "use strict";

  const PANE = "landuse-tools";
  const LOOK = { pane: PANE, color: "#0b57d0", weight: 2, dashArray: "5 4", fillOpacity: 0.08, interactive: false };
  const TOOLS = ["pick", "box", "polygon", "length", "area"];
  const ICONS = {
    pick: "M5 3l13 8-6 1.5L9 19z",
    box: "M4 5h16v14H4z",
    polygon: "M5 9l8-5 7 7-4 9H7z",
    length: "M3 16L16 3l5 5L8 21zM8 11l2 2m2-6l2 2",
    area: "M4 4h16v16H4zM4 10h4M4 16h4M10 20v-4M16 20v-4",
    print: "M7 8V3h10v5M5 8h14v8h-3v5H8v-5H5z",
  };
  const REST_MS = 250;
  const TRACK_MS = 120;

  function icon(path) {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(name, "path");
    line.setAttribute("d", path);
    svg.appendChild(line);
    return svg;
  }

  function button(container, title, path, onPress) {
    const made = L.DomUtil.create("button", "landuse-tool", container);
    made.type = "button";
    made.title = title;
    made.setAttribute("aria-label", title);
    made.appendChild(icon(path));
    L.DomEvent.disableClickPropagation(made);
    made.addEventListener("click", onPress);
    return made;
  }

  /** How a gesture changes the selection, as in other map programs: Ctrl or Shift adds, Alt takes away. */
  function howOf(event) {
    if (event.altKey) return "remove";
    return event.ctrlKey || event.metaKey || event.shiftKey ? "add" : "replace";
  }

  /**
   * @param {L.Map} map
   * @param {string} base where our routes begin
   * @param {object} texts
   * @param {object} owner {pick(latlng, how), shape(ring, how), print(box), asking() -> {as_of, layers, lang}}
   */
  function Tools(map, base, texts, owner) {
    this.map = map;
    this.base = base;
    this.texts = texts;
    this.owner = owner;
    this.tool = "pick";
    this.places = [];
    this.drawn = null;
    const pane = map.createPane(PANE);
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    map.boxZoom.disable();
    this._bar();
    this._readouts();
    map.on("click", (event) => this._press(event));
    map.on("dblclick", (event) => this._finish(event.originalEvent));
    map.on("mousedown", (event) => this._startBox(event));
    map.on("mousemove", (event) => this._move(event));
    map.on("mouseup", (event) => this._endBox(event));
    map.on("mouseout", () => this._leave());
    map.on("movestart", () => this._hideTip());
  }

  Tools.prototype._bar = function () {
    const bar = L.DomUtil.create("div", "leaflet-bar landuse-bar");
    bar.setAttribute("role", "toolbar");
    this.buttons = {};
    for (const name of TOOLS) {
      this.buttons[name] = button(bar, this.texts[name], ICONS[name], () => this.use(name));
    }
    button(bar, this.texts.print, ICONS.print, () => {
      const box = this.map.getBounds();
      this.owner.print([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]);
    });
    const control = L.control({ position: "topleft" });
    control.onAdd = () => bar;
    control.addTo(this.map);
    this.use("pick");
  };

  Tools.prototype._readouts = function () {
    const container = this.map.getContainer();
    this.measure = L.DomUtil.create("div", "landuse-measure", container);
    this.measure.setAttribute("role", "status");
    this.tip = L.DomUtil.create("div", "landuse-tip", container);
    this.where = L.DomUtil.create("div", "landuse-where", container);
  };

  /** Take up a tool; what another one had begun is dropped. */
  Tools.prototype.use = function (name) {
    this.tool = name;
    this._clear();
    for (const other of TOOLS) this.buttons[other].setAttribute("aria-pressed", String(other === name));
    this.map.getContainer().classList.toggle("landuse-drawing", name !== "pick");
    this.map.dragging[name === "box" ? "disable" : "enable"]();
    this.map.doubleClickZoom[name === "pick" ? "enable" : "disable"]();
  };

  /** Drop what is being drawn; true if there was something. */
  Tools.prototype.cancel = function () {
    const busy = this.places.length > 0 || this.tool !== "pick";
    if (this.places.length) this._clear();
    else if (busy) this.use("pick");
    return busy;
  };

  Tools.prototype._clear = function () {
    this.places = [];
    this.corner = null;
    if (this.drawn) this.drawn.remove();
    this.drawn = null;
    if (this.measure) this._say(this.measure, []);
  };

  Tools.prototype._press = function (event) {
    if (this.justBoxed) {
      this.justBoxed = false;
      return;
    }
    if (this.tool === "pick") {
      const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
      this.owner.pick(event.latlng, ctrlKey || metaKey || shiftKey ? "toggle" : "replace");
    } else if (this.tool !== "box") {
      this.places.push(event.latlng.wrap());
      this._sketch(this.places);
      this._ask();
    }
  };

  Tools.prototype._finish = function (event) {
    // A double click is two clicks: the second one put the last place there twice.
    const places = this.places.filter((place, at) => !at || !place.equals(this.places[at - 1]));
    if (this.tool === "polygon" && places.length >= 3) {
      this.owner.shape(places.map((place) => [place.lng, place.lat]), howOf(event));
      this._clear();
    } else if (this.tool === "length" || this.tool === "area") {
      this.places = places;
      this._sketch(places);
      this._ask().then(() => {
        this.places = [];
      });
    }
  };

  /** Enter ends what is being drawn; true if it did. */
  Tools.prototype.enter = function (event) {
    if (!this.places.length) return false;
    this._finish(event);
    return true;
  };

  Tools.prototype._startBox = function (event) {
    const { shiftKey, button: pressed } = event.originalEvent;
    if (pressed !== 0 || (this.tool !== "box" && !(shiftKey && this.tool === "pick"))) return;
    this.corner = event.latlng;
    this.from = event.containerPoint;
    this.map.dragging.disable();
  };

  Tools.prototype._endBox = function (event) {
    if (!this.corner) return;
    const from = this.corner;
    const far = event.containerPoint.distanceTo(this.from) > 4;
    this._clear();
    if (this.tool !== "box") this.map.dragging.enable();
    if (!far) return;
    this.justBoxed = true;
    setTimeout(() => (this.justBoxed = false), 0);
    const box = L.latLngBounds(from, event.latlng);
    const [west, south, east, north] = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const ring = [[west, south], [east, south], [east, north], [west, north]];
    const boxing = { ...event.originalEvent, altKey: event.originalEvent.altKey };
    boxing.ctrlKey = event.originalEvent.ctrlKey;
    boxing.shiftKey = this.tool === "box" && event.originalEvent.shiftKey;
    this.owner.shape(ring, howOf(boxing));
  };

  Tools.prototype._sketch = function (places) {
    if (this.drawn) this.drawn.remove();
    const closed = this.tool === "polygon" || this.tool === "area";
    this.drawn = (closed ? L.polygon(places, LOOK) : L.polyline(places, LOOK)).addTo(this.map);
  };

  Tools.prototype._move = function (event) {
    this._where(event.latlng);
    if (this.corner) {
      if (this.drawn) this.drawn.remove();
      this.drawn = L.rectangle(L.latLngBounds(this.corner, event.latlng), LOOK).addTo(this.map);
    } else if (this.places.length) {
      this._sketch([...this.places, event.latlng]);
    }
    this._hideTip();
    if (this.map.dragging.moving() || this.corner) return;
    this.resting = setTimeout(() => this._under(event, true), REST_MS);
    if (Date.now() - (this.tracked || 0) > TRACK_MS) {
      this.tracked = Date.now();
      this._under(event, false);
    }
  };

  Tools.prototype._where = function (latlng) {
    const place = latlng.wrap();
    this.lonlat = this.texts.lonlat.replace("{lng}", place.lng.toFixed(6)).replace("{lat}", place.lat.toFixed(6));
    this._say(this.where, [this.lonlat]);
  };

  /** Ask what lies under the pointer: its projected coordinates at once, its records when it rests. */
  Tools.prototype._under = async function (event, resting) {
    const { as_of: day, layers, lang } = this.owner.asking();
    const place = event.latlng.wrap();
    const query = new URLSearchParams({ at: `${place.lng},${place.lat}`, as_of: day, lang });
    query.set("layers", resting ? layers.join(",") : "");
    const asked = (this.asked = (this.asked || 0) + 1);
    const answer = await fetch(`${this.base}under?${query}`).catch(() => null);
    if (!answer || !answer.ok || asked !== this.asked) return;
    const { x, y, crs, records } = await answer.json();
    const projected = this.texts.projected.replace("{x}", x.toFixed(2)).replace("{y}", y.toFixed(2)).replace("{crs}", crs);
    this._say(this.where, [`${this.lonlat}  ${projected}`]);
    if (resting && records.length) this._showTip(event.containerPoint, records);
  };

  Tools.prototype._showTip = function (point, records) {
    this._say(this.tip, records.map((lines) => lines.join(" · ")));
    const { x: width } = this.map.getSize();
    this.tip.style.left = `${Math.min(point.x + 14, width - 260)}px`;
    this.tip.style.top = `${point.y + 16}px`;
  };

  Tools.prototype._hideTip = function () {
    clearTimeout(this.resting);
    this._say(this.tip, []);
  };

  Tools.prototype._leave = function () {
    this._hideTip();
    this._say(this.where, []);
  };

  Tools.prototype._ask = async function () {
    if ((this.tool !== "length" && this.tool !== "area") || this.places.length < 2) return;
    const query = new URLSearchParams({
      places: this.places.map((place) => `${place.lng},${place.lat}`).join(";"),
      closed: this.tool === "area" ? "1" : "0",
      lang: this.owner.asking().lang,
    });
    const answer = await fetch(`${this.base}measure?${query}`).catch(() => null);
    if (answer && answer.ok) this._say(this.measure, (await answer.json()).lines);
  };

  /** Lines of text, as text. */
  Tools.prototype._say = function (element, lines) {
    const text = lines.join("\n");
    if (element.textContent !== text) element.textContent = text;
  };

  return { Tools };
})();
