/** Draws the events of a lane that has room for them: a mark for each, what tells how long it lasts, its title. */
import { colourOf, shapeFor, trace } from "../lib/marks.js";
import { codesOf } from "./data.js";
import { ABOUT } from "./dates.js";
import { DAY } from "./filter.js";
import { MARK, arrange, momentOf, reaching, rowY } from "./layout.js";

/** @typedef {import("./draw.js").Scene} Scene */
/** @typedef {import("./draw.js").Hit} Hit */

/** What colour and shape an event has. @param {Scene} scene @param {number} i */
function valueIn(scene, i) {
  return scene.colour ? scene.colour.marks[codesOf(scene.colour, i)[0]] : 0;
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
export function drawMarks(ctx, scene, lane, index, first, past, perPixel, xOf, hits) {
  const { store } = scene;
  const widths = widthsOf(store);
  const placed = arrange(store, lane, perPixel, (i) => {
    if (!widths[i]) widths[i] = Math.min(300, wide(store.text("title", i))) + 14;
    return widths[i];
  });
  const limit = scene.asOf === null ? Infinity : scene.asOf + DAY;
  /** One path for each kind and colour. @type {Map<string, any>} */
  const paths = new Map();
  const path = (/** @type {string} */ kind, /** @type {number} */ value) => {
    const key = `${kind} ${colourOf(value)}`;
    let made = paths.get(key);
    if (!made) {
      made = scene.path();
      paths.set(key, made);
    }
    return made;
  };
  const taken = new Set(); // cells of 2 pixels that have a mark
  /** @type {[Hit, number][]} */
  const labels = [];
  /** @param {number} k */
  const add = (k) => {
    const i = lane.items[k];
    const { row, room } = placed(k);
    const y = rowY(lane, row);
    const value = valueIn(scene, i);
    const start = xOf(store.start[i]);
    const end = Number.isNaN(store.end[i]) ? start : xOf(Math.min(store.end[i], limit));
    const x = xOf(momentOf(store, i));
    span((kind) => path(kind, value), scene, i, start, x, end, y);
    const hit = { x, y, event: i, right: Math.max(x + MARK, end), lane: index, many: 0 };
    hits.push(hit);
    const cell = (row << 16) + (Math.round(x) >> 1);
    if (!taken.has(cell)) {
      taken.add(cell);
      trace(path(store.precision[i] ? "open" : "full", value), shapeFor(scene.shape, i, value), x, y, MARK);
    }
    if (store.has("dispute", i)) trace(path("ring", 0), "circle", x, y, MARK + 3);
    labels.push([hit, room]);
  };
  for (const k of reaching(store, lane, first, scene.view[0])) add(k);
  for (let k = first; k < past; k++) add(k);

  fillPaths(ctx, scene.theme, paths);
  for (const [hit, room] of labels) {
    surround(ctx, scene, hit);
    label(ctx, scene, hit, room);
  }
}

/**
 * What tells how long an event lasts, or that its date is not exact: a bar, a dotted line, tildes.
 * @param {(kind: "bar" | "line") => any} path
 * @param {Scene} scene
 * @param {number} i
 * @param {number} start
 * @param {number} x  of its mark
 * @param {number} end
 * @param {number} y
 */
function span(path, { store, width }, i, start, x, end, y) {
  if (store.interval[i]) {
    const a = Math.max(start, -20);
    path("bar").roundRect(a, y - 3, Math.max(1, Math.min(end, width + 20) - a), 6, 3);
    return;
  }
  if (end - start > 2 * MARK + 2) {
    const line = path("line");
    line.moveTo(Math.max(start, -20), y);
    line.lineTo(Math.min(end, width + 20), y);
    for (const side of [start, end]) {
      line.moveTo(side, y - 3);
      line.lineTo(side, y + 3);
    }
  }
  if (store.precision[i] >= ABOUT) {
    const tilde = path("line");
    for (const side of [x - MARK - 5, x + MARK + 1]) {
      tilde.moveTo(side, y);
      tilde.quadraticCurveTo(side + 1, y - 3, side + 2, y);
      tilde.quadraticCurveTo(side + 3, y + 3, side + 4, y);
    }
  }
}

/**
 * Bars and lines first, then the marks upon them.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../lib/theme.js").Theme} theme
 * @param {Map<string, any>} paths  by kind and number of the colour
 */
function fillPaths(ctx, theme, paths) {
  /** @type {Record<string, (path: any, colour: string) => void>} */
  const below = {
    bar(path, colour) {
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = colour;
      ctx.fill(path);
      ctx.globalAlpha = 1;
    },
    line: (path, colour) => dotted(path, colour, [2, 2]),
  };
  /** @type {typeof below} */
  const above = {
    full(path, colour) {
      ctx.fillStyle = colour;
      ctx.fill(path);
    },
    open(path, colour) {
      ctx.fillStyle = theme.paper;
      ctx.fill(path);
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.5;
      ctx.stroke(path);
      ctx.lineWidth = 1;
    },
    ring: (path) => dotted(path, theme.quiet, [1.5, 1.8]),
  };
  /** @param {any} path @param {string} colour @param {number[]} dash */
  function dotted(path, colour, dash) {
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash);
    ctx.stroke(path);
    ctx.setLineDash([]);
  }
  for (const layer of [below, above]) {
    for (const [key, path] of paths) {
      const [kind, hue] = key.split(" ");
      layer[kind]?.(path, theme.hues[Number(hue)]);
    }
  }
}

/** The signs around a mark: kept, selected, under the pointer, with the focus. @param {CanvasRenderingContext2D} ctx @param {Scene} scene @param {Hit} hit */
function surround(ctx, { theme, kept, selection, hover, current, focused }, hit) {
  if (kept.has(hit.event)) {
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.rect(hit.x - MARK - 4, hit.y - MARK - 4, 2 * MARK + 8, 2 * MARK + 8);
    ctx.stroke();
    ctx.lineWidth = 1;
  }
  if (selection.has(hit.event)) ring(ctx, hit, MARK + 4.5, theme.accent, 2);
  if (hit.event === hover) ring(ctx, hit, MARK + 4.5, theme.ink, 1);
  if (hit.event === current) ring(ctx, hit, MARK + 7, focused ? theme.ink : theme.quiet, focused ? 2 : 1);
}

/** The title beside a mark, as much of it as there is room for. @param {CanvasRenderingContext2D} ctx @param {Scene} scene @param {Hit} hit @param {number} room */
function label(ctx, { store, theme, width }, hit, room) {
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
  if (free < 36 || hit.right < -40) return;
  const text = cut(ctx, store.text("title", hit.event), free);
  if (!text) return;
  ctx.fillStyle = theme.ink;
  ctx.fillText(text, from, hit.y + 0.5);
  hit.right = Math.max(hit.right, from + Math.min(free, wide(text)));
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

/** Widths of labels, found when first needed. @type {WeakMap<object, Float32Array>} */
const known = new WeakMap();

/** @param {import("./data.js").Store} store */
function widthsOf(store) {
  let widths = known.get(store);
  if (!widths) {
    widths = new Float32Array(store.count);
    known.set(store, widths);
  }
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
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= free) low = middle;
    else high = middle - 1;
  }
  return low < 4 ? "" : `${text.slice(0, low).trimEnd()}…`;
}
