/** Draws the lanes on a canvas. Only what is in view is drawn, and at most one mark on a spot. */
import { codesOf } from "./data.js";
import { DAY } from "./filter.js";
import { MARK, arrange, columns, firstFrom, momentOf, reaching, rowY } from "./layout.js";
import { colourOf, shapeFor, trace } from "../lib/marks.js";

const BIN = 4; // pixels of a column of the density picture

/**
 * @typedef {object} Scene
 * @property {import("./data.js").Store} store
 * @property {import("./layout.js").Lane[]} lanes
 * @property {import("./data.js").Facet | null} colour
 * @property {import("./data.js").Facet | null} shape    null where shapes go with colours
 * @property {[number, number]} view
 * @property {number} width
 * @property {number} height
 * @property {number | null} asOf
 * @property {Set<number>} selection
 * @property {Set<number>} kept     the selection compared with
 * @property {number} current       event with the focus, or -1
 * @property {number} hover
 * @property {boolean} focused
 * @property {Date[]} ticks
 * @property {import("../lib/theme.js").Theme} theme
 * @property {() => any} path       makes an empty path: a Path2D, or one that becomes SVG
 */

/** @typedef {{x: number, y: number, event: number, right: number, lane: number, many: number}} Hit  a mark drawn */

/** What colour and shape an event has. @param {Scene} scene @param {number} i */
function valueOf(scene, i) {
  return scene.colour ? scene.colour.marks[codesOf(scene.colour, i)[0]] : 0;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @returns {Hit[]} what was drawn, for the pointer
 */
export function draw(ctx, scene) {
  const { store, lanes, view, width, height, theme } = scene;
  const perPixel = (view[1] - view[0]) / width;
  const xOf = (/** @type {number} */ t) => (t - view[0]) / perPixel;
  /** @type {Hit[]} */
  const hits = [];

  ctx.clearRect(0, 0, width, height);
  ctx.lineWidth = 1;
  ctx.fillStyle = theme.band;
  lanes.forEach((lane, k) => {
    if (k % 2) ctx.fillRect(0, lane.top, width, lane.height);
  });
  ctx.strokeStyle = theme.line;
  ctx.beginPath();
  for (const tick of scene.ticks) {
    const x = Math.round(xOf(tick.getTime())) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, height);
  }
  ctx.stroke();

  ctx.font = `12px ${theme.font}`;
  ctx.textBaseline = "middle";
  /** @type {Map<number, Uint32Array>} */
  const crowds = new Map();
  lanes.forEach((lane, index) => {
    const first = firstFrom(store, lane.items, view[0] - 8 * perPixel);
    const past = firstFrom(store, lane.items, view[1] + 8 * perPixel);
    if (lane.collapsed || past - first > Math.max(200, (lane.rows * width) / 6)) {
      crowds.set(index, columns(store, lane.items, view[0], BIN * perPixel, Math.ceil(width / BIN)));
    } else {
      marks(ctx, scene, lane, index, first, past, perPixel, xOf, hits);
    }
  });
  // One measure for all lanes, in number and in height, so that their columns can be compared.
  let most = 1;
  let tall = Infinity;
  for (const [index, counts] of crowds) {
    for (const count of counts) if (count > most) most = count;
    if (!lanes[index].collapsed) tall = Math.min(tall, lanes[index].height);
  }
  for (const [index, counts] of crowds)
    density(ctx, scene, lanes[index], index, counts, most, Math.min(tall, lanes[index].height) - 6, hits);

  if (scene.asOf !== null) {
    const x = xOf(scene.asOf + DAY);
    if (x > 0 && x < width) {
      ctx.strokeStyle = theme.accent;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, height);
      ctx.stroke();
      ctx.setLineDash([]);
    }
  }
  return hits;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {import("./layout.js").Lane} lane
 * @param {number} index
 * @param {number} first
 * @param {number} past
 * @param {number} perPixel
 * @param {(t: number) => number} xOf
 * @param {Hit[]} hits
 */
