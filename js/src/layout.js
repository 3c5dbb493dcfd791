/**
 * Where things go: the lanes' heights, and in each lane the row of every mark. Rows are found for a whole lane at
 * one zoom, from left to right, so that nothing jumps while the view is panned.
 */
import { codesOf } from "./data.js";

export const ROW = 18; // height of a row of marks and labels
export const MARK = 4.5; // radius of a mark
const PAD = 5; // above and below the rows of a lane
const MOST_LANES = 40;
const NONE = 0.5; // less room than any label needs, told from "not yet known"
const SINGLE = 6000; // beyond this many marks a lane is not arranged one by one

/**
 * @typedef {object} Lane
 * @property {string} key           the value, or "" where lanes share
 * @property {number} code          number of the value in the facet; -1 for the rest together
 * @property {string} label
 * @property {Uint32Array} items    events, in order of time
 * @property {Uint32Array} spans    places in items of those that extend over time
 * @property {number} top
 * @property {number} height
 * @property {number} rows
 * @property {boolean} collapsed
 * @property {Placed | null} placed
 */

/**
 * @typedef {object} Placed         the rows of a lane's items at one zoom
 * @property {number} perPixel      ms per pixel it was made for
 * @property {Uint8Array} row
 * @property {Float32Array} room    free pixels to the right of each mark, for its label; NONE or less if another lies on it
 */

/**
 * Divides the events shown among lanes and gives each lane its height.
 *
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} shown
 * @param {import("./data.js").Facet | null} facet
 * @param {number} height        pixels for all lanes
 * @param {Set<string>} collapsed  keys of the lanes folded away
 * @returns {Lane[]}
 */
export function lanesOf(store, shown, facet, height, collapsed) {
  /** @type {{key: string, code: number, label: string, items: Uint32Array}[]} */
  const found = [];
  if (!facet) {
    found.push({ key: "", code: -1, label: "", items: shown });
  } else {
    const sizes = new Uint32Array(facet.values.length);
    const one = facet.offsets === null ? facet.codes : null; // the usual case, without a view for each event
    for (let k = 0; k < shown.length; k++) {
      if (one) sizes[one[shown[k]]]++;
      else for (const code of codesOf(facet, shown[k])) sizes[code]++;
    }
    const all = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
    const most = Math.max(1, Math.min(MOST_LANES, Math.floor(height / (ROW + 2))));
    let own = Array.from(sizes.keys()).filter((code) => sizes[code] > 0);
    if (all > most) {
      own = own.sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, most - 1).sort((a, b) => a - b);
    }
    const place = new Int32Array(facet.values.length).fill(-1);
    for (const code of own) {
      place[code] = found.length;
      found.push({ key: facet.values[code], code, label: facet.labels[code], items: new Uint32Array(sizes[code]) });
    }
    const filled = new Uint32Array(found.length);
    /** @type {number[]} */
    const rest = [];
    const put = (/** @type {number} */ code, /** @type {number} */ i) => {
      const lane = place[code];
      if (lane >= 0) found[lane].items[filled[lane]++] = i;
      else if (rest.at(-1) !== i) rest.push(i);
    };
    for (let k = 0; k < shown.length; k++) {
      if (one) put(one[shown[k]], shown[k]);
      else for (const code of codesOf(facet, shown[k])) put(code, shown[k]);
    }
    if (rest.length) {
      found.push({ key: "\0rest", code: -1, label: `+ ${all - own.length}`, items: Uint32Array.from(rest) });
    }
  }

  const lanes = found.map((lane) => ({
    ...lane,
    spans: extended(store, lane.items),
    top: 0,
    height: 0,
    rows: 1,
    collapsed: collapsed.has(lane.key),
    placed: /** @type {Placed | null} */ (null),
  }));
  share(lanes, height);
  return lanes;
}

/** @param {import("./data.js").Store} store @param {Uint32Array} items */
function extended(store, items) {
  let n = 0;
  for (let k = 0; k < items.length; k++) if (!Number.isNaN(store.end[items[k]])) n++;
  const places = new Uint32Array(n);
  n = 0;
  for (let k = 0; k < items.length; k++) if (!Number.isNaN(store.end[items[k]])) places[n++] = k;
  return places;
}

/**
 * Gives every lane one row, and what is left to those with most events.
 * @param {Lane[]} lanes
 * @param {number} height
 */
