/** The buttons that move the view, the choice of lanes, and what can be saved. */
import { h } from "../lib/dom.js";
import { saveImage, savePicture, saveTable } from "./export.js";
import { closes } from "./menu.js";

/** How many events are shown, in words. @param {import("./types.js").App} app */
export function countText({ shown, total, say }) {
  return shown.length === total ? say("shownAll", { m: total }) : say("shown", { n: shown.length, m: total });
}

/** @param {import("./types.js").App} app */
function saveMenu(app) {
  const { say } = app;
  /** @type {[string, () => void][]} */
  const ways = [
    ["savePicture", () => savePicture(app)],
    ["saveImage", () => saveImage(app)],
    ["saveTable", () => saveTable(app)],
  ];
  const buttons = ways.map(([name, act]) => {
    const save = () => {
      menu.open = false;
      act();
    };
    return h("button", { type: "button", class: "tl-button tl-plain tl-line", onclick: save }, say(name));
  });
  const menu = h(
    "details",
    { class: "tl-menu" },
    h("summary", {}, h("span", { class: "tl-name" }, say("save"))),
    h("div", { class: "tl-panel tl-left tl-narrow" }, ...buttons),
  );
  closes(menu);
  return menu;
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
  const save = saveMenu(app);
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
      count.textContent = countText(app);
    },
  };
}
