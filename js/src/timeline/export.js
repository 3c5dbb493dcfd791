/** What is seen, to keep: the picture as SVG or PNG, the events shown as a table. */
import { living, precisions } from "../../../trilateral/timeline/shared/layout.json";
import { labelsOf } from "./data.js";
import { goesOn, isoDay } from "./dates.js";
import { draw } from "./draw.js";
import { keysOf } from "./gutter.js";
import { MARK } from "./layout.js";
import { colourOf, shapeOf, trace } from "../lib/marks.js";
import { csvOf, download, downloadCsv } from "../lib/save.js";

export { safeCell } from "../lib/save.js";

const GUTTER = living.gutter;
const HEAD = 30;
const FOOT = 30;

/** @param {string} text */
const escaped = (text) =>
  text
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows none of them, so they are taken out.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
/** @param {number} n */
const short = (n) => String(Math.round(n * 10) / 10);

/** A path that becomes SVG path data; it has the methods of Path2D that draw.js uses. */
export class SvgPath {
  d = "";
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.d += `M${short(x)} ${short(y)}`;
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.d += `L${short(x)} ${short(y)}`;
  }
  /** @param {number} a @param {number} b @param {number} x @param {number} y */
  quadraticCurveTo(a, b, x, y) {
    this.d += `Q${short(a)} ${short(b)} ${short(x)} ${short(y)}`;
  }
  closePath() {
    this.d += "z";
  }
  /** A full circle. @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    const half = `a${short(r)} ${short(r)} 0 1 1 `;
    this.d += `M${short(x + r)} ${short(y)}${half}${short(-2 * r)} 0${half}${short(2 * r)} 0z`;
  }
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    this.d += `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}z`;
  }
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  roundRect(x, y, w, h) {
    this.rect(x, y, w, h);
  }
}

/** Takes the calls that draw.js makes on a canvas and writes them as SVG. */
export class SvgContext {
  parts = /** @type {string[]} */ ([]);
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "";
  textBaseline = "";
  path = new SvgPath();
  dash = "";
  /** The path that rectangles are being added to. @type {{fill: string, at: number, d: string} | null} */
  rects = null;
  /** @param {CanvasRenderingContext2D} measure  a real context, for widths of texts */
  constructor(measure) {
    this.measure = measure;
  }
  clearRect() {}
  beginPath() {
    this.path = new SvgPath();
  }
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path.moveTo(x, y);
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path.lineTo(x, y);
  }
  /** @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    this.path.arc(x, y, r);
  }
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    this.path.rect(x, y, w, h);
  }
  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash.join(" ");
  }
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  fillRect(x, y, w, h) {
    const path = new SvgPath();
    path.rect(x, y, w, h);
    // Many of one colour become one path.
    if (this.rects?.fill === this.fillStyle && this.rects.at === this.parts.length - 1) {
      this.rects.d += path.d;
      this.parts[this.rects.at] = `<path d="${this.rects.d}" fill="${escaped(this.fillStyle)}"/>`;
      return;
    }
    this.rects = { fill: this.fillStyle, at: this.parts.length, d: path.d };
    this.fill(path);
  }
  /** @param {SvgPath} [path] */
  fill(path = this.path) {
    if (path.d)
      this.parts.push(
        `<path d="${path.d}" fill="${escaped(this.fillStyle)}"${this.globalAlpha < 1 ? ` fill-opacity="${this.globalAlpha}"` : ""}/>`,
      );
  }
  /** @param {SvgPath} [path] */
  stroke(path = this.path) {
    const dash = this.dash ? ` stroke-dasharray="${this.dash}"` : "";
    if (path.d)
      this.parts.push(
        `<path d="${path.d}" fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${this.lineWidth}"${dash}/>`,
      );
  }
  /** @param {string} text */
  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }
  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.parts.push(
      `<text x="${short(x)}" y="${short(y + 4)}" fill="${escaped(this.fillStyle)}">${escaped(text)}</text>`,
    );
  }
}

/**
 * The picture as it is seen now.
 * @param {import("./types.js").App} app
 * @param {import("../lib/theme.js").Theme} [colours]  others than those on the screen, for paper
 * @returns {{svg: string, width: number, height: number}}
 */