function share(lanes, height) {
  const open = lanes.filter((lane) => !lane.collapsed);
  const each = lanes.length * 2 * PAD;
  const pad = each + lanes.length * ROW > height ? Math.max(1, (height / lanes.length - ROW) / 2) : PAD;
  let spare = Math.floor((height - lanes.length * (2 * pad + ROW)) / ROW);
  const want = open.map((lane) => Math.sqrt(lane.items.length));
  while (spare > 0 && open.length) {
    let best = 0;
    for (let k = 1; k < open.length; k++) if (want[k] / open[k].rows > want[best] / open[best].rows) best = k;
    open[best].rows++;
    spare--;
  }
  let top = 0;
  const natural = lanes.reduce((sum, lane) => sum + lane.rows * ROW + 2 * pad, 0);
  const stretch = open.length ? Math.max(0, height - natural) / lanes.length : 0;
  for (const lane of lanes) {
    lane.top = top;
    lane.height = lane.rows * ROW + 2 * pad + stretch;
    top += lane.height;
  }
}

/**
 * Finds a row for each of a lane's marks. A label is given up before two marks are laid on each other; marks
 * overlap only where the lane has not rows enough.
 *
 * @param {import("./data.js").Store} store
 * @param {Lane} lane
 * @param {number} perPixel   ms per pixel
 * @param {(i: number) => number} labelWidth  wanted pixels for the label of event i
 * @returns {Placed}
 */
export function arrange(store, lane, perPixel, labelWidth) {
  if (lane.placed?.perPixel === perPixel) return lane.placed;
  const n = lane.items.length;
  const row = new Uint8Array(n);
  const room = new Float32Array(n);
  const { rows } = lane;
  if (n > SINGLE) {
    for (let k = 0; k < n; k++) row[k] = k % rows;
    return (lane.placed = { perPixel, row, room });
  }
  const hard = new Float64Array(rows).fill(-Infinity); // where the last mark of a row ends
  const soft = new Float64Array(rows).fill(-Infinity); // and its label
  const last = new Int32Array(rows).fill(-1);
  for (let k = 0; k < n; k++) {
    const i = lane.items[k];
    const [left, right] = span(store, i, perPixel);
    let chosen = -1;
    for (let r = 0; r < rows && chosen < 0; r++) if (soft[r] <= left) chosen = r;
    if (chosen < 0) {
      for (let r = 0; r < rows; r++) {
        if (hard[r] <= left && (chosen < 0 || soft[r] < soft[chosen])) chosen = r;
      }
    }
    if (chosen < 0) {
      chosen = 0;
      for (let r = 1; r < rows; r++) if (hard[r] < hard[chosen]) chosen = r;
    }
    const before = hard[chosen];
    if (last[chosen] >= 0 && room[last[chosen]] === 0) room[last[chosen]] = Math.max(NONE, left - before);
    if (before > right) room[k] = NONE; // it lies on a longer one: its label would run over that
    row[k] = chosen;
    last[chosen] = k;
    hard[chosen] = Math.max(hard[chosen], right);
    soft[chosen] = Math.max(hard[chosen], right + labelWidth(i));
  }
  for (let r = 0; r < rows; r++) if (last[r] >= 0 && room[last[r]] === 0) room[last[r]] = Infinity;
  return (lane.placed = { perPixel, row, room });
}

/**
 * Left and right end of a mark, in pixels from 1970.
 * @param {import("./data.js").Store} store
 * @param {number} i
 * @param {number} perPixel
 * @returns {[number, number]}
 */
function span(store, i, perPixel) {
  const start = store.start[i] / perPixel;
  const end = Number.isNaN(store.end[i]) ? start : store.end[i] / perPixel;
  const middle = store.interval[i] ? start : (start + end) / 2;
  return [Math.min(start, middle - MARK - 2), Math.max(end, middle + MARK + 2)];
}

/** Middle of row r of a lane. @param {Lane} lane @param {number} r */
export function rowY(lane, r) {
  return lane.top + (lane.height - lane.rows * ROW) / 2 + (r + 0.5) * ROW;
}

/** The moment at which an event's mark stands. @param {import("./data.js").Store} store @param {number} i */
export function momentOf(store, i) {
  return store.interval[i] || Number.isNaN(store.end[i]) ? store.start[i] : (store.start[i] + store.end[i]) / 2;
}

/**
 * First place in items whose start is at or after t.
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} items
 * @param {number} t
 */
export function firstFrom(store, items, t) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (store.start[items[middle]] < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
