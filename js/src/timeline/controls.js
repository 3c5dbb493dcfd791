/** The controls above the picture: native, labelled, with counts that follow the other filters. */
import { h, symbol } from "../lib/dom.js";
import { isoDay, parseDay } from "./dates.js";
import { IDS } from "./filter.js";
import { GREY, SHAPES } from "../lib/marks.js";
import { saveImage, savePicture, saveTable } from "./export.js";

const MOST = 500; // choices in one menu

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

  const menus = store.facets.map((facet, f) => menu(facet, f));

  const asOf = h("input", { type: "date", id: id("asof"), min: "1000-01-01", max: "9999-12-31" });
  asOf.addEventListener("change", () => app.update({ asOf: parseDay(asOf.value) }));
  const asOfField = meta.asOfFixed
    ? h("p", { class: "tl-fixed" })
    : h("div", { class: "tl-field" }, h("label", { for: id("asof") }, say("asOf")), asOf);

  const clear = h(
    "button",
    {
      type: "button",
      class: "tl-button tl-plain",
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
    asOfField,
    ids,
    clear,
  );

  /** @param {import("./data.js").Facet} facet @param {number} f */
  function menu(facet, f) {
    const state = h("span", { class: "tl-state" });
    const summary = h("summary", {}, h("span", { class: "tl-name" }, facet.label), state);
    const counts = /** @type {HTMLElement[]} */ ([]);
    const boxes = /** @type {HTMLInputElement[]} */ ([]);
    const lines = /** @type {HTMLElement[]} */ ([]);
    let built = false;
    const panel = h("div", { class: "tl-panel" });
    const details = h("details", { class: "tl-menu" }, summary, panel);
    const coloured = facet === app.colour;

    // Made when first opened: a column may have thousands of values.
    function build() {
      if (built) return;
      built = true;
      const group = h("fieldset", {}, h("legend", { class: "tl-hidden" }, facet.label));
      facet.values.slice(0, MOST).forEach((value, code) => {
        const box = h("input", { type: "checkbox", value });
        const count = h("span", { class: "tl-count" });
        box.addEventListener("change", () => {
          // What is chosen beyond those listed stays chosen.
          const beyond = (app.state.filters[facet.name] ?? []).filter((v) => facet.values.indexOf(v) >= MOST);
          const chosen = [...facet.values.filter((_, k) => boxes[k]?.checked), ...beyond];
          app.update({ filters: { ...app.state.filters, [facet.name]: chosen } });
        });
        const line = h(
          "label",
          { class: "tl-choice" },
          box,
          coloured
            ? symbol(facet.marks[code], false, app.shape ? "circle" : undefined)
            : facet === app.shape
              ? symbol(GREY, false, SHAPES[facet.marks[code] % SHAPES.length])
              : null,
          h("span", { class: "tl-grow" }, facet.labels[code]),
          count,
        );
        boxes.push(box);
        counts.push(count);
        lines.push(line);
        group.append(line);
      });
      if (facet.values.length > MOST)
        group.append(h("p", { class: "tl-quiet" }, say("menuCut", { n: MOST, m: facet.values.length })));
      panel.append(
        group,
        h(
          "button",
          {
            type: "button",
            class: "tl-button tl-plain",
            onclick: () => app.update({ filters: { ...app.state.filters, [facet.name]: [] } }),
          },
          say("clear"),
        ),
      );
    }

    // Before it opens, so that Tab goes into it at once.
    summary.addEventListener("click", () => {
      build();
      refresh();
    });
    details.addEventListener("toggle", () => {
      if (!details.open) return;
      build();
      refresh();
      for (const other of menus) if (other.details !== details) other.details.open = false;
      const edge = node.getBoundingClientRect().right;
      panel.classList.toggle("tl-left", details.getBoundingClientRect().left + panel.offsetWidth > edge);
    });
    closes(details);

    function refresh() {
      const chosen = app.state.filters[facet.name] ?? [];
      const first = facet.labels[facet.values.indexOf(chosen[0])];
      state.textContent =
        chosen.length === 0 ? say("all") : chosen.length === 1 ? first : say("chosen", { n: chosen.length });
      details.classList.toggle("tl-active", chosen.length > 0);
      if (!details.open) return;
      const tally = app.tally(f);
      boxes.forEach((box, code) => {
        box.checked = chosen.includes(facet.values[code]);
        counts[code].textContent = app.number(tally[code]);
        lines[code].classList.toggle("tl-zero", tally[code] === 0);
      });
    }
    return { node: details, details, refresh };
  }

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

/** Lets Escape and a turn to something else close an open menu. @param {HTMLDetailsElement} details */
function closes(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
    event.stopPropagation();
    event.preventDefault();
  });
  details.addEventListener("focusout", (event) => {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to && !details.contains(to)) details.open = false;
  });
}