export function pictureOf(app, colours) {
  const measure = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const ctx = new SvgContext(measure);
  const scene = { ...app.scene(), path: () => new SvgPath(), hover: -1, current: -1 };
  if (colours) scene.theme = colours;
  draw(/** @type {any} */ (ctx), scene);
  const { theme } = scene;
  const left = app.laneFacet() ? GUTTER : 10;
  const top = app.meta.heading ? HEAD : 8;
  const width = left + scene.width + 10;
  // The keys below the picture, in as many lines as they need.
  let x = left;
  let line = 0;
  const keys = keysOf(app).map((key) => {
    const wide = ctx.measureText(key.label).width + 34;
    if (x + wide > width && x > left) [x, line] = [left, line + 1];
    const at = { ...key, x, y: top + scene.height + FOOT + 8 + line * 18 };
    x += wide;
    return at;
  });
  const height = top + scene.height + FOOT + (keys.length ? line * 18 + 18 : 0);
  const sign = (/** @type {typeof keys[number]} */ key) => {
    const path = new SvgPath();
    trace(path, key.shape ?? shapeOf(key.mark), key.x + MARK, key.y - 4, MARK);
    return `<path d="${path.d}" fill="${escaped(theme.hues[colourOf(key.mark)])}"/>${text(key.x + 14, key.y, key.label)}`;
  };
  const { scale, ticks } = app.axisOf();
  const text = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {string} */ words,
    /** @type {string} */ more = "",
  ) => `<text x="${short(x)}" y="${short(y)}" fill="${escaped(theme.ink)}"${more}>${escaped(words)}</text>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(theme.font)}" font-size="12">`,
    `<title>${escaped(`${app.meta.heading || app.say("picture")}: ${app.say("shown", { n: app.shown.length, m: app.store.count })}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escaped(theme.paper)}"/>`,
    app.meta.heading ? text(10, 20, app.meta.heading, ' font-size="15" font-weight="600"') : "",
    ...scene.lanes.map((lane) =>
      text(
        left - 10,
        top + lane.top + lane.height / 2 + 4,
        lane.label.slice(0, living.label),
        ' text-anchor="end"',
      ),
    ),
    `<clipPath id="c"><rect width="${scene.width}" height="${scene.height}"/></clipPath>`,
    `<g transform="translate(${left} ${top})" clip-path="url(#c)">${ctx.parts.join("")}</g>`,
    ...ticks.map((t, k) =>
      text(left + scale(t), top + scene.height + 18, app.dates.tick(t, k), ' text-anchor="middle"'),
    ),
    ...keys.map(sign),
    "</svg>",
  ].join("");
  return { svg, width, height };
}

/** @param {import("./types.js").App} app */
export function tableOf(app) {
  const { store } = app;
  const texts = ["title", "place", "summary", "dispute", "confidence"];
  const lines = [
    ["id", "start", "end", "precision", ...texts, ...store.facets.map((facet) => facet.name), "sources"],
  ];
  for (const i of app.shown) {
    const end = goesOn(store, i, app.state.asOf)
      ? "going on"
      : store.interval[i]
        ? isoDay(store.end[i] - 1)
        : "";
    lines.push([
      store.text("id", i),
      isoDay(store.start[i]),
      end,
      precisions[store.precision[i]],
      ...texts.map((name) => store.text(name, i)),
      ...store.facets.map((facet) => labelsOf(facet, i).join("; ")),
      store
        .sources(i)
        .map((source) => source.url || source.publisher)
        .join(" "),
    ]);
  }
  return csvOf(lines);
}

/** @param {import("./types.js").App} app */
export function savePicture(app) {
  download(new Blob([pictureOf(app).svg], { type: "image/svg+xml" }), "timeline.svg");
}

/** @param {import("./types.js").App} app */
export function saveTable(app) {
  downloadCsv(tableOf(app), "timeline.csv");
}

/** @param {import("./types.js").App} app */
export async function saveImage(app) {
  const { svg, width, height } = pictureOf(app);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && download(blob, "timeline.png"));
}
