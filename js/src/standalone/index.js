/** A widget on a page of its own, without a kernel: in a file that was saved, or on the course's site. */
import { readTheme } from "../lib/theme.js";
import claims from "../claims/index.js";
import { seenOf } from "../claims/seen.js";
import { answer } from "../coder/answers.js";
import coder from "../coder/index.js";
import { pictureOf } from "../timeline/export.js";
import { join } from "../timeline/index.js";
import { readAddress, writeAddress } from "./address.js";
import { modelOf } from "./model.js";

/**
 * @typedef {object} Page
 * @property {string} kind  the widget's class in Python
 * @property {Record<string, any>} state  its traits, `_meta` and `_data` with them
 * @property {boolean} addressed  whether the address of the page holds what is seen
 * @property {import("../claims/card.js").Seen} [withheld]  what a blind board shows once the reader gave theirs
 * @property {string} [unread]  what to say where part of the address means nothing here
 */

/**
 * Shows a widget in an element.
 * @param {Page} page
 * @param {HTMLElement} el
 */
export function show({ kind, state: first, addressed, withheld, unread = "" }, el) {
  const state = { ...first };
  let moving = false; // the address leads, not the reader
  const model = modelOf(state, () => {
    if (addressed && !moving) keep(writeAddress(model.get, kind, first));
  });
  if (withheld?.ours) {
    // In a notebook Python hands these out; here is nobody else.
    const hand = () => model.set("_shown", seenOf(withheld, model.get("moves"), model.get("revealed")));
    model.on("change:moves", hand);
    model.on("change:revealed", hand);
  }
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  const follow = () => {
    const asked = readAddress(location.hash, kind, first);
    note.textContent = asked.whole ? "" : unread;
    return asked.state;
  };
  if (addressed) {
    el.append(note);
    Object.assign(state, follow());
    addEventListener("hashchange", () => {
      moving = true;
      for (const [name, value] of Object.entries(follow())) model.set(name, value);
      moving = false;
    });
  }
  if (withheld?.ours) state._shown = seenOf(withheld, state.moves, state.revealed);
  if (kind === "Timeline") printed(join({ model, el }).app, el);
  else if (kind === "ClaimBoard") claims.render({ model, el });
  else {
    answer(model);
    coder.render({ model, el });
  }
}

/** Writes what is seen into the address. @param {string} hash */
function keep(hash) {
  try {
    // The whole address: `#` alone would leave a sign behind, and an entry in the history for each step.
    history.replaceState(history.state, "", hash || location.href.split("#")[0]);
  } catch {
    // A browser may refuse, after many changes or in a frame: what is seen is right all the same.
  }
}

/** The colours of a light screen, whatever the screen is like. @param {HTMLElement} root */
function lightTheme(root) {
  const { theme } = root.dataset;
  root.dataset.theme = "light";
  const colours = readTheme(root);
  root.dataset.theme = theme;
  return colours;
}

/**
 * On paper there is a picture of what is seen, with its titles, in place of the controls and the list.
 * @param {ReturnType<typeof join>["app"]} app
 * @param {HTMLElement} el
 */
function printed(app, el) {
  const paper = document.createElement("div");
  paper.className = "page-paper";
  el.append(paper);
  const draw = () => {
    const { svg } = pictureOf(app, lightTheme(app.root));
    const image = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    paper.replaceChildren(document.importNode(image, true));
  };
  addEventListener("beforeprint", draw);
  matchMedia("print").addEventListener("change", (event) => event.matches && draw());
}
