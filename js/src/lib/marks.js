/** What a value looks like: a colour and a shape, as Python has them too (trilateral/timeline/marks.py). */
import marks from "../../../trilateral/timeline/shared/marks.json";

export const SHAPES = marks.shapes;
export const COLOURS = marks.colours.length;
/** The colour of a shape that is shown without one. */
export const GREY = marks.grey;

/** @param {number} value */
export const colourOf = (value) => value % COLOURS;
/** @param {number} value */
export const shapeOf = (value) => SHAPES[(value + Math.floor(value / COLOURS)) % SHAPES.length];

/**
 * The shape of an event, where colour and shape stand for one column or for two.
 * @param {{marks: number[], codes: Uint16Array, offsets: Uint32Array | null} | null} facet  the column of shapes, if it has its own
 * @param {number} i
 * @param {number} value  number of its colour
 */
export const shapeFor = (facet, i, value) =>
  facet
    ? SHAPES[facet.marks[facet.codes[facet.offsets ? facet.offsets[i] : i]] % SHAPES.length]
    : shapeOf(value);

/** Corners around (0, 0) for a radius of 1; a circle has none. */
const CORNERS = /** @type {Record<string, number[][]>} */ (marks.corners);

/**
 * Adds a shape to a path.
 * @param {Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "arc" | "closePath">} path
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function trace(path, shape, x, y, r) {
  const corners = CORNERS[shape];
  if (!corners.length) {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  path.moveTo(x + corners[0][0] * r, y + corners[0][1] * r);
  for (let k = 1; k < corners.length; k++) path.lineTo(x + corners[k][0] * r, y + corners[k][1] * r);
  path.closePath();
}

/** The shape as SVG path data in a 12 x 12 box, for labels in the page. @param {string} shape */
export function outline(shape) {
  const corners = CORNERS[shape];
  if (!corners.length) return "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0";
  return `M${corners.map(([x, y]) => `${+(6 + x * 4.5).toFixed(2)} ${+(6 + y * 4.5).toFixed(2)}`).join("L")}z`;
}
