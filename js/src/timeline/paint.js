/**
 * Drawing. It waits for the next frame, so that any number of changes costs one picture; what is drawn is told by
 * `scene`, which the picture that is saved uses too.
 */
import { axisBottom } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { readTheme } from "../lib/theme.js";
import { draw } from "./draw.js";
import { heightOf } from "./layout.js";

/**
 * @param {import("./types.js").App} app
 * @param {import("./page.js").Page} page
 * @param {number} most  pixels that the lanes may have
 */
export function createPainter(app, page, most) {
  const tall = () => Math.min(most, heightOf(app.lanes));
  const { state } = app;
  const { root, canvas, list, strip } = page;
  let frame = 0;
  let stripStale = true;
  let theme = /** @type {import("../lib/theme.js").Theme | null} */ (null);

  function axisOf() {
    const scale = scaleUtc(state.view, [0, app.width]);
    return { scale, ticks: scale.ticks(Math.max(2, Math.floor(app.width / 90))) };
  }

  /** @returns {import("./draw.js").Scene} */
  function scene() {
    theme ??= readTheme(root);
    return {
      store: app.store,
      lanes: app.lanes,
      colour: app.colour,
      shape: app.shape,
      view: state.view,
      width: app.width,
      height: tall(),
      asOf: state.asOf,
      selection: state.selection,
      kept: state.kept,
      current: state.current,
      hover: page.tip.event(),
      focused: root.contains(document.activeElement),
      ticks: axisOf().ticks,
      theme,
      path: () => new Path2D(),
    };
  }

  function paint() {
    if (!frame) frame = requestAnimationFrame(paintNow);
  }

  function paintNow() {
    cancelAnimationFrame(frame);
    frame = 0;
    const ctx = app.width ? sized(canvas, app.width, tall()) : null;
    if (!ctx) return;
    const now = scene();
    app.hits = draw(ctx, now);
    list.flush();
    page.placeCard();
    ctx.font = "12px system-ui, sans-serif"; // as timeline.css writes the labels
    drawAxis(page.axis, axisOf(), app, (text) => ctx.measureText(text).width);
    if (stripStale) {
      stripStale = false;
      strip.paint(now.theme);
    }
  }

  return {
    paint,
    paintNow,
    scene,
    axisOf,
    /** The strip of all events shows others now: it is drawn anew with the next picture. */
    renewStrip() {
      stripStale = true;
    },
    /** The colours are others now. */
    renewTheme() {
      theme = null;
      stripStale = true;
      paint();
    },
    destroy: () => cancelAnimationFrame(frame),
  };
}

/**
 * The canvas's context, with as many pixels as the screen has there.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const wide = Math.round(width * ratio);
  const tall = Math.round(height * ratio);
  if (canvas.width !== wide || canvas.height !== tall) {
    canvas.width = wide;
    canvas.height = tall;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ctx;
}

/**
 * A label at the edge is moved inwards, so that none is cut; one that would run into the last is left out.
 * @param {SVGElement} node
 * @param {{scale: import("d3-scale").ScaleTime<number, number>, ticks: Date[]}} axis
 * @param {Pick<import("./types.js").App, "dates" | "width">} app
 * @param {(text: string) => number} wide  pixels that a text takes
 */
export function drawAxis(node, { scale, ticks }, { dates, width }, wide) {
  let taken = -Infinity;
  select(/** @type {any} */ (node))
    .call(
      axisBottom(scale)
        .tickValues(ticks)
        .tickFormat((t, k) => dates.tick(/** @type {Date} */ (t), k))
        .tickSizeOuter(0),
    )
    .selectAll("text")
    .each((/** @type {any} */ t, k, labels) => {
      const label = /** @type {SVGTextElement} */ (labels[k]);
      const half = wide(label.textContent ?? "") / 2 + 1;
      const at = Math.min(Math.max(scale(t), half), width - half);
      const free = at - half >= taken;
      label.setAttribute("x", String(at - scale(t)));
      label.style.visibility = free ? "" : "hidden";
      if (free) taken = at + half + 4;
    });
}
