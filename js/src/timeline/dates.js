/**
 * Dates in words, keeping to what is known of them. Names and order of day, month and year stand in
 * trilateral/timeline/shared/dates.json: no browser's locale changes them. The still form (`Events.date_text` in
 * trilateral/timeline/events.py) writes the same dates as YYYY-MM-DD.
 */
import patterns from "../../../trilateral/timeline/shared/dates.json";
import { DAY } from "./filter.js";

const [MONTH, YEAR] = [1, 2];
const UNITS = /** @type {const} */ (["day", "month", "year"]);
const SHORT = /** @type {const} */ (["shortDay", "shortMonth", "year"]);
/** How well a date is known: 0 to the day, 1 to the month, 2 to the year; this many more if it is about then. */
export const ABOUT = 3;

/**
 * @typedef {object} Dates
 * @property {(t: number) => string} day
 * @property {(store: import("./data.js").Store, i: number, asOf: number | null) => string} long
 * @property {(store: import("./data.js").Store, i: number) => string} short
 * @property {(store: import("./data.js").Store, i: number, asOf: number | null) => string[]} range
 * @property {(t: Date, i: number) => string} tick
 */

/** The day of a moment, as in a date input. @param {number} t */
export const isoDay = (t) => new Date(t).toISOString().slice(0, 10);

/** @param {string | null} text  YYYY-MM-DD @returns {number | null} */
export function parseDay(text) {
  const t = text ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(t) ? null : t;
}

/**
 * Whether an event lasts, and its end was still to come on the as-of date.
 * @param {import("./data.js").Store} store
 * @param {number} i
 * @param {number | null} asOf
 */
export const goesOn = (store, i, asOf) =>
  store.interval[i] === 1 && (store.end[i] === Infinity || (asOf !== null && store.end[i] > asOf + DAY));

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** @param {string} language @param {import("./words.js").Say} say @returns {Dates} */
export function dates(language, say) {
  const own = patterns[/** @type {keyof typeof patterns} */ (language)] ?? patterns.en;

  /** @param {keyof typeof own} pattern @param {number | Date} t */
  const write = (pattern, t) => {
    const at = new Date(t);
    const [d, m] = [at.getUTCDate(), at.getUTCMonth()];
    /** @type {Record<string, string | number>} */
    const parts = {
      y: at.getUTCFullYear(),
      m: m + 1,
      d,
      mm: two(m + 1),
      dd: two(d),
      month: own.months[m],
      mon: own.shortMonths[m],
    };
    return String(own[pattern]).replace(/\{(\w+)\}/g, (_, name) => String(parts[name]));
  };
  /** @param {"shortAbout" | "shortRange"} pattern @param {string} date */
  const around = (pattern, date) => own[pattern].replace("{date}", date);
  /** @param {number | Date} t */
  const clock = (t) => `${two(new Date(t).getUTCHours())}:${two(new Date(t).getUTCMinutes())}`;
  /** @param {number} t */
  const exact = (t) =>
    t % DAY === 0
      ? write("day", t)
      : own.withClock.replace("{date}", write("day", t)).replace("{clock}", clock(t));

  /** The last day, month or year of an event. @param {import("./data.js").Store} store @param {number} i */
  const lastOf = (store, i) => {
    const precision = store.endPrecision?.[i] ?? 0;
    const text = write(UNITS[precision % ABOUT], store.end[i] - 1);
    return precision >= ABOUT ? say("about", { date: text }) : text;
  };
  /** A day, month or year, the day in few letters. @param {number} precision @param {number} t */
  const brief = (precision, t) => {
    const text = write(SHORT[precision % ABOUT], t);
    return precision >= ABOUT ? around("shortAbout", text) : text;
  };

  return {
    day: (t) => write("day", t),
    long(store, i, asOf) {
      const precision = store.precision[i];
      const start = store.start[i];
      const unit = UNITS[precision % ABOUT];
      let text = unit === "day" ? exact(start) : write(unit, start);
      if (precision >= ABOUT) text = say("about", { date: text });
      if (goesOn(store, i, asOf)) return say("goingOn", { date: text });
      if (store.interval[i]) return say("to", { a: text, b: lastOf(store, i) });
      if (precision === MONTH) return `${text} (${say("monthOnly")})`;
      if (precision === YEAR) return `${text} (${say("yearOnly")})`;
      return text;
    },
    short(store, i) {
      const precision = store.precision[i];
      const text = brief(precision, store.start[i]);
      return store.interval[i] && precision < ABOUT ? around("shortRange", text) : text;
    },
    // In one or two pieces, neither of which is broken: "9 Dec 2016 –" and "10 Mar 2017".
    range(store, i, asOf) {
      const first = brief(store.precision[i], store.start[i]);
      if (!store.interval[i]) return [first];
      const from = around("shortRange", first);
      return goesOn(store, i, asOf) ? [from] : [from, brief(store.endPrecision?.[i] ?? 0, store.end[i] - 1)];
    },
    tick(t, i) {
      // The first tick tells the year, which the others take for granted.
      if (i === 0 && t.getUTCDate() === 1 && t.getUTCMonth()) return write("shortMonth", t);
      if (i === 0 && t.getUTCDate() !== 1) return write("tickFirstDay", t);
      if (t.getUTCHours() || t.getUTCMinutes()) return clock(t);
      if (t.getUTCDate() !== 1) return write("tickDay", t);
      return write(t.getUTCMonth() ? "tickMonth" : "year", t);
    },
  };
}
