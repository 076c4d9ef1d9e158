/*
 * Drawing on canvas without holding the page up: work is cut into slices of a few milliseconds, one a frame, so that the
 * map can be dragged meanwhile; what was drawn before stays until the new picture is whole.
 */
window.landusePainting = (function () {
  "use strict";

  const { EXTENT } = window.landuseTiles;
  const TILE_SIZE = 512;
  const UNIT = TILE_SIZE / EXTENT;
  // One path holds this many shapes: a single path for a whole class is five times slower to fill.
  const BATCH = 32;
  const SLICE_MS = 8;
  // Nobody drags a map that is not there yet.
  const FIRST_SLICE_MS = 40;

  /** Work that is done a slice a frame, first come first served; what is queued again under its key starts anew. */
  const painting = {
    works: new Map(),
    waiters: [],
    slice: FIRST_SLICE_MS,

    queue: function (key, work) {
      this.works.delete(key);
      this.works.set(key, work);
      this._wait();
    },

    drop: function (key) {
      this.works.delete(key);
    },

    /** Call back once when nothing is left to draw: from the first time on, work is done in small slices. */
    whenIdle: function (callback) {
      this.waiters.push(() => {
        this.slice = SLICE_MS;
        callback();
      });
      this._wait();
    },

    _wait: function () {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = null;
        const until = performance.now() + this.slice;
        for (const [key, work] of this.works) {
          let step = work.next();
          while (!step.done && performance.now() < until) step = work.next();
          if (!step.done) break;
          this.works.delete(key);
          if (performance.now() >= until) break;
        }
        if (this.works.size) this._wait();
        else for (const waiter of this.waiters.splice(0)) waiter();
      });
    },
  };

  function trace(context, feature) {
    for (const ring of feature.rings) {
      context.moveTo(ring[0] * UNIT, ring[1] * UNIT);
      for (let i = 2; i < ring.length; i += 2) context.lineTo(ring[i] * UNIT, ring[i + 1] * UNIT);
      context.closePath();
    }
  }

  /** Call paint() with a path of at most BATCH features at a time; a pause may come after each. */
  function* inBatches(context, features, paint) {
    for (let start = 0; start < features.length; start += BATCH) {
      context.beginPath();
      for (let i = start; i < Math.min(start + BATCH, features.length); i++) trace(context, features[i]);
      paint();
      yield;
    }
  }

  function sized(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const pixels = Math.round(TILE_SIZE * ratio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, TILE_SIZE, TILE_SIZE);
    context.lineJoin = "round";
    return context;
  }

  /** Draw behind the scenes and show it when it is whole: what was there stays until then. */
  function* behind(canvas, draw) {
    const stage = document.createElement("canvas");
    yield* draw(sized(stage));
    const context = sized(canvas);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(stage, 0, 0);
  }

  return { TILE_SIZE, UNIT, painting, inBatches, sized, behind };
})();
