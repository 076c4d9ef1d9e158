/*
 * A small map of few shapes: where a file would lie, where a problem is, a shape before and after it is mended.
 *
 * Looks stand in landuse-map.css by the name of each shape's look; names are set as text. landuseSketch.show(…) changes
 * what is drawn without mounting the map anew.
 */
(function () {
  "use strict";

  const BASE = new URL("..", document.currentScript.src).href;
  let mounted = null;
  let waiting = null;

  function SketchMap(map, texts) {
    this.map = map;
    this.drawn = L.layerGroup().addTo(map);
    this.lastFit = null;
    const container = map.getContainer();
    container.classList.add("landuse-sketch");
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", texts.label);
    map.setMinZoom(3).setMaxZoom(20);
    map.attributionControl.setPrefix(false);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);
    L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    this._addUnits();
  }

  /** The district's units below, if the ledger has any: without them a shape lies nowhere. */
  SketchMap.prototype._addUnits = async function () {
    const response = await fetch(`${BASE}context/units.geojson`).catch(() => null);
    if (!response || !response.ok) return;
    const units = L.geoJSON(await response.json(), {
      interactive: false,
      style: { className: "landuse-sketch-units" },
      pointToLayer: () => null,
    });
    units.addTo(this.map).bringToBack();
  };

  SketchMap.prototype.show = function (wish) {
    this.drawn.clearLayers();
    for (const { look, title, geometry } of wish.shapes) {
      const className = `landuse-sketch-${look}`;
      const layer = L.geoJSON(geometry, {
        style: { className },
        pointToLayer: (_, latlng) => L.circleMarker(latlng, { className, radius: 7 }),
      });
      if (title) {
        const words = document.createElement("span");
        words.textContent = title;
        layer.bindTooltip(words, { sticky: true });
      }
      this.drawn.addLayer(layer);
    }
    const fit = JSON.stringify(wish.fit);
    if (wish.fit && fit !== this.lastFit) {
      const [west, south, east, north] = wish.fit;
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: 18, padding: [30, 30], animate: false });
    }
    this.lastFit = fit;
    // For whoever waits for the picture: a test.
    this.map.getContainer().dataset.shapes = String(wish.shapes.length);
  };

  window.landuseSketch = {
    mount: function (map, texts) {
      mounted = new SketchMap(map, texts);
      if (waiting) mounted.show(waiting);
    },

    /** Take {shapes: [{look, title, geometry}], fit} from Python. */
    show: function (wish) {
      // streamlit-folium only ever adds to this list, and removes each of it again at every message.
      if (Array.isArray(window.feature_group)) window.feature_group.length = 0;
      waiting = wish;
      if (mounted) mounted.show(wish);
    },
  };
})();
