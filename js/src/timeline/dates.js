/** Dates as a reader of the language writes them, keeping to what is known of them. */
import { DAY } from "./filter.js";

/**
 * @typedef {object} Dates
 * @property {(t: number) => string} day
 * @property {(store: import("./data.js").Store, i: number, asOf: number | null) => string} long
 * @property {(store: import("./data.js").Store, i: number) => string} short
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

/** Whether a language tag is one: a browser started under the locale "C" has "en-US@posix". @param {string} tag */
function isTag(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** @param {string} language @param {import("./words.js").Say} say @returns {Dates} */
export function dates(language, say) {
  // The reader's own kind of English, if it is known: 20 April 2017 or April 20, 2017.
  const own = globalThis.navigator?.languages?.find(
    (tag) => tag.split("-")[0] === language && tag !== "en" && isTag(tag),
  );
  const locale = own ?? (language === "en" ? "en-GB" : language);
  /** @param {Intl.DateTimeFormatOptions} options */
  const format = (options) => {
    /** @type {Intl.DateTimeFormat | undefined} */
    let made; // when first needed: each takes a while to make
    return (/** @type {number | Date} */ t) => {
      made ??= new Intl.DateTimeFormat(locale, { timeZone: "UTC", calendar: "gregory", ...options });
      return made.format(t);
    };
  };
  const year = format({ year: "numeric" });
  const month = format({ year: "numeric", month: "long" });
  const full = format({ year: "numeric", month: "long", day: "numeric" });
  const clock = format({ hour: "2-digit", minute: "2-digit", hour12: false });
  const monthAlone = format({ month: "short" });
  const monthYear = format({ month: "short", year: "numeric" });
  const dayYear = format({ day: "numeric", month: "short", year: "numeric" });
  const brief = format(
    language === "en" ? { day: "numeric", month: "short", year: "numeric" } : { dateStyle: "medium" },
  );
  const dayAlone = format({ day: "numeric", month: "short" });

  /** @param {number} t */
  const exact = (t) => (t % DAY === 0 ? full(t) : `${full(t)}, ${clock(t)}`);

  return {
    day: (t) => full(t),
    long(store, i, asOf) {
      const precision = store.precision[i];
      let text =
        precision === 1
          ? month(store.start[i])
          : precision === 2
            ? year(store.start[i])
            : exact(store.start[i]);
      if (precision === 3) text = say("about", { date: text });
      if (goesOn(store, i, asOf)) return say("goingOn", { date: text });
      if (store.interval[i]) return say("to", { a: text, b: full(store.end[i] - 1) });
      if (precision === 1) return `${text} (${say("monthOnly")})`;
      if (precision === 2) return `${text} (${say("yearOnly")})`;
      return text;
    },
    short(store, i) {
      const text = [brief, monthYear, year, brief][store.precision[i]](store.start[i]);
      return store.precision[i] === 3 ? `~ ${text}` : store.interval[i] ? `${text} –` : text;
    },
    tick(t, i) {
      // The first tick tells the year, which the others take for granted.
      if (i === 0 && t.getUTCDate() === 1 && t.getUTCMonth()) return monthYear(t);
      if (i === 0 && t.getUTCDate() !== 1) return dayYear(t);
      if (t.getUTCHours() || t.getUTCMinutes()) return clock(t);
      if (t.getUTCDate() !== 1) return dayAlone(t);
      return t.getUTCMonth() ? monthAlone(t) : year(t);
    },
  };
}
