/** Draws the lanes on a canvas. Only what is in view is drawn, and at most one mark on a spot. */
import { living } from "../../../trilateral/timeline/shared/layout.json";
import { colourOf } from "../lib/marks.js";
import { drawMarks } from "./draw-marks.js";
import { DAY } from "./filter.js";
import { columns, firstFrom } from "./layout.js";

const BIN = living.column; // pixels of a column of the density picture

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
    if (lane.collapsed || past - first > Math.max(living.crowd, (lane.rows * width) / living.perMark)) {
      crowds.set(index, columns(store, lane.items, view[0], BIN * perPixel, Math.ceil(width / BIN)));
    } else {
      drawMarks(ctx, scene, lane, index, first, past, perPixel, xOf, hits);
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
