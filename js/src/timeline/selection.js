/** Which events are selected: the two ways to change it, and the bar that tells how many they are. */
import { h } from "../lib/dom.js";

/**
 * @param {import("./types.js").App} app
 * @returns {import("./types.js").Selection}
 */
export function createSelection(app) {
  const { store, state, say } = app;
  return {
    toggle(i) {
      const selection = new Set(state.selection);
      const added = !selection.delete(i);
      if (added) selection.add(i);
      app.update({ selection });
      const now = say("selected", { n: selection.size });
      app.announce(`${store.text("title", i)}: ${say(added ? "marked" : "unmarked")}. ${now}`);
    },
    select(events) {
      const selection = new Set(events);
      app.update({ selection });
      app.announce(say("selected", { n: selection.size }));
    },
  };
}

/** The bar above the list. @param {import("./types.js").App} app */
export function selectionBar(app) {
  const { state, say } = app;
  const count = h("strong", {});
  /** @param {string} word @param {() => void} act */
  const button = (word, act) =>
    h("button", { type: "button", class: "tl-button tl-plain", onclick: act }, say(word));
  const keep = button("compareStore", () => app.update({ kept: new Set(state.selection) }));
  const none = button("clearSelection", () => app.select([]));
  const all = button("selectShown", () => app.select(new Set([...state.selection, ...app.shown])));
  const name = h("span", { class: "tl-list-name" }, say("list"));
  return {
    node: h(
      "div",
      { class: "tl-bar tl-chosen" },
      name,
      h("span", { class: "tl-grow" }),
      count,
      keep,
      none,
      all,
    ),
    refresh() {
      const n = state.selection.size;
      keep.hidden = none.hidden = !n;
      count.textContent = n ? say("selected", { n }) : "";
      all.disabled = !app.shown.length;
    },
  };
}
