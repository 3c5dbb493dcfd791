/**
 * The events as they come from Python: a small description and one run of bytes (trilateral/timeline_frame.py,
 * `Events.pack`). Numbers stay in typed arrays; texts stay UTF-8 bytes until somebody reads them.
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
 * @property {Float64Array} end       first moment after; NaN for a point in time
 * @property {Float64Array} known     when the public could first know
 * @property {Uint8Array} precision   0 day, 1 month, 2 year, 3 about
 * @property {Uint8Array} interval    1 where the event lasts
 * @property {Facet[]} facets
 * @property {(name: string, i: number) => string} text
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
  // The view's offset need not be a multiple of 8, which the typed arrays want: copy once, unless it is.
  const view = bytes instanceof ArrayBuffer ? new DataView(bytes) : bytes;
  const whole =
    view.byteOffset % 8 === 0
      ? { buffer: view.buffer, at: view.byteOffset }
      : { buffer: view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength), at: 0 };

  /** @param {string} name @returns {any} */
  const array = (name) => {
    const found = meta.index[name];
    if (!found) return null;
    const [type, at, length] = found;
    return new TYPES[/** @type {keyof typeof TYPES} */ (type)](/** @type {ArrayBuffer} */ (whole.buffer), whole.at + at, length);
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

  const cited = { codes: array("sources.codes"), offsets: array("sources.offsets") };
  return {
    count: meta.count,
    start: array("start"),
    end: array("end"),
    known: array("known"),
    precision: array("precision"),
    interval: array("interval"),
    facets: meta.facets.map((/** @type {any} */ facet) => ({
      ...facet,
      codes: array(`facet.${facet.name}.codes`),
      offsets: array(`facet.${facet.name}.offsets`),
    })),
    text,
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
