/** The page: what it is made of, and which part is made anew after which change. */
import { h, svg } from "../lib/dom.js";
import { keepKeys, nameRegion } from "../lib/region.js";
import { eventCard } from "./card.js";
import { comparison } from "./compare.js";
import { controls } from "./controls.js";
import { gestures } from "./gestures.js";
import { laneNames } from "./gutter.js";
import { help } from "./help.js";
import { heightOf, momentOf } from "./layout.js";
import { eventList } from "./list.js";
import { putBeside } from "./place.js";
import { overview } from "./overview.js";
import { selectionBar } from "./selection.js";
import { pointerTip } from "./tip.js";
import { countText, toolbar } from "./toolbar.js";

export const AXIS = 26;
const QUIETLY = 400; // milliseconds without a change before the number of events is told

/** @typedef {ReturnType<typeof createPage>} Page */

/**
 * @param {import("./types.js").App} app
 * @param {{language: string, height: number}} options  height: of the lanes, in pixels
 */
export function createPage(app, { language, height }) {
  const { store, state, say } = app;
  const status = h("p", { class: "tl-hidden", role: "status", "aria-live": "polite" });
  const canvas = h("canvas", { class: "tl-canvas", "aria-hidden": "true" });
  const tip = pointerTip(app, () => Math.min(height, heightOf(app.lanes)));
  const plot = h("div", {
    class: "tl-plot",
    tabindex: "0",
    role: "group",
    "aria-label": say("picture"),
    "aria-describedby": `${app.prefix}-hint`,
    "aria-keyshortcuts": "L",
  });
  plot.style.height = `${height}px`;
  plot.append(canvas, tip.node);
  const axis = svg("svg", { class: "tl-axis", "aria-hidden": "true", height: AXIS });
  const gutter = laneNames(app);
  gutter.node.style.height = `${height}px`;
  const strip = overview(app);
  const bar = controls(app);
  const tools = toolbar(app);
  const list = eventList(app);
  const compact = () => {
    for (const part of [plot, gutter.node]) part.style.maxHeight = `${heightOf(app.lanes)}px`;
  };
  const card = eventCard(app);
  const chosen = selectionBar(app, list);
  const compared = comparison(app);
  const root = region(app, language, [
    // The picture before the controls that are seen above it (timeline.css): two tabs lead to it, not eighteen.
    h("div", { class: "tl-frame" }, gutter.node, plot, axis, strip.node),
    bar.node,
    tools.node,
    gutter.legend,
    chosen.node,
    compared.node,
    h("div", { class: "tl-below" }, list.node, card.node),
    help(app),
    h("p", { class: "tl-hidden", id: `${app.prefix}-hint` }, say("pictureHint")),
    status,
  ]);
  const follower = gestures(app, plot);
  const letMenusBe = closeMenus(root);
  let waiting = 0;
  let unplaced = false; // the card was opened, and the picture with its mark is not drawn yet

  function placeCard() {
    if (!unplaced) return;
    unplaced = false;
    const hit = app.hits.find(({ event }) => event === state.current);
    const [from, to] = state.view;
    const x = hit?.x ?? ((momentOf(store, state.current) - from) / (to - from)) * app.width;
    putBeside(card.node, plot, root, { x, y: hit?.y ?? Math.min(height, heightOf(app.lanes)) / 2 });
  }

  /** @param {string} text */
  function announce(text) {
    status.textContent = text;
  }
  function hideCard() {
    card.hide();
    unplaced = false;
    root.style.minHeight = "";
    root.classList.remove("tl-has-card");
  }

  return {
    root,
    plot,
    canvas,
    axis,
    strip,
    list,
    card,
    tip,
    announce,
    hideCard,
    /** @param {number} i @param {boolean} focus */
    showCard(i, focus) {
      root.classList.add("tl-has-card");
      unplaced = true;
      card.show(i, focus);
    },
    placeCard,
    /** Where the list has all events, it goes along with the view, unless the reader is in it. @param {number} from */
    scrollList(from) {
      if (!list.node.contains(document.activeElement)) list.scroll(from);
    },
    /** @type {import("./types.js").Watcher} */
    refresh(what, _, ours) {
      if (what.has("current")) hideCard(); // its event was filtered away
      if (what.has("lanes")) {
        gutter.renew();
        compact();
        root.classList.toggle("tl-no-lanes", !app.laneFacet());
      }
      if (what.has("shown") || what.has("lane")) list.renew();
      if (what.has("shown")) card.renew();
      if (what.has("shown") && ours) {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => announce(countText(app)), QUIETLY);
      }
      if (what.has("view")) {
        strip.move();
        follower.follow();
        list.follow();
      }
      if (what.has("selection")) {
        list.refresh();
        card.refresh();
        if (!ours && state.selection.size) list.show(Math.min(...[...state.selection].slice(0, 1000)), false);
      }
      for (const part of [bar, tools, chosen]) part.refresh();
      if (["selection", "kept", "lane"].some((name) => what.has(name))) compared.refresh();
    },
    /** @param {number} width  of the picture, in pixels */
    resize(width) {
      axis.setAttribute("width", String(width));
      strip.resize(width);
      strip.move();
      follower.follow();
      list.refresh();
    },
    destroy() {
      window.clearTimeout(waiting);
      letMenusBe();
      bar.destroy();
      follower.destroy();
      root.remove();
    },
  };
}

/**
 * @param {import("./types.js").App} app
 * @param {string} language
 * @param {Node[]} parts
 */
function region({ meta, say }, language, parts) {
  const root = h("div", { class: "tl", lang: language, role: "region" });
  if (meta.heading) root.append(h("p", { class: "tl-heading" }, meta.heading));
  for (const notice of meta.notices) root.append(h("p", { class: "tl-notice" }, notice));
  root.append(...parts);
  keepKeys(root);
  nameRegion(root, meta.heading || say("explorer"));
  return root;
}

/** Lets a click beside an open menu close it. @param {HTMLElement} root @returns {() => void} ends it */
function closeMenus(root) {
  /** @param {Event} event */
  const outside = (event) => {
    for (const menu of root.querySelectorAll("details.tl-menu[open]")) {
      if (!event.composedPath().includes(menu)) /** @type {HTMLDetailsElement} */ (menu).open = false;
    }
  };
  document.addEventListener("pointerdown", outside);
  return () => document.removeEventListener("pointerdown", outside);
}
