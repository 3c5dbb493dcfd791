/**
 * How many days lie between two events, as honestly as their dates are known: "24 days", "between 3 and 33 days",
 * "about 1,500 days". Where the first lasts, they are counted from its end.
 */
import { ABOUT, goesOn } from "./dates.js";
import { DAY } from "./filter.js";

/** The day, month or year (0, 1, 2) around a moment: its first and its last day. @param {number} t @param {number} unit */
function unitOf(t, unit) {
  const at = new Date(t);
  const [y, m] = [at.getUTCFullYear(), at.getUTCMonth()];
  const day = Math.floor(t / DAY);
  if (!unit) return [day, day];
  const first = unit === 1 ? Date.UTC(y, m, 1) : Date.UTC(y, 0, 1);
  const next = unit === 1 ? Date.UTC(y, m + 1, 1) : Date.UTC(y + 1, 0, 1);
  return [first / DAY, next / DAY - 1];
}

/**
 * @typedef {object} Between
 * @property {number} least
 * @property {number} most
 * @property {boolean} about    one of the dates is only about then
 * @property {boolean} fromEnd  counted from the end of the first, which lasts
 * @property {"" | "perhaps" | "surely"} overlap  whether the second begins before the first has ended
 */

/**
 * @param {import("./data.js").Store} store
 * @param {number} one
 * @param {number} other
 * @param {number | null} asOf
 * @returns {Between}
 */
export function between(store, one, other, asOf) {
  const [a, b] = one < other ? [one, other] : [other, one]; // events are in order of time
  const starts = [a, b].map((i) => unitOf(store.start[i], store.precision[i] % ABOUT));
  const about = (/** @type {number} */ precision) => precision >= ABOUT;
  const apart = (/** @type {number[]} */ from, /** @type {number[]} */ to) => ({
    least: Math.max(0, to[0] - from[1], from[0] - to[1]),
    most: Math.max(to[1] - from[0], from[1] - to[0]),
  });
  const vague = about(store.precision[a]) || about(store.precision[b]);
  if (!store.interval[a])
    return { ...apart(starts[0], starts[1]), about: vague, fromEnd: false, overlap: "" };
  const open = goesOn(store, a, asOf);
  const precision = store.endPrecision?.[a] ?? 0;
  const end = open ? [Infinity, Infinity] : unitOf(store.end[a] - 1, precision % ABOUT);
  const unsure = about(precision) || about(store.precision[b]);
  if (starts[1][1] <= end[0])
    return { ...apart(starts[0], starts[1]), about: vague, fromEnd: false, overlap: "surely" };
  return {
    least: Math.max(0, starts[1][0] - end[1]),
    most: starts[1][1] - end[0],
    about: unsure,
    fromEnd: true,
    overlap: starts[1][0] <= end[1] ? "perhaps" : "",
  };
}

/** The same in words. @param {Between} found @param {import("./words.js").Say} say */
export function betweenText({ least, most, about, fromEnd, overlap }, say) {
  let days = say("days", { n: most });
  if (most === 0) days = say("sameDay");
  else if (least === 0 && most > 0 && least !== most) days = say("daysAtMost", { n: most });
  else if (least !== most) days = say("daysBetween", { a: least, n: most });
  if (about && most > 0) days = say("about", { date: days });
  if (overlap === "surely") return say("apartOverlap", { days });
  if (overlap === "perhaps") return say("apartPerhaps", { days });
  return fromEnd ? say("apartFromEnd", { days }) : say("apart", { days });
}
