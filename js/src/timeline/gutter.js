/** The names of the lanes beside the picture, and what colours and shapes stand for where the lanes do not tell. */
import { legend as MOST_KEYS } from "../../../trilateral/timeline/shared/layout.json";
import { h, symbol } from "../lib/dom.js";
import { GREY, SHAPES } from "../lib/marks.js";

/**
 * What colours and shapes stand for, where the names of the lanes do not tell.
 * @param {import("./types.js").App} app
 * @returns {{mark: number, shape: string | undefined, label: string}[]}
 */
export function keysOf(app) {
  const { colour, shape, store } = app;
  /** @param {import("./data.js").Facet | null} facet @param {(mark: number) => {mark: number, shape: string | undefined}} sign */
  const keys = (facet, sign) => {
    if (!facet || (facet === colour && facet === app.laneFacet())) return [];
    const tally = app.tally(store.facets.indexOf(facet));
    const used = Array.from(tally.keys())
      .filter((code) => tally[code])
      .slice(0, MOST_KEYS);
    return used.map((code) => ({ ...sign(facet.marks[code]), label: facet.labels[code] }));
  };
  return [
    ...keys(colour, (mark) => ({ mark, shape: shape ? "circle" : undefined })),
    ...keys(shape, (mark) => ({ mark: GREY, shape: SHAPES[mark % SHAPES.length] })),
  ];
}

/** @param {import("./types.js").App} app */
export function laneNames(app) {
  const { say } = app;
  const node = h("div", { class: "tl-gutter", role: "group", "aria-label": say("lanes") });
  const legend = h("div", { class: "tl-legend" });

  /** @param {import("./layout.js").Lane} lane @param {number} k */
  function button(lane, k) {
    const mark =
      app.colour && app.colour === app.laneFacet() && lane.code >= 0 ? app.colour.marks[lane.code] : -1;
    return h(
      "button",
      {
        type: "button",
        class: "tl-lane-name",
        tabindex: k ? "-1" : "0",
        "aria-expanded": String(!lane.collapsed),
        title: `${lane.label} (${app.number(lane.items.length)})`,
        style: `top:${lane.top}px;height:${lane.height}px`,
        "data-key": lane.key,
        onclick: () => {
          const collapsed = new Set(app.state.collapsed);
          if (!collapsed.delete(lane.key)) collapsed.add(lane.key);
          app.update({ collapsed });
        },
      },
      mark >= 0 ? symbol(mark, false, app.shape ? "circle" : undefined) : null,
      h("span", { class: "tl-lane-text" }, lane.label),
      h("span", { class: "tl-count" }, app.number(lane.items.length)),
    );
  }

  /** Gives one button the tab stop. @param {HTMLElement} to */
  function stopAt(to) {
    for (const other of node.children) /** @type {HTMLElement} */ (other).tabIndex = other === to ? 0 : -1;
    to.focus();
  }

  // One tab stop for all lanes; arrows go between them.
  node.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    const buttons = [...node.children];
    const to = buttons[buttons.indexOf(/** @type {Element} */ (document.activeElement)) + by];
    if (to) stopAt(/** @type {HTMLElement} */ (to));
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    node,
    legend,
    renew() {
      const focused = /** @type {HTMLElement | null} */ (node.querySelector(":focus"))?.dataset.key;
      const named = app.lanes.filter((lane) => lane.label);
      node.replaceChildren(...named.map(button));
      const again = focused === undefined ? -1 : named.findIndex((lane) => lane.key === focused);
      if (again >= 0) stopAt(/** @type {HTMLElement} */ (node.children[again]));

      legend.replaceChildren(
        ...keysOf(app).map((key) =>
          h("span", { class: "tl-key" }, symbol(key.mark, false, key.shape), key.label),
        ),
      );
    },
  };
}
