/**
 * Where things go: the lanes' heights, and in each lane the row of every mark. Rows are found for a whole lane at
 * one zoom, from left to right, so that nothing jumps while the view is panned.
 */
import { living } from "../../../trilateral/timeline/shared/layout.json";
import { speaker } from "./words.js";

export const ROW = living.row; // height of a row of marks and labels
export const MARK = living.mark; // radius of a mark
const PAD = living.pad; // above and below the rows of a lane
const MOST_LANES = living.lanes;
const NONE = 0.5; // less room than any label needs, told from "not yet known"
const SINGLE = 6000; // beyond this many marks a lane is arranged in pieces
const PIECE = 2000;
const BLOCK = 256;
const LAST = 8.64e15; // the last moment that JavaScript can tell: where an event that goes on is taken to end

/**
 * @typedef {object} Lane
 * @property {string} key           the value, or "" where lanes share
 * @property {number} code          number of the value in the facet; -1 for the rest together
 * @property {string} label
 * @property {Uint32Array} items    events, in order of time
 * @property {{places: Uint32Array, ends: Float64Array} | null} spans  places in items of those that extend over time
 * @property {number} top
 * @property {number} height
 * @property {number} rows
 * @property {boolean} collapsed
 * @property {Placed | null} placed
 */

/**
 * @typedef {object} Placed         the rows of a lane's items at one zoom
 * @property {number} perPixel      ms per pixel it was made for
 * @property {Map<number, {row: Uint8Array, room: Float32Array}>} pieces
 *   room: free pixels to the right of each mark, for its label; NONE or less if another lies on it
 */

/**
 * Divides the events shown among lanes and gives each lane its height.
 *
 * @param {Uint32Array} shown
 * @param {import("./data.js").Facet | null} facet
 * @param {number} height        pixels for all lanes
 * @param {Set<string>} collapsed  keys of the collapsed lanes
 * @param {import("./words.js").Say} [say]
 * @returns {Lane[]}
 */
export function lanesOf(shown, facet, height, collapsed, say = speaker("en")) {
  /** @type {{key: string, code: number, label: string, items: Uint32Array}[]} */
  const found = [];
  if (!facet) {
    found.push({ key: "", code: -1, label: "", items: shown });
  } else {
    const { codes, offsets } = facet;
    const sizes = new Uint32Array(facet.values.length);
    for (let k = 0; k < shown.length; k++) {
      const i = shown[k];
      if (!offsets) sizes[codes[i]]++;
      else for (let at = offsets[i]; at < offsets[i + 1]; at++) sizes[codes[at]]++;
    }
    const all = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
    const most = Math.max(1, Math.min(MOST_LANES, Math.floor(height / (ROW + 2))));
    let own = Array.from(sizes.keys()).filter((code) => sizes[code] > 0);
    if (all > most) {
      own = own
        .sort((a, b) => sizes[b] - sizes[a] || a - b)
        .slice(0, most - 1)
        .sort((a, b) => a - b);
    }
    const place = new Int32Array(facet.values.length).fill(-1);
    for (const code of own) {
      place[code] = found.length;
      found.push({ key: facet.values[code], code, label: facet.labels[code], items: shown });
    }
    // One array for all lanes, each with its part.
    const next = new Uint32Array(found.length);
    for (let lane = 1; lane < found.length; lane++) next[lane] = next[lane - 1] + sizes[found[lane - 1].code];
    const flat = new Uint32Array(own.reduce((sum, code) => sum + sizes[code], 0));
    found.forEach((lane, k) => (lane.items = flat.subarray(next[k], next[k] + sizes[lane.code])));
    /** @type {number[]} */
    const rest = [];
    for (let k = 0; k < shown.length; k++) {
      const i = shown[k];
      const last = offsets ? offsets[i + 1] : i + 1;
      for (let at = offsets ? offsets[i] : i; at < last; at++) {
        const lane = place[codes[at]];
        if (lane >= 0) flat[next[lane]++] = i;
        else if (rest[rest.length - 1] !== i) rest.push(i);
      }
    }
    if (rest.length) {
      found.push({
        key: "\0rest",
        code: -1,
        label: say("others", { n: all - own.length }),
        items: Uint32Array.from(rest),
      });
    }
  }

  const lanes = found.map(
    (lane) =>
      /** @type {Lane} */ ({
        ...lane,
        spans: null,
        top: 0,
        height: 0,
        rows: 1,
        collapsed: collapsed.has(lane.key),
        placed: null,
      }),
  );
  share(lanes, height);
  return lanes;
}

/**
 * Places in a lane, before `first`, of the events that extend past moment t. Found when a lane is first drawn mark
 * by mark; the last end of every 256 tells where nothing need be looked for.
 * @param {import("./data.js").Store} store
 * @param {Lane} lane
 * @param {number} first
 * @param {number} t
 * @returns {number[]}
 */
export function reaching(store, lane, first, t) {
  if (!lane.spans) {
    const places = Uint32Array.from(lane.items.keys()).filter((k) => !Number.isNaN(store.end[lane.items[k]]));
    const ends = new Float64Array(Math.ceil(places.length / BLOCK)).fill(-Infinity);
    for (let s = 0; s < places.length; s++)
      ends[(s / BLOCK) | 0] = Math.max(ends[(s / BLOCK) | 0], store.end[lane.items[places[s]]]);
    lane.spans = { places, ends };
  }
  const { places, ends } = lane.spans;
  /** @type {number[]} */
  const found = [];
  for (let block = 0; block < ends.length && places[block * BLOCK] < first; block++) {
    if (ends[block] <= t) continue;
    for (let s = block * BLOCK; s < Math.min(places.length, (block + 1) * BLOCK) && places[s] < first; s++) {
      if (store.end[lane.items[places[s]]] > t) found.push(places[s]);
    }
  }
  return found;
}

