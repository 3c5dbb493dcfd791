/**
 * Which events are shown. To add a filter: a field of `Criteria`, a test in `sift`, a control in controls.js, and
 * the same test in `Events.matches` (trilateral/timeline_frame.py); test/cases.json holds both to the same answers.
 */
import { codesOf } from "./data.js";

export const DAY = 86_400_000;

/** The columns that a search looks through. */
export const SEARCHED = ["title", "summary", "place"];

/**
 * @typedef {object} Criteria
 * @property {Record<string, string[]>} filters  wanted values by facet; none for a facet means all
 * @property {string} search                     words that must all occur
 * @property {number | null} asOf                last day (ms) whose knowledge counts
 */

/** No accents, no case, one form for each character. @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** @param {string} search */
export const wordsOf = (search) => fold(search).split(/\s+/).filter(Boolean);

/**
 * The folded texts of a column in one string, made at the first search, with the place where each begins.
 * @typedef {{text: string, starts: Uint32Array}} Haystack
 */
/** @type {WeakMap<import("./data.js").Store, Haystack[]>} */
const haystacks = new WeakMap();

/** @param {import("./data.js").Store} store */
function haystacksOf(store) {
  let made = haystacks.get(store);
  if (!made) {
    made = SEARCHED.map((name) => {
      const text = fold(store.whole(name));
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
    for (let at = text.indexOf(word); at >= 0 && event < store.count; at = text.indexOf(word, starts[event])) {
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
 * @returns {{shown: Uint32Array, tallies: Uint32Array[]}}
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
  const tallies = store.facets.map((facet) => new Uint32Array(facet.values.length));
  const shown = new Uint32Array(store.count);
  let n = 0;
  events: for (let i = 0; i < store.count; i++) {
    if (store.known[i] >= limit) continue;
    for (const hit of found) if (!hit[i]) continue events;
    let failed = -1; // the only facet that rules it out
    for (let f = 0; f < wanted.length; f++) {
      const set = wanted[f];
      if (!set || passes(store.facets[f], set, i)) continue;
      if (failed >= 0) continue events;
      failed = f;
    }
    for (let f = 0; f < tallies.length; f++) {
      if (failed >= 0 && failed !== f) continue;
      const facet = store.facets[f];
      if (facet.offsets === null) tallies[f][facet.codes[i]]++;
      else for (const code of codesOf(facet, i)) tallies[f][code]++;
    }
    if (failed < 0) shown[n++] = i;
  }
  return { shown: shown.subarray(0, n), tallies };
}

/** @param {import("./data.js").Facet} facet @param {Uint8Array} set @param {number} i */
function passes(facet, set, i) {
  if (facet.offsets === null) return set[facet.codes[i]] === 1;
  for (let k = facet.offsets[i]; k < facet.offsets[i + 1]; k++) if (set[facet.codes[k]]) return true;
  return false;
}

/**
 * The first and last moment of events, with a margin (trilateral/timeline_frame.py, `extent`).
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} shown
 * @param {number} [until]  nothing counts after this moment
 * @returns {[number, number]}
 */
export function extent(store, shown, until = Infinity) {
  if (!shown.length) return [946_684_800_000, 1_577_836_800_000];
  const first = store.start[shown[0]];
  let last = store.start[shown[shown.length - 1]];
  for (let k = 0; k < shown.length; k++) if (store.end[shown[k]] > last) last = Math.min(store.end[shown[k]], until);
  const margin = Math.max((last - first) * 0.02, 15 * DAY);
  return [first - margin, last + margin];
}
