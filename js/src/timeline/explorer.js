/** The explorer: joins the state, the ways to change it, the page and the painting. Begin here, then state.js. */
import { stepBack } from "../lib/sibling.js";
import { followTheme } from "../lib/theme.js";
import { unpack } from "./data.js";
import { dates } from "./dates.js";
import { createFocus } from "./focus.js";
import { createNavigation } from "./navigation.js";
import { STRIP } from "./overview.js";
import { AXIS, createPage } from "./page.js";
import { createPainter } from "./paint.js";
import { createSelection } from "./selection.js";
import { createState } from "./state.js";
import { grouped, speaker } from "./words.js";

let made = 0; // explorers made, for ids that no two on a page share

/**
 * @typedef {object} Options
 * @property {any} meta
 * @property {DataView | ArrayBuffer | Uint8Array} data
 * @property {number} [height]
 * @property {string} [language]
 * @property {Partial<State>} [state]
 * @property {(changes: Partial<State>) => void} [changed]  called after every change the reader makes
 */

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").State} State */

/**
 * @param {HTMLElement} el
 * @param {Options} options
 * @returns {App & {root: HTMLElement, destroy: () => void}}
 */
export function explorer(el, options) {
  const { meta, data, height = 420, language = "en", changed = () => {} } = options;
  const lanesHeight = Math.max(80, height - AXIS - STRIP);
  const say = speaker(language);
  const model = createState({
    meta,
    store: unpack(meta, data),
    say,
    height: lanesHeight,
    initial: options.state,
  });
  // The parts hold this one object and read from it when they need it: what is missing here follows below.
  const app = /** @type {App} */ (
    Object.assign(model, { say, dates: dates(language, say), number: grouped, prefix: `tl${++made}` })
  );
  const page = createPage(app, { language, height: lanesHeight });
  const painter = createPainter(app, page, lanesHeight);
  Object.assign(
    app,
    createNavigation(model, page.scrollList),
    createFocus(app, page),
    createSelection(app),
    /** @type {import("./types.js").Picture} */ ({
      width: 0,
      hits: [],
      announce: page.announce,
      hover: page.tip.hover,
      hint: page.tip.hint,
      paint: painter.paint,
      scene: painter.scene,
      axisOf: painter.axisOf,
    }),
  );
  model.watch((what, changes, ours) => {
    page.refresh(what, changes, ours);
    if (what.has("shown")) painter.renewStrip();
    if (ours) changed(changes);
    painter.paint();
  });

  const { root, plot } = page;
  const resizes = new ResizeObserver(() => {
    const width = Math.floor(plot.clientWidth);
    if (!width || width === app.width) return;
    app.width = width;
    page.resize(width);
    painter.renewStrip();
    painter.paintNow(); // at once: the observer calls between layout and paint, and the next frame would show a gap
  });
  el.append(root);
  const unfollow = followTheme(root, painter.renewTheme);
  resizes.observe(plot);
  const comeBack = stepBack(root, meta.key);
  const { filters, view, selection } = app.state;
  app.update({ filters, view, selection }, false);

  return Object.assign(app, {
    root,
    destroy() {
      painter.destroy();
      resizes.disconnect();
      unfollow();
      page.destroy();
      comeBack();
    },
  });
}