/** How high the lanes are together; never so low that nothing could be clicked. @param {Lane[]} lanes */
export function heightOf(lanes) {
  const last = lanes[lanes.length - 1];
  return Math.max(3 * ROW, last ? Math.round(last.top + last.height) : 0);
}

/** The most rows that so many events have a use for. @param {Lane} lane */
const useful = ({ items }) => Math.max(1, Math.floor(1.5 * Math.sqrt(items.length)));

/**
 * Gives every lane one row, and what is left to those with most events; a lane with few takes no more than it uses.
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
    let best = -1;
    for (let k = 0; k < open.length; k++) {
      if (open[k].rows >= useful(open[k])) continue;
      if (best < 0 || want[k] / open[k].rows > want[best] / open[best].rows) best = k;
    }
    if (best < 0) break;
    open[best].rows++;
    spare--;
  }
  let top = 0;
  const natural = lanes.reduce((sum, lane) => sum + lane.rows * ROW + 2 * pad, 0);
  const stretch = open.length ? Math.max(0, Math.min(ROW, height - natural)) / lanes.length : 0;
  for (const lane of lanes) {
    lane.top = top;
    lane.height = lane.rows * ROW + 2 * pad + stretch;
    top += lane.height;
  }
}

/**
 * Finds a row for each of a lane's marks. A label is given up before two marks are laid on each other; marks
 * overlap only where the lane has not rows enough. A long lane is arranged in pieces, those that are asked for; where
 * pieces meet, labels give way.
 *
 * @param {import("./data.js").Store} store
 * @param {Lane} lane
 * @param {number} perPixel   ms per pixel
 * @param {(i: number) => number} labelWidth  wanted pixels for the label of event i
 * @returns {(k: number) => {row: number, room: number}}  of place k in the lane's items
 */
export function arrange(store, lane, perPixel, labelWidth) {
  const size = lane.items.length > SINGLE ? PIECE : SINGLE;
  if (lane.placed?.perPixel !== perPixel) lane.placed = { perPixel, pieces: new Map() };
  const { pieces } = lane.placed;
  return (k) => {
    const number = Math.floor(k / size);
    let piece = pieces.get(number);
    if (!piece) {
      const past = Math.min(lane.items.length, (number + 1) * size);
      piece = pieceOf(store, lane, number * size, past, perPixel, labelWidth);
      pieces.set(number, piece);
    }
    const at = k - number * size;
    return { row: piece.row[at], room: piece.room[at] };
  };
}

/**
 * @param {import("./data.js").Store} store
 * @param {Lane} lane
 * @param {number} from
 * @param {number} to
 * @param {number} perPixel
 * @param {(i: number) => number} labelWidth
 * @returns {{row: Uint8Array, room: Float32Array}}
 */
function pieceOf(store, lane, from, to, perPixel, labelWidth) {
  const { rows } = lane;
  const row = new Uint8Array(to - from);
  const room = new Float32Array(to - from);
  const hard = new Float64Array(rows).fill(-Infinity); // where the last mark of a row ends
  const soft = new Float64Array(rows).fill(-Infinity); // and its label
  const last = new Int32Array(rows).fill(-1);
  for (let k = 0; k < row.length; k++) {
    const i = lane.items[from + k];
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
  const next = to < lane.items.length ? span(store, lane.items[to], perPixel)[0] : Infinity;
  for (let r = 0; r < rows; r++)
    if (last[r] >= 0 && room[last[r]] === 0) room[last[r]] = Math.max(NONE, next - hard[r]);
  return { row, room };
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
  const end = Number.isNaN(store.end[i]) ? start : Math.min(store.end[i], LAST) / perPixel;
  const middle = store.interval[i] ? start : (start + end) / 2;
  return [Math.min(start, middle - MARK - 2), Math.max(end, middle + MARK + 2)];
}

/** Middle of row r of a lane. @param {Lane} lane @param {number} r */
export function rowY(lane, r) {
  return lane.top + (lane.height - lane.rows * ROW) / 2 + (r + 0.5) * ROW;
}

/** The moment at which an event's mark stands. @param {import("./data.js").Store} store @param {number} i */
export function momentOf(store, i) {
  return store.interval[i] || Number.isNaN(store.end[i])
    ? store.start[i]
    : (store.start[i] + store.end[i]) / 2;
}

/**
 * First place in items whose start is at or after t.
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} items
 * @param {number} t
 * @param {number} [from]  it is not before this place
 * @returns {number}
 */
export function firstFrom(store, items, t, from = 0) {
  let low = from;
  let high = items.length;
  if (from) {
    // The next column begins near this one: look in strides that double.
    let stride = 16;
    while (low + stride < high && store.start[items[low + stride]] < t) {
      low += stride;
      stride *= 2;
    }
    high = Math.min(high, low + stride);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (store.start[items[middle]] < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many of items begin in each of `n` columns of equal width from t on. Looked up, not counted: a million events
 * cost no more than a thousand.
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} items
 * @param {number} t
 * @param {number} column   ms
 * @param {number} n
 */
export function columns(store, items, t, column, n) {
  const counts = new Uint32Array(n);
  let before = firstFrom(store, items, t);
  for (let k = 0; k < n; k++) {
    const after = firstFrom(store, items, t + (k + 1) * column, before);
    counts[k] = after - before;
    before = after;
  }
  return counts;
}
