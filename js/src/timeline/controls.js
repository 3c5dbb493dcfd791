/** The controls above the picture: native, labelled, with counts that follow the other filters. */
import { h } from "../lib/dom.js";
import { isoDay, parseDay } from "./dates.js";
import { IDS } from "./filter.js";
import { facetMenu } from "./menu.js";

/** @param {import("./types.js").App} app */
export function controls(app) {
  const { store, say, meta } = app;
  const id = (/** @type {string} */ name) => `${app.prefix}-${name}`;

  const search = h("input", {
    type: "search",
    id: id("search"),
    placeholder: say("searchHint"),
    autocomplete: "off",
    spellcheck: "false",
  });
  let typing = 0;
  search.addEventListener("input", () => {
    window.clearTimeout(typing);
    typing = window.setTimeout(() => app.update({ search: search.value }), store.count > 20_000 ? 150 : 0);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !search.value) return;
    search.value = "";
    app.update({ search: "" });
    event.stopPropagation();
  });

  const menus = store.facets.map((_, f) =>
    facetMenu(app, f, (open) => {
      for (const { node: other } of menus) if (other !== open) other.open = false;
    }),
  );

  const asOf = h("input", { type: "date", id: id("asof"), min: "1000-01-01", max: "9999-12-31" });
  asOf.addEventListener("change", () => app.update({ asOf: parseDay(asOf.value) }));
  const asOfField = meta.asOfFixed
    ? h("p", { class: "tl-fixed" })
    : h("div", { class: "tl-field" }, h("label", { for: id("asof") }, say("asOf")), asOf);

  const clear = h(
    "button",
    {
      type: "button",
      class: "tl-button tl-plain tl-clear",
      onclick: () => app.update({ filters: {}, search: "", ...(meta.asOfFixed ? {} : { asOf: null }) }),
    },
    say("clearAll"),
  );

  const ids = h("button", {
    type: "button",
    class: "tl-button tl-plain",
    onclick: () => app.update({ filters: { ...app.state.filters, [IDS]: [] } }),
  });

  const node = h(
    "div",
    { class: "tl-filters" },
    h("div", { class: "tl-field tl-search" }, h("label", { for: id("search") }, say("search")), search),
    ...menus.map((m) => m.node),
    ids,
    // Together, or a narrow window would give the hidden button an empty line of its own.
    h("div", { class: "tl-field" }, asOfField, clear),
  );

  return {
    node,
    refresh() {
      for (const m of menus) m.refresh();
      if (document.activeElement !== search && search.value !== app.state.search)
        search.value = app.state.search;
      const day = app.state.asOf === null ? "" : isoDay(app.state.asOf);
      if (asOf.value !== day && document.activeElement !== asOf) asOf.value = day;
      if (meta.asOfFixed)
        asOfField.textContent =
          app.state.asOf === null ? "" : say("asOfFixed", { date: app.dates.day(app.state.asOf) });
      const named = app.state.filters[IDS]?.length ?? 0;
      ids.hidden = !named;
      ids.textContent = say("onlyNamed", { n: named });
      clear.hidden = !app.filtered();
    },
    destroy() {
      window.clearTimeout(typing);
    },
  };
}
