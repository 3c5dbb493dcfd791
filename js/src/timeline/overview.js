/** The strip below the lanes: all events shown at once, with the view as a brush. */
import { brushX } from "d3-brush";
import { select } from "d3-selection";
import { svg } from "../lib/dom.js";
import { columns } from "./layout.js";

export const STRIP = 44;

/** @param {import("./types.js").App} app */
export function overview(app) {
  const canvas = document.createElement("canvas");
  canvas.className = "tl-strip";
  canvas.setAttribute("aria-hidden", "true");
  const layer = svg("svg", { class: "tl-brush", "aria-hidden": "true", height: STRIP });
  const node = document.createElement("div");
  node.className = "tl-overview";
  node.append(canvas, layer);
  let width = 0;
  let mine = false; // true while the brush is moved by us, not by the reader
  const brush = brushX().on("brush end", (event) => {
    if (mine || !event.sourceEvent) return;
    if (!event.selection) return event.type === "end" ? app.fit() : undefined;
    const [a, b] = event.selection;
    if (b - a >= 1) app.look([time(a), time(b)]);
  });
  // The keys of the brush are those of the explorer; it listens to the pointer alone.
  brush.keyModifiers(false);

  const time = (/** @type {number} */ x) => app.base[0] + (x / width) * (app.base[1] - app.base[0]);
  const xOf = (/** @type {number} */ t) => ((t - app.base[0]) / (app.base[1] - app.base[0])) * width;

  return {
    node,
    /** @param {number} w */
    resize(w) {
      if (w === width) return;
      width = w;
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(STRIP * ratio);
      canvas.style.width = `${w}px`;
      canvas.style.height = `${STRIP}px`;
      layer.setAttribute("width", String(w));
      brush.extent([
        [0, 0],
        [w, STRIP],
      ]);
      mine = true;
      select(/** @type {any} */ (layer)).call(brush);
      mine = false;
    },
    /** Draws the events; needed only when they or the theme change. @param {import("../lib/theme.js").Theme} theme */
    paint(theme) {
      const ctx = canvas.getContext("2d");
      if (!ctx || !width) return;
      const ratio = window.devicePixelRatio || 1;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, width, STRIP);
      const bins = columns(
        app.store,
        app.shown,
        app.base[0],
        (3 * (app.base[1] - app.base[0])) / width,
        Math.ceil(width / 3),
      );
      const top = bins.reduce((most, count) => Math.max(most, count), 1);
      ctx.fillStyle = theme.quiet;
      for (let k = 0; k < bins.length; k++) {
        if (!bins[k]) continue;
        const tall = Math.max(2, Math.sqrt(bins[k] / top) * (STRIP - 8));
        ctx.fillRect(k * 3, STRIP - 2 - tall, 2, tall);
      }
    },
    /** Puts the brush where the view is. */
    move() {
      if (!width) return;
      const [a, b] = app.state.view.map(xOf);
      const from = Math.max(0, Math.min(width - 3, a));
      mine = true;
      select(/** @type {any} */ (layer)).call(brush.move, [from, Math.max(from + 3, Math.min(width, b))]);
      mine = false;
    },
  };
}
