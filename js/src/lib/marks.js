/** What a value looks like: a colour and a shape, the same as in trilateral/timeline/static.py. */

export const SHAPES = ["circle", "square", "diamond", "triangle", "down", "cross", "hexagon", "star"];
export const COLOURS = 8;
/** The colour of a shape that is shown without one. */
export const GREY = 7;

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

/** @param {number} turn @param {number} radius @returns {[number, number]} */
const polar = (turn, radius) => [
  radius * Math.cos(turn * 2 * Math.PI),
  radius * Math.sin(turn * 2 * Math.PI),
];

const [A, B] = [0.38, 1.1];
/** Corners around (0, 0) for a radius of 1. @type {Record<string, [number, number][]>} */
const CORNERS = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  diamond: [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  triangle: [
    [0, -1.15],
    [1.1, 0.85],
    [-1.1, 0.85],
  ],
  down: [
    [0, 1.15],
    [1.1, -0.85],
    [-1.1, -0.85],
  ],
  cross: [
    [-A, -B],
    [A, -B],
    [A, -A],
    [B, -A],
    [B, A],
    [A, A],
    [A, B],
    [-A, B],
    [-A, A],
    [-B, A],
    [-B, -A],
    [-A, -A],
  ],
  hexagon: Array.from({ length: 6 }, (_, k) => polar(k / 6, 1.1)),
  star: Array.from({ length: 10 }, (_, k) => polar(k / 10 - 0.25, k % 2 ? 0.58 : 1.35)),
};

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
  if (!corners) {
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
  if (!corners) return "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0";
  return `M${corners.map(([x, y]) => `${+(6 + x * 4.5).toFixed(2)} ${+(6 + y * 4.5).toFixed(2)}`).join("L")}z`;
}
