/**
 * Which events are shown. To add a filter: a field of `Criteria`, a test in `sift`, a control in controls.js, and
 * the same test in `Events.matches` (trilateral/timeline/events.py); shared/cases.json holds both to the same answers.
 */
import { extent as EXTENT, searched } from "../../../trilateral/timeline/shared/layout.json";

export const DAY = 86_400_000;

/** The filter that names single events. */
export const IDS = "ids";

/** The columns that a search looks through. */
export const SEARCHED = searched;

/**
 * @typedef {object} Criteria
 * @property {Record<string, string[]>} filters  wanted values by facet; none for a facet means all
 * @property {string} search                     words that must all occur
 * @property {number | null} asOf                last day (ms) whose knowledge counts
 */

/** No accents, no case, one form for each character. @param {string} text */
export function searchKey(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** @param {string} search */
export const wordsOf = (search) => searchKey(search).split(/\s+/).filter(Boolean);

/**
 * The search keys of a column's texts in one string, made at the first search, with the place where each begins.
 * @typedef {{text: string, starts: Uint32Array}} Haystack
 */
/** @type {WeakMap<import("./data.js").Store, Haystack[]>} */
const haystacks = new WeakMap();

/** @param {import("./data.js").Store} store */
function haystacksOf(store) {
  let made = haystacks.get(store);
  if (!made) {
    made = SEARCHED.map((name) => {
      const text = searchKey(store.whole(name));
      const starts = new Uint32Array(store.count + 1);
      for (let i = 1, at = 0; i <= store.count; i++) starts[i] = at = text.indexOf("\0", at) + 1;
      return { text, starts };
    });
    haystacks.set(store, made);
  }
  return made;
}

/**
 * Marks the events that hold a word.
 * @param {import("./data.js").Store} store
 * @param {string} word
 */
function holding(store, word) {
  const found = new Uint8Array(store.count);
  for (const { text, starts } of haystacksOf(store)) {
    let event = 0;
    for (
      let at = text.indexOf(word);
      at >= 0 && event < store.count;
      at = text.indexOf(word, starts[event])
    ) {
      let high = store.count;
      while (high - event > 1) {
        const middle = (event + high) >> 1;
        if (starts[middle] <= at) event = middle;
        else high = middle;
      }
      found[event++] = 1;
    }
  }
  return found;
}

/**
 * The events shown, in order, and for each facet how many there would be of each value if that facet alone were
 * not filtered: the counts beside a filter's choices follow the other filters.
 *
 * @param {import("./data.js").Store} store
 * @param {Criteria} criteria
 * @returns {{shown: Uint32Array, tally: (f: number) => Uint32Array}}  tally: the counts of facet f, made when asked for
 */
export function sift(store, criteria) {
  const found = wordsOf(criteria.search).map((word) => holding(store, word));
  const limit = criteria.asOf === null ? Infinity : criteria.asOf + DAY;
  const wanted = store.facets.map((facet) => {
    const values = criteria.filters[facet.name] ?? [];
    if (!values.length) return null;
    const set = new Uint8Array(facet.values.length);
    for (const value of values) {
      const code = facet.values.indexOf(value);
      if (code >= 0) set[code] = 1;
    }
    return set;
  });
  // One short loop for each test over all events: many times faster than one loop that asks everything.
  const out = new Uint8Array(store.count); // 0 shown, f + 1 ruled out by facet f alone, OUT by more
  const { known } = store;
  if (limit < Infinity) for (let i = 0; i < out.length; i++) if (known[i] >= limit) out[i] = OUT;
  for (const hit of found) for (let i = 0; i < out.length; i++) if (!hit[i]) out[i] = OUT;
  const ids = criteria.filters[IDS];
  if (ids?.length && !store.facets.some((facet) => facet.name === IDS)) {
    const kept = new Uint8Array(out.length);
    for (const id of ids) kept[store.find(id)] = 1; // at -1, where there is none, nothing is kept
    for (let i = 0; i < out.length; i++) if (!kept[i]) out[i] = OUT;
  }
  wanted.forEach((set, f) => {
    if (set) ruleOut(out, store.facets[f], set, Math.min(f + 1, OUT - 1));
  });
  /** @type {Uint32Array[]} */
  const tallies = [];
  const tally = (/** @type {number} */ f) =>
    (tallies[f] ??= tallied(out, store.facets[f], Math.min(f + 1, OUT - 1)));
  const shown = new Uint32Array(out.length);
  let n = 0;
  const yes = among(0);
  for (let i = 0; i < out.length; i++) {
    shown[n] = i; // overwritten by the next, unless it counts
    n += yes[out[i]];
  }
  return { shown: shown.subarray(0, n), tally };
}

const OUT = 255;

/** 1 at the places named, for loops that look up rather than branch: which events pass, no processor can guess. @param {number[]} places */
function among(...places) {
  const table = new Uint8Array(256);
  for (const place of places) table[place] = 1;
  return table;
}

/** @param {Uint8Array} out @param {import("./data.js").Facet} facet @param {Uint8Array} set @param {number} alone */
function ruleOut(out, facet, set, alone) {
  const { codes, offsets } = facet;
  const then = new Uint8Array(512).fill(OUT); // what out becomes: as it was for a hit, which is the second half
  then[0] = alone;
  for (let k = 0; k < 256; k++) then[256 + k] = k;
  for (let i = 0; i < out.length; i++) {
    let hit = 0;
    if (offsets) for (let k = offsets[i]; k < offsets[i + 1]; k++) hit |= set[codes[k]];
    else hit = set[codes[i]];
    out[i] = then[(hit << 8) | out[i]];
  }
}

/** @param {Uint8Array} out @param {import("./data.js").Facet} facet @param {number} alone */
function tallied(out, facet, alone) {
  const { codes, offsets } = facet;
  const sums = new Uint32Array(facet.values.length);
  const counts = among(0, alone);
  for (let i = 0; i < out.length; i++) {
    if (offsets) for (let k = offsets[i]; k < offsets[i + 1]; k++) sums[codes[k]] += counts[out[i]];
    else sums[codes[i]] += counts[out[i]];
  }
  return sums;
}

/**
 * The first and last moment of events, with a margin (trilateral/timeline/layout.py, `extent`).
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} shown
 * @param {number} [until]  nothing counts after this moment
 * @returns {[number, number]}
 */
export function extent(store, shown, until = Infinity) {
  if (!shown.length) return /** @type {[number, number]} */ ([...EXTENT.none]);
  const first = store.start[shown[0]];
  let last = store.start[shown[shown.length - 1]];
  for (let k = 0; k < shown.length; k++) {
    const end = Math.min(store.end[shown[k]], until);
    if (end > last && end < Infinity) last = end; // what goes on has no last moment
  }
  const margin = Math.max((last - first) * EXTENT.share, EXTENT.days * DAY);
  return [first - margin, last + margin];
}