function marks(ctx, scene, lane, index, first, past, perPixel, xOf, hits) {
  const { store, theme, width } = scene;
  const widths = widthsOf(store);
  const titles = (/** @type {number} */ i) =>
    widths[i] || (widths[i] = Math.min(300, wide(store.text("title", i))) + 14);
  const placed = arrange(store, lane, perPixel, titles);
  /** @type {number[]} */
  const places = [];
  for (const k of reaching(store, lane, first, scene.view[0])) places.push(k);
  for (let k = first; k < past; k++) places.push(k);

  /** One path for each colour and kind. @type {Map<string, any>} */
  const paths = new Map();
  const path = (/** @type {string} */ kind, /** @type {number} */ value) => {
    const key = `${kind} ${colourOf(value)}`;
    let made = paths.get(key);
    if (!made) paths.set(key, (made = scene.path()));
    return made;
  };
  const taken = new Set(); // cells of 2 pixels that have a mark
  /** @type {[Hit, number][]} */
  const labels = [];
  for (const k of places) {
    const i = lane.items[k];
    const { row, room } = placed(k);
    const y = rowY(lane, row);
    const value = valueOf(scene, i);
    const limit = scene.asOf === null ? Infinity : scene.asOf + DAY;
    const start = xOf(store.start[i]);
    const end = Number.isNaN(store.end[i]) ? start : xOf(Math.min(store.end[i], limit));
    const x = xOf(momentOf(store, i));
    if (store.interval[i]) {
      const a = Math.max(start, -20);
      path("bar", value).roundRect(a, y - 3, Math.max(1, Math.min(end, width + 20) - a), 6, 3);
    } else if (end - start > 2 * MARK + 2) {
      const line = path("line", value);
      line.moveTo(Math.max(start, -20), y);
      line.lineTo(Math.min(end, width + 20), y);
      for (const side of [start, end]) {
        line.moveTo(side, y - 3);
        line.lineTo(side, y + 3);
      }
    } else if (store.precision[i] === 3) {
      const tilde = path("line", value);
      for (const side of [x - MARK - 5, x + MARK + 1]) {
        tilde.moveTo(side, y);
        tilde.quadraticCurveTo(side + 1, y - 3, side + 2, y);
        tilde.quadraticCurveTo(side + 3, y + 3, side + 4, y);
      }
    }
    const hit = { x, y, event: i, right: Math.max(x + MARK, end), lane: index, many: 0 };
    hits.push(hit);
    const cell = (row << 16) + (Math.round(x) >> 1);
    if (!taken.has(cell)) {
      taken.add(cell);
      trace(path(store.precision[i] ? "open" : "full", value), shapeFor(scene.shape, i, value), x, y, MARK);
    }
    if (store.has("dispute", i)) trace(path("ring", 0), "circle", x, y, MARK + 3);
    labels.push([hit, room]);
  }

  for (const [key, made] of paths) {
    const [kind, hue] = key.split(" ");
    const colour = theme.hues[Number(hue)];
    if (kind === "bar") {
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = colour;
      ctx.fill(made);
      ctx.globalAlpha = 1;
    } else if (kind === "line") {
      ctx.strokeStyle = colour;
      ctx.setLineDash([2, 2]);
      ctx.stroke(made);
      ctx.setLineDash([]);
    }
  }
  for (const [key, made] of paths) {
    const [kind, hue] = key.split(" ");
    const colour = theme.hues[Number(hue)];
    if (kind === "full") {
      ctx.fillStyle = colour;
      ctx.fill(made);
    } else if (kind === "open") {
      ctx.fillStyle = theme.paper;
      ctx.fill(made);
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.5;
      ctx.stroke(made);
      ctx.lineWidth = 1;
    } else if (kind === "ring") {
      ctx.strokeStyle = theme.quiet;
      ctx.setLineDash([1.5, 1.8]);
      ctx.stroke(made);
      ctx.setLineDash([]);
    }
  }

  for (const [hit, room] of labels) {
    if (scene.kept.has(hit.event)) {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 1.25;
      ctx.beginPath();
      ctx.rect(hit.x - MARK - 4, hit.y - MARK - 4, 2 * MARK + 8, 2 * MARK + 8);
      ctx.stroke();
      ctx.lineWidth = 1;
    }
    if (scene.selection.has(hit.event)) ring(ctx, hit, MARK + 4.5, theme.accent, 2);
    if (hit.event === scene.hover) ring(ctx, hit, MARK + 4.5, theme.ink, 1);
    if (hit.event === scene.current)
      ring(ctx, hit, MARK + 7, scene.focused ? theme.ink : theme.quiet, scene.focused ? 2 : 1);
    let from = Math.max(hit.x + MARK, Math.min(hit.right, width), 0) + 8;
    let free = Math.min(room - 16, width - from - 4, 460);
    if (free < 36 && room > 1 && Math.min(hit.right, width) - Math.max(hit.x, 0) > 70) {
      // No room after what lasts long: the label stands on it.
      from = Math.max(hit.x + MARK + 10, 6);
      free = Math.min(hit.right, width) - from - 8;
      const on = Math.min(free, ctx.measureText(store.text("title", hit.event)).width) + 6;
      ctx.fillStyle = theme.paper;
      ctx.fillRect(from - 3, hit.y - 7, on, 14);
    }
    if (free < 36 || hit.right < -40) continue;
    const text = cut(ctx, store.text("title", hit.event), free);
    if (!text) continue;
    ctx.fillStyle = theme.ink;
    ctx.fillText(text, from, hit.y + 0.5);
    hit.right = Math.max(hit.right, from + Math.min(free, wide(text)));
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {Hit} hit @param {number} r @param {string} colour @param {number} thick */
function ring(ctx, hit, r, colour, thick) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = thick;
  ctx.beginPath();
  ctx.arc(hit.x, hit.y, r, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.lineWidth = 1;
}

/**
 * A lane with more events than marks could show: columns whose height follows the number of events.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {import("./layout.js").Lane} lane
 * @param {number} index
 * @param {Uint32Array} bins   events in each column
 * @param {number} top          the most in any
 * @param {number} full         pixels that stand for the most
 * @param {Hit[]} hits
 */
function density(ctx, scene, lane, index, bins, top, full, hits) {
  const { theme } = scene;
  const base = Math.round(lane.top + lane.height) - 3;
  const value =
    scene.colour && lane.code >= 0 && scene.colour.values[lane.code] === lane.key
      ? scene.colour.marks[lane.code]
      : -1;
  ctx.fillStyle = value >= 0 ? theme.hues[colourOf(value)] : theme.quiet;
  for (let k = 0; k < bins.length; k++) {
    if (!bins[k]) continue;
    const tall = Math.max(2, Math.round(Math.sqrt(bins[k] / top) * full)); // whole pixels are drawn fastest
    ctx.fillRect(k * BIN, base - tall, BIN - 1, tall);
    hits.push({
      x: k * BIN + BIN / 2,
      y: base - tall / 2,
      event: -1,
      right: k * BIN + BIN,
      lane: index,
      many: bins[k],
    });
  }
}

/** Widths of labels, found when first needed. @type {WeakMap<object, Float32Array>} */
const known = new WeakMap();

/** @param {import("./data.js").Store} store */
function widthsOf(store) {
  let widths = known.get(store);
  if (!widths) known.set(store, (widths = new Float32Array(store.count)));
  return widths;
}

/** A quick estimate of a text's width at 12 px. @param {string} text */
export function wide(text) {
  let sum = 0;
  for (let k = 0; k < text.length; k++) sum += text.charCodeAt(k) > 0x1100 ? 12 : 6.3;
  return sum;
}

/** As much of a text as fits, with an ellipsis; nothing where too little would be left. @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} free */
export function cut(ctx, text, free) {
  if (ctx.measureText(text).width <= free) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(text.slice(0, middle) + "…").width <= free) low = middle;
    else high = middle - 1;
  }
  return low < 4 ? "" : text.slice(0, low).trimEnd() + "…";
}
