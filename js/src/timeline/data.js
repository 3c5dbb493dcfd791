/**
 * The events as they come from Python: a small description and one run of bytes (trilateral/timeline/pack.py). Numbers stay in typed arrays; texts stay UTF-8 bytes until somebody reads them.
 */

/**
 * @typedef {object} Facet            a column to filter by
 * @property {string} name
 * @property {string} label
 * @property {string[]} values        as in the frame
 * @property {string[]} labels        as shown
 * @property {number[]} marks         for each value the number of its colour and shape
 * @property {Uint16Array} codes      numbers of values
 * @property {Uint32Array | null} offsets  codes of event i: offsets[i] to offsets[i + 1]; null if one each
 */

/**
 * @typedef {object} Store            events in order of time; times are ms since 1970, on the place's own clock
 * @property {number} count
 * @property {Float64Array} start
 * @property {Float64Array} end       first moment after; NaN for a point in time, Infinity where it goes on
 * @property {Float64Array} known     when the public could first know
 * @property {Uint8Array} precision   0 day, 1 month, 2 year; 3 more if it is about then
 * @property {Uint8Array | null} endPrecision  0 day, 1 month, 2 year, as `precision`; null if all are 0
 * @property {Uint8Array} interval    1 where the event lasts
 * @property {Facet[]} facets
 * @property {(name: string, i: number) => string} text
 * @property {(id: string) => number} find  the event with an id, or -1
 * @property {(name: string, i: number) => boolean} has  whether the text is not empty, without reading it
 * @property {(name: string) => string} whole  all texts of a column, each ended by a NUL
 * @property {(i: number) => Source[]} sources
 */

/** @typedef {{publisher: string, title: string, url: string, date: string}} Source */

const TYPES = {
  float64: Float64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

/**
 * @param {any} meta
 * @param {DataView | ArrayBuffer | Uint8Array} bytes
 * @returns {Store}
 */
export function unpack(meta, bytes) {
  const view = bytes instanceof ArrayBuffer ? new DataView(bytes) : bytes;

  /** @param {string} name @returns {any} */
  const array = (name) => {
    const found = meta.index[name];
    if (!found) return null;
    const [type, at, length] = found;
    const Kind = TYPES[/** @type {keyof typeof TYPES} */ (type)];
    const buffer = /** @type {ArrayBuffer} */ (view.buffer);
    const from = view.byteOffset + at;
    if (from % Kind.BYTES_PER_ELEMENT === 0) return new Kind(buffer, from, length);
    // The message may begin anywhere, typed arrays may not: numbers are copied then, texts never.
    return new Kind(buffer.slice(from, from + length * Kind.BYTES_PER_ELEMENT));
  };

  const decoder = new TextDecoder();
  /** @type {Map<string, {offsets: Uint32Array, bytes: Uint8Array}>} */
  const columns = new Map();
  /** @param {string} name */
  const columnOf = (name) => {
    let column = columns.get(name);
    if (!column) {
      column = { offsets: array(`text.${name}.offsets`), bytes: array(`text.${name}.bytes`) };
      columns.set(name, column);
    }
    return column;
  };
  /** @param {string} name @param {number} i */
  const text = (name, i) => {
    const column = columnOf(name);
    const from = column.offsets[i];
    const to = column.offsets[i + 1] - 1; // each text is ended by a NUL
    return from === to ? "" : decoder.decode(column.bytes.subarray(from, to));
  };

  /** @type {Int32Array | null} hash of an id -> event + 1 */
  let table = null;
  /** @param {Uint8Array} word */
  const hash = (word) => {
    let sum = 2_166_136_261;
    for (const byte of word) sum = Math.imul(sum ^ byte, 16_777_619);
    return sum >>> 0;
  };
  /**
   * The event with this id, or -1. Not a Map: of 300,000 ids it takes more than twice as long to make (1.2 s to 0.45 s
   * on a slow machine) and 25 MB to 4.
   * @param {string} id
   */
  const find = (id) => {
    const column = columnOf("id");
    const bytesOf = (/** @type {number} */ i) =>
      column.bytes.subarray(column.offsets[i], column.offsets[i + 1] - 1);
    if (!table) {
      table = new Int32Array(2 ** Math.ceil(Math.log2(meta.count * 2 + 2)));
      for (let i = 0; i < meta.count; i++) {
        let at = hash(bytesOf(i)) % table.length;
        while (table[at]) at = (at + 1) % table.length;
        table[at] = i + 1;
      }
    }
    const word = new TextEncoder().encode(id);
    for (let at = hash(word) % table.length; table[at]; at = (at + 1) % table.length) {
      const own = bytesOf(table[at] - 1);
      if (own.length === word.length && own.every((byte, k) => byte === word[k])) return table[at] - 1;
    }
    return -1;
  };

  const cited = { codes: array("sources.codes"), offsets: array("sources.offsets") };
  return {
    count: meta.count,
    start: array("start"),
    end: array("end"),
    known: array("known"),
    precision: array("precision"),
    endPrecision: array("endPrecision"),
    interval: array("interval"),
    facets: meta.facets.map((/** @type {any} */ facet) => ({
      ...facet,
      codes: array(`facet.${facet.name}.codes`),
      offsets: array(`facet.${facet.name}.offsets`),
    })),
    text,
    find,
    has: (name, i) => columnOf(name).offsets[i + 1] - columnOf(name).offsets[i] > 1,
    whole: (name) => decoder.decode(columnOf(name).bytes),
    sources: (i) =>
      Array.from(cited.codes.subarray(cited.offsets[i], cited.offsets[i + 1]), (k) => ({
        publisher: text("sources.publisher", k),
        title: text("sources.title", k),
        url: text("sources.url", k),
        date: text("sources.date", k),
      })),
  };
}

/**
 * The numbers of an event's values in a facet.
 * @param {Facet} facet
 * @param {number} i
 */
export function codesOf(facet, i) {
  return facet.offsets
    ? facet.codes.subarray(facet.offsets[i], facet.offsets[i + 1])
    : facet.codes.subarray(i, i + 1);
}

/** @param {Facet} facet @param {number} i */
export function labelsOf(facet, i) {
  return Array.from(codesOf(facet, i), (code) => facet.labels[code]);
}