/** The buttons that move the view, and the choice of lanes. @param {import("./types.js").App} app */
export function toolbar(app) {
  const { store, say } = app;
  /** @param {string} text @param {string} name @param {() => void} act @param {string} [hint] */
  const button = (text, name, act, hint = name) =>
    h(
      "button",
      {
        type: "button",
        class: "tl-button tl-icon",
        "aria-label": text === name ? undefined : name,
        title: hint,
        onclick: act,
      },
      text,
    );
  const back = button(say("back"), say("back"), () => app.back(), say("backHint"));
  back.classList.remove("tl-icon");
  const fit = button(say("fit"), say("fit"), () => app.fit(), say("fitHint"));
  fit.classList.remove("tl-icon");
  const lane = h(
    "select",
    { id: `${app.prefix}-lane` },
    ...store.facets.map((facet) => h("option", { value: facet.name }, facet.label)),
    h("option", { value: "" }, say("noLanes")),
  );
  lane.addEventListener("change", () => app.update({ lane: lane.value || null }));
  const count = h("span", { class: "tl-shown" });
  const saves = [
    ["savePicture", () => savePicture(app)],
    ["saveImage", () => saveImage(app)],
    ["saveTable", () => saveTable(app)],
  ];
  const save = h(
    "details",
    { class: "tl-menu" },
    h("summary", {}, h("span", { class: "tl-name" }, say("save"))),
    h(
      "div",
      { class: "tl-panel tl-left tl-narrow" },
      ...saves.map(([name, act]) =>
        h(
          "button",
          {
            type: "button",
            class: "tl-button tl-plain tl-line",
            onclick: () => {
              save.open = false;
              /** @type {() => void} */ (act)();
            },
          },
          say(/** @type {string} */ (name)),
        ),
      ),
    ),
  );
  closes(save);
  const node = h(
    "div",
    { class: "tl-tools" },
    h(
      "div",
      { class: "tl-group", role: "group", "aria-label": say("picture") },
      button("‹", say("earlier"), () => app.pan(-0.3)),
      button("−", say("zoomOut"), () => app.zoom(1 / 1.6)),
      button("+", say("zoomIn"), () => app.zoom(1.6)),
      button("›", say("later"), () => app.pan(0.3)),
      fit,
      back,
    ),
    store.facets.length
      ? h("div", { class: "tl-field" }, h("label", { for: `${app.prefix}-lane` }, say("lanes")), lane)
      : null,
    h("span", { class: "tl-grow" }),
    count,
    save,
  );
  return {
    node,
    refresh() {
      back.disabled = !app.history.length;
      lane.value = app.state.lane ?? "";
      const all = app.total;
      count.textContent =
        app.shown.length === all
          ? say("shownAll", { m: all })
          : say("shown", { n: app.shown.length, m: all });
    },
  };
}

/** Keys and signs, explained. @param {import("./types.js").App} app */
export function help(app) {
  const { say } = app;
  const keys = [
    ["← →", "keyArrows"],
    ["↑ ↓", "keyLanes"],
    ["Home End", "keyEnds"],
    ["Enter", "keyEnter"],
    ["Space", "keySpace"],
    ["Escape", "keyEscape"],
    ["+ −  0  Backspace", "keyZoom"],
    ["Shift + ← →", "keyPan"],
    ["Ctrl + click", "keyClick"],
    ["Wheel", "keyWheel"],
  ];
  const signs = [
    "signDay",
    "signVague",
    "signAbout",
    "signInterval",
    "signDispute",
    "density",
    "signSelected",
  ];
  return h(
    "details",
    { class: "tl-help" },
    h("summary", {}, say("help")),
    h(
      "div",
      { class: "tl-help-body" },
      h(
        "dl",
        {},
        ...keys.map(([key, text]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, say(text)))),
      ),
      h("ul", {}, ...signs.map((sign) => h("li", {}, say(sign)))),
    ),
  );
}
