/** The interface's words, from trilateral/timeline/shared/words.json, which Python reads too (trilateral/timeline/words.py). */
import words from "../../../trilateral/timeline/shared/words.json";

/** By language and key; a text with a plural has the forms `one` and `other`. */
const WORDS = /** @type {Record<string, Record<string, string | {one: string, other: string}>>} */ (words);

/** A whole number as all three languages write it; the browser's own formatter takes longer to start than the rest. @param {number} n */
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/**
 * The function that says things in a language: blanks in braces are filled in, a plural follows `m` if it is given,
 * else `n`.
 * @param {string} language
 * @returns {Say}
 */
export function speaker(language) {
  const own = WORDS[language] ?? WORDS.en;
  return (key, values = {}) => {
    const found = own[key] ?? key;
    const text = typeof found === "string" ? found : found[(values.m ?? values.n) === 1 ? "one" : "other"];
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? grouped(value) : String(value ?? "");
    });
  };
}

export { WORDS };
