/**
 * The state of a timeline, the one way to change it (`update`), and what follows from it: which events are shown,
 * the counts beside each choice, the lanes. Nothing here knows of a page.
 */
import { DAY, extent, sift } from "./filter.js";
import { lanesOf } from "./layout.js";

/** A change of one of these asks of every event again whether it is shown. */
const FILTERS = ["filters", "search", "asOf"];

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Model} Model */

/**
 * Place of an event in items, which are in order; -1 if it is not among them.
 * @param {Uint32Array} items
 * @param {number} i
 */
export function placeIn(items, i) {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (items[middle] === i) return middle;
    if (items[middle] < i) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * @param {object} options
 * @param {any} options.meta
 * @param {import("./data.js").Store} options.store
 * @param {import("./words.js").Say} options.say
 * @param {number} options.height  pixels for all lanes
 * @param {Partial<State>} [options.initial]
 * @returns {Model}
 */
export function createState({ meta, store, say, height, initial }) {
  const everything = new Uint32Array(store.count);
  for (let i = 0; i < store.count; i++) everything[i] = i;
  // Under a fixed as-of date what came later is not here at all; what goes on is shown up to that day.
  const limit = meta.asOfFixed && typeof initial?.asOf === "number" ? initial.asOf + DAY : Infinity;
  const base = extent(store, everything, limit);
  /** @param {string | null} name */
  const facet = (name) => store.facets.find((one) => one.name === name) ?? null;

  /** @type {State} */
  const state = {
    filters: {},
    search: "",
    asOf: null,
    view: base,
    lane: null,
    selection: new Set(),
    kept: new Set(),
    current: -1,
    collapsed: new Set(),
    ...initial,
  };

  /** @type {import("./types.js").Watcher[]} */
  const watchers = [];

  /** @type {Model} */
  const model = {
    meta,
    store,
    state,
    base,
    total: store.count,
    shown: everything,
    tally: () => new Uint32Array(0),
    lanes: [],
    colour: facet(meta.colour),
    shape: facet(meta.shape),
    laneFacet: () => facet(state.lane),
    placeOf: (i, items = model.shown) => placeIn(items, i),
    filtered: () =>
      Boolean(state.search.trim()) ||
      (state.asOf !== null && !meta.asOfFixed) ||
      Object.values(state.filters).some((values) => values.length > 0),
    update(changes, ours = true) {
      Object.assign(state, changes);
      const what = new Set(Object.keys(changes));
      if (FILTERS.some((name) => what.has(name))) {
        Object.assign(model, sift(store, state));
        what.add("shown");
        if (state.current >= 0 && model.placeOf(state.current) < 0) {
          state.current = -1;
          what.add("current");
        }
      }
      if (["shown", "lane", "collapsed"].some((name) => what.has(name))) {
        model.lanes = lanesOf(model.shown, model.laneFacet(), height, state.collapsed, say);
        what.add("lanes");
      }
      for (const watcher of watchers) watcher(what, changes, ours);
    },
    watch: (watcher) => void watchers.push(watcher),
  };
  return model;
}
