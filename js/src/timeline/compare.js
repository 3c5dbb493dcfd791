/** Two selections side by side: one kept as A, the present one as B. */
import { codesOf } from "./data.js";
import { h } from "../lib/dom.js";

/**
 * Counts of two selections for each value of a facet, in the facet's order; values that neither has are left out.
 * @param {import("./data.js").Facet | null} facet
 * @param {Iterable<number>} a
 * @param {Iterable<number>} b
 * @returns {{label: string, a: number, b: number}[]}
 */
export function tally(facet, a, b) {
  if (!facet) return [];
  const counts = [a, b].map((events) => {
    const sums = new Uint32Array(facet.values.length);
    for (const i of events) for (const code of codesOf(facet, i)) sums[code]++;
    return sums;
  });
  return facet.labels
    .map((label, code) => ({ label, a: counts[0][code], b: counts[1][code] }))
    .filter((row) => row.a + row.b > 0);
}

/** @param {import("./types.js").App} app */
export function comparison(app) {
  const { say } = app;
  const node = h("div", {
    class: "tl-compare",
    hidden: true,
    role: "group",
    "aria-label": say("compareTitle"),
  });

  /** @param {Set<number>} events */
  const span = (events) => {
    if (!events.size) return "–";
    const sorted = [...events].sort((x, y) => x - y); // events are in order of time
    return say("to", {
      a: app.dates.day(app.store.start[sorted[0]]),
      b: app.dates.day(app.store.start[sorted[sorted.length - 1]]),
    });
  };

  return {
    node,
    refresh() {
      const { kept, selection } = app.state;
      node.hidden = kept.size === 0;
      if (node.hidden) return node.replaceChildren();
      let both = 0;
      for (const i of selection) if (kept.has(i)) both++;
      const facet = app.laneFacet() ?? app.store.facets[0] ?? null;
      const line = (/** @type {string} */ name, /** @type {string} */ a, /** @type {string} */ b) =>
        h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, a), h("td", {}, b));
      node.replaceChildren(
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("td", {}),
              h("th", { scope: "col" }, say("compareA")),
              h("th", { scope: "col" }, say("compareB")),
            ),
          ),
          h(
            "tbody",
            {},
            line(say("list"), app.number(kept.size), app.number(selection.size)),
            line(say("compareBoth"), app.number(both), app.number(both)),
            line(say("compareSpan"), span(kept), span(selection)),
            ...tally(facet, kept, selection).map((row) =>
              line(row.label, app.number(row.a), app.number(row.b)),
            ),
          ),
        ),
        h(
          "p",
          {},
          h(
            "button",
            { type: "button", class: "tl-button tl-plain", onclick: () => app.select(kept) },
            say("compareSelect"),
          ),
          h(
            "button",
            { type: "button", class: "tl-button tl-plain", onclick: () => app.update({ kept: new Set() }) },
            say("compareEnd"),
          ),
        ),
      );
    },
  };
}
