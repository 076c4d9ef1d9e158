/*
 * Vector tiles, decoded: polygons, the specks of the overview, and what drawing and pressing ask of them.
 */
window.landuseTiles = (function () {
  "use strict";

  const POINT = 1;

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

  /**
   * Decode a tile: ids and features (rings, a box) of polygons, and the overview's specks (ids, and x, y of their cells'
   * middles), all in tile units.
   */
  function decode(buffer) {
    const reader = new Reader(new Uint8Array(buffer));
    const tile = { ids: [], features: [], specks: { ids: [], places: [] } };
    reader.fields(reader.bytes.length, (field) => {
      if (field !== 3) return;
      reader.fields(reader.varint() + reader.at, (inLayer) => {
        if (inLayer === 2) decodeFeature(reader, reader.varint() + reader.at, tile);
      });
    });
    return tile;
  }

  function decodeFeature(reader, end, tile) {
    let id = 0;
    let isPoint = false;
    reader.fields(end, (field) => {
      if (field === 1) id = reader.varint();
      else if (field === 3) isPoint = reader.varint() === POINT;
      else if (field === 4) {
        const until = reader.varint() + reader.at;
        if (isPoint) {
          reader.varint();
          tile.specks.ids.push(id);
          tile.specks.places.push(reader.varint() >>> 1, reader.varint() >>> 1);
        } else {
          tile.ids.push(id);
          tile.features.push(decodeRings(reader, until));
        }
      }
    });
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

  /** Two by two pixels, as the server's CELL_PIXELS says. */
  const CELL = 16;

  return { EXTENT: 4096, CELL, decode, holds, markPlace };
})();
