import { unpack } from "../src/timeline/data.js";
import cases from "../../trilateral/timeline/shared/cases.json";
import packed from "./packed.json";

export { cases, packed };

/** The columns of packed.json, at an offset that suits no typed array. */
export function bytes(shift = 3, { data } = packed) {
  const raw = Buffer.from(data, "base64");
  const buffer = new ArrayBuffer(raw.length + shift);
  new Uint8Array(buffer, shift).set(raw);
  return new DataView(buffer, shift);
}

export const store = () => unpack(packed.meta, bytes());

/** The same events, as Python cuts them for the as-of date of the first fixed case. */
export const fixed = () => unpack(packed.fixed.meta, bytes(3, packed.fixed));

/** The events of the cases of dates; the number of each case is its id. */
export const dated = () => unpack(packed.dates.meta, bytes(3, packed.dates));

/** Made-up events: `make(i)` tells start, end and lanes of each. */
export function made(count, make, lanes = 1) {
  const start = new Float64Array(count);
  const end = new Float64Array(count).fill(NaN);
  const codes = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const { t, until = NaN, lane = 0 } = make(i);
    start[i] = t;
    end[i] = until;
    codes[i] = lane;
  }
  const values = Array.from({ length: lanes }, (_, k) => `v${k}`);
  return {
    count,
    start,
    end,
    known: start,
    precision: new Uint8Array(count),
    interval: end.map((e) => (Number.isNaN(e) ? 0 : 1)),
    facets: [
      {
        name: "lane",
        label: "Lane",
        values,
        labels: values,
        marks: values.map((_, k) => k),
        codes,
        offsets: null,
      },
    ],
    text: (name, i) => (name === "title" ? `Event ${i}` : ""),
    has: () => false,
    whole: () => "\0".repeat(count),
    sources: () => [],
  };
}
export const all = (store) => Uint32Array.from({ length: store.count }, (_, i) => i);

/** Colours that are told by their names, and a measure by which every letter is 6 pixels wide. */
export const theme = {
  hues: Array.from({ length: 8 }, (_, k) => `hue${k}`),
  ink: "ink",
  quiet: "quiet",
  line: "line",
  paper: "paper",
  band: "band",
  accent: "accent",
  font: "sans",
};
export const measure = { measureText: (text) => ({ width: 6 * text.length }) };
