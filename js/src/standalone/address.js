/**
 * What is seen, in the address after `#`, so that it can be sent: each trait that differs from the page as it was
 * saved, as JSON. An address is written by anyone: only what fits the page is taken from it.
 */

/** @typedef {(value: any, meta: any, first: any) => any} Read  what a value means here; undefined where nothing */

/** @param {any} value @returns {value is Record<string, any>} */
const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {any} value */
const texts = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
/** @param {object} table @param {string} name */
const own = (table, name) => (Object.hasOwn(table, name) ? name : undefined);

/** @type {Read} */
function filters(value, meta) {
  if (!plain(value)) return undefined;
  /** @type {Record<string, any>} */
  const found = {};
  for (const [name, wanted] of Object.entries(value)) {
    const facet = meta.facets.find((/** @type {any} */ one) => one.name === name);
    if (name === "search" && typeof wanted === "string") found.search = wanted;
    else if (!texts(wanted)) return undefined;
    else if (facet) found[name] = wanted.filter((/** @type {string} */ one) => facet.values.includes(one));
    else if (name === "ids") found.ids = wanted;
    else return undefined;
    if (!found[name].length) return undefined;
  }
  return found;
}

/** @type {Read} */
function asOf(value, meta, first) {
  if (value === null) return meta.asOfFixed ? undefined : null;
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    return undefined;
  return meta.asOfFixed && value > first ? undefined : value; // what came later is not in this page
}

/** @type {Read} */
const view = (value) =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1]
    ? value
    : undefined;

/** @type {Read} */
const lane = (value, meta) =>
  value === null || meta.facets.some((/** @type {any} */ one) => one.name === value) ? value : undefined;

/** @type {Read} */
function moves(value, meta) {
  if (!plain(value)) return undefined;
  const fits = Object.entries(value).every(
    ([by, moved]) =>
      own(meta.values, by) &&
      plain(moved) &&
      Object.entries(moved).every(
        ([id, to]) =>
          meta.cards.some((/** @type {any} */ card) => card.id === id) && meta.values[by].includes(to),
      ),
  );
  return fits ? value : undefined;
}

/** @type {Read} */
function codes(value, meta) {
  const known = [null, ...meta.labels.map((/** @type {[number, string]} */ one) => one[0])];
  const fits = Array.isArray(value) && value.length === meta.items.length;
  return fits && value.every((one) => known.includes(one)) ? value : undefined;
}

/** What came of a comparison with a neighbour. @type {Read} */
function neighbour(value, meta) {
  const groups = ["theirs", "settled", "again", "theirs_again"];
  const fits =
    plain(value) &&
    Object.entries(value).every(([name, own]) => groups.includes(name) && codes(own, meta, null));
  return fits ? value : undefined;
}

/** @type {Read} */
const current = (value, meta) => (Number.isInteger(value) && meta.items[value] ? value : undefined);

/** @type {Record<string, Record<string, Read>>} */
const SHARED = {
  Timeline: { filters, as_of: asOf, view, lane, selection: texts, kept: texts },
  ClaimBoard: {
    by: (value, meta) => own(meta.values, String(value)),
    moves,
    revealed: (value) => (typeof value === "boolean" ? value : undefined),
  },
  StatementCoder: { current, codes, neighbour },
};

/**
 * Returns the state that an address asks for, and whether all of the address could be read.
 * @param {string} hash
 * @param {string} kind  of the widget
 * @param {Record<string, any>} first  the state as the page was saved, `_meta` with it
 * @returns {{state: Record<string, any>, whole: boolean}}
 */
export function readAddress(hash, kind, first) {
  const reads = SHARED[kind];
  const state = Object.fromEntries(Object.keys(reads).map((name) => [name, first[name]]));
  let whole = true;
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const value = Object.hasOwn(reads, name)
      ? reads[name](parsed(text), first._meta, first[name])
      : undefined;
    if (value === undefined) whole = false;
    else state[name] = value;
  }
  return { state, whole };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns what stands after `#` for what is seen now; "" for the page as it was saved.
 * @param {(name: string) => any} get
 * @param {string} kind
 * @param {Record<string, any>} first
 */
export function writeAddress(get, kind, first) {
  const said = new URLSearchParams();
  for (const name of Object.keys(SHARED[kind])) {
    const text = JSON.stringify(get(name));
    if (text !== JSON.stringify(first[name])) said.set(name, text);
  }
  const text = String(said);
  return text && `#${text}`;
}
