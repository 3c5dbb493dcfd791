/** Which event has the focus: the steps from one to the next, within a lane and between lanes, and its card. */
import { firstFrom, momentOf } from "./layout.js";
import { describe } from "./tip.js";

/**
 * @param {import("./types.js").App} app
 * @param {import("./page.js").Page} page
 * @returns {import("./types.js").Focus}
 */
export function createFocus(app, page) {
  const { store, state } = app;
  const { root, plot, list, card } = page;
  let laneAt = 0; // lane in which the focus is, where an event is in several

  /** @param {number} i */
  function laneOf(i) {
    const has = (/** @type {number} */ k) => Boolean(app.lanes[k]) && app.placeOf(i, app.lanes[k].items) >= 0;
    return has(laneAt) ? laneAt : app.lanes.findIndex((_, k) => has(k));
  }

  /** @type {import("./types.js").Focus["focusEvent"]} */
  function focusEvent(i, from) {
    if (i === undefined || i < 0) return;
    const fresh = i !== state.current;
    state.current = i;
    const t = momentOf(store, i);
    const [a, b] = state.view;
    if (t < a || t > b) {
      const span = b - a;
      app.look([t - span / 2, t + span / 2]);
    }
    list.show(i, false);
    if (from === "plot" && fresh) app.announce([store.text("title", i), ...describe(app, i)].join(", "));
    list.refresh();
    app.paint();
  }

  /** The first focus falls on the first event in view. */
  function stepInto() {
    const k = Math.min(app.shown.length - 1, firstFrom(store, app.shown, state.view[0]));
    laneAt = 0;
    focusEvent(app.shown[k], "plot");
    laneAt = Math.max(0, laneOf(app.shown[k]));
  }

  /** @type {import("./types.js").Focus["inNextLane"]} */
  function inNextLane(i, by) {
    const to = laneOf(i) + by;
    const lane = app.lanes[to];
    if (!lane?.items.length) return -1;
    const k = firstFrom(store, lane.items, store.start[i]);
    const far = (/** @type {number} */ other) => Math.abs(store.start[other] - store.start[i]);
    const near = [lane.items[k - 1], lane.items[k]].filter((other) => other !== undefined);
    near.sort((a, b) => far(a) - far(b));
    laneAt = to;
    return near[0];
  }

  /** Where the focus goes when the card closes. @type {HTMLElement | null} */
  let opener = null;

  return {
    focusEvent,
    inNextLane,
    step(by) {
      if (!app.shown.length) return;
      if (state.current < 0) return stepInto();
      const lane = app.lanes[laneOf(state.current)];
      const next = lane?.items[app.placeOf(state.current, lane.items) + by];
      if (next !== undefined) focusEvent(next, "plot");
    },
    stepLane(by) {
      if (!app.shown.length) return;
      if (state.current < 0) return stepInto();
      const next = inNextLane(state.current, by);
      if (next >= 0) focusEvent(next, "plot");
    },
    stepTo(place) {
      if (app.shown.length) focusEvent(app.shown[place], "plot");
    },
    open(i, focus = false) {
      const active = /** @type {HTMLElement | null} */ (document.activeElement);
      if (active && root.contains(active) && !card.node.contains(active))
        opener = plot.contains(active) ? plot : list.node;
      state.current = i;
      page.showCard(i, focus);
      list.show(i, false);
      focusEvent(i, "list");
    },
    toList: () => list.focus(),
    toPicture: () => plot.focus(),
    opened: () => !card.node.hidden,
    close() {
      const inside = card.node.contains(document.activeElement);
      page.hideCard();
      if (!inside) return;
      if (opener === plot) plot.focus({ preventScroll: true });
      else list.focus();
    },
  };
}
