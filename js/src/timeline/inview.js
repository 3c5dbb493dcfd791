/** Which of the events that pass the filters are listed: those in view, or, where none is, the nearest to it. */
import { firstFrom, reaching } from "./layout.js";

/** What lasts into the view from before it, found once for the same events. @type {WeakMap<Uint32Array, any>} */
const known = new WeakMap();

/**
 * @param {import("./data.js").Store} store
 * @param {Uint32Array} shown  those that pass the filters, in order of time
 * @param {[number, number]} view
 * @returns {{listed: Uint32Array, inView: number}}  inView: how many of those listed are in view
 */
export function inView(store, shown, [from, to]) {
  const first = firstFrom(store, shown, from);
  const past = firstFrom(store, shown, to + 1, first);
  if (first === 0 && past === shown.length) return { listed: shown, inView: shown.length };
  const lane = known.get(shown) ?? { items: shown, spans: null };
  known.set(shown, lane);
  const lasting = reaching(store, lane, first, from);
  const n = past - first + lasting.length;
  if (!n) return { listed: shown.slice(Math.max(0, first - 1), first + 1), inView: 0 };
  if (!lasting.length) return { listed: shown.subarray(first, past), inView: n };
  const listed = new Uint32Array(n);
  lasting.forEach((place, k) => (listed[k] = shown[place]));
  listed.set(shown.subarray(first, past), lasting.length);
  return { listed, inView: n };
}
