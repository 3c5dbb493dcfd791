/** Which events are selected: the two ways to change it, and the bar that tells how many they are. */
import { between, betweenText } from "./between.js";
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
      app.announce(
        `${store.text("title", i)}: ${say(added ? "marked" : "unmarked")}. ${say("selected", { n: selection.size })}`,
      );
    },
    select(events) {
      const selection = new Set(events);
      app.update({ selection });
      app.announce(say("selected", { n: selection.size }));
    },
  };
}

/** How many days lie between two that are selected; nothing where there are not two. @param {import("./types.js").App} app */
export function daysText({ store, state, say }) {
  if (state.selection.size !== 2) return "";
  const [one, other] = state.selection;
  return betweenText(between(store, one, other, state.asOf), say);
}

/**
 * The bar above the list.
 * @param {import("./types.js").App} app
 * @param {{listed: () => Uint32Array, only: (inView: boolean) => void}} list
 */
export function selectionBar(app, list) {
  const { state, say } = app;
  const count = h("strong", {});
  const apart = h("span", { class: "tl-apart", "aria-live": "polite" });
  /** @param {string} word @param {() => void} act */
  const button = (word, act) =>
    h("button", { type: "button", class: "tl-button tl-plain", onclick: act }, say(word));
  const keep = button("compareStore", () => app.update({ kept: new Set(state.selection) }));
  const none = button("clearSelection", () => app.select([]));
  const all = button("selectShown", () => app.select(new Set([...state.selection, ...list.listed()])));
  const box = h("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => list.only(box.checked));
  const name = h("span", { class: "tl-list-name" }, say("list"));
  return {
    node: h(
      "div",
      { class: "tl-bar tl-chosen" },
      name,
      h("label", { class: "tl-only" }, box, say("onlyInView")),
      h("span", { class: "tl-grow" }),
      count,
      apart,
      keep,
      none,
      all,
    ),
    refresh() {
      const n = state.selection.size;
      keep.hidden = none.hidden = !n;
      count.textContent = n ? say("selected", { n }) : "";
      const days = daysText(app);
      if (apart.textContent !== days) apart.textContent = days;
      all.disabled = !app.shown.length;
    },
  };
}
