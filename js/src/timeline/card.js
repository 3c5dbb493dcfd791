/**
 * The card of one event: everything known of it, with its sources. Its title is the name of the region, no heading:
 * which level would be right depends on the page around it.
 */
import { h, highlight } from "../lib/dom.js";
import { sourceLine } from "../lib/sources.js";
import { bibtex, plainCitation } from "./cite.js";
import { labelsOf } from "./data.js";
import { isoDay, parseDay } from "./dates.js";
import { searchKey, wordsOf } from "./filter.js";

/** @typedef {import("./types.js").App} App */

/** @param {App} app */
export function eventCard(app) {
  const { say } = app;
  const body = h("div", { class: "tl-card-body" });
  const node = h(
    "div",
    { class: "tl-card", role: "region", hidden: true, "aria-labelledby": `${app.prefix}-card-title` },
    body,
  );
  const toggle = h("button", {
    type: "button",
    class: "tl-button tl-toggle",
    onclick: () => app.toggle(event),
  });
  let event = -1;

  /** @param {string} word @param {() => void} act */
  const button = (word, act) => h("button", { type: "button", class: "tl-button", onclick: act }, say(word));
  /** @param {string} word @param {string} sign @param {boolean} disabled @param {() => void} act */
  function iconButton(word, sign, disabled, act) {
    const name = say(word);
    const look = { class: "tl-button tl-icon", "aria-label": name, title: name };
    return h("button", { type: "button", ...look, disabled, onclick: act }, sign);
  }

  /** Opens the card of the event so many places on. @param {number} by */
  function step(by) {
    const next = app.shown[app.placeOf(event) + by];
    if (next !== undefined) app.open(next, true);
  }

  /** @param {string} text */
  async function copy(text) {
    app.announce(say((await copied(text, node)) ? "copied" : "notCopied"));
  }

  function fill() {
    const i = event;
    const place = app.placeOf(i);
    const close = iconButton("close", "×", false, () => app.close());
    close.classList.add("tl-close");
    body.replaceChildren(
      h(
        "div",
        { class: "tl-bar" },
        toggle,
        h("span", { class: "tl-grow" }),
        iconButton("previous", "‹", place <= 0, () => step(-1)),
        iconButton("next", "›", place < 0 || place >= app.shown.length - 1, () => step(1)),
        close,
      ),
      ...contents(app, i),
      h(
        "div",
        { class: "tl-bar" },
        button("copy", () => copy(plainCitation(app, i))),
        button("copyBib", () => copy(bibtex(app, i))),
      ),
    );
    refresh();
  }

  function refresh() {
    if (event < 0) return;
    const chosen = app.state.selection.has(event);
    toggle.textContent = say(chosen ? "unselect" : "select");
    toggle.setAttribute("aria-pressed", String(chosen));
  }

  node.addEventListener("keydown", (key) => {
    if (key.key !== "Escape") return;
    key.preventDefault();
    key.stopPropagation();
    app.close();
  });

  return {
    node,
    refresh,
    /** @param {number} i @param {boolean} focus */
    show(i, focus) {
      event = i;
      fill();
      node.hidden = false;
      body.scrollTop = 0;
      if (focus)
        /** @type {HTMLElement} */ (body.querySelector(".tl-card-title")).focus({ preventScroll: true });
    },
    renew() {
      if (event >= 0 && !node.hidden) fill();
    },
    hide() {
      event = -1;
      node.hidden = true;
      body.replaceChildren();
    },
  };
}

/** What is known of an event, from its title to its sources. @param {App} app @param {number} i */
function contents(app, i) {
  const { store, say } = app;
  const words = wordsOf(app.state.search);
  const text = (/** @type {string} */ name) => store.text(name, i);
  const marked = (/** @type {string} */ name) => highlight(text(name), words, searchKey);
  const title = { id: `${app.prefix}-card-title`, class: "tl-card-title", tabindex: "-1" };
  /** @type {(Node | string)[]} */
  const parts = [h("p", title, ...marked("title")), factsOf(app, i, marked)];
  if (text("summary")) parts.push(h("p", { class: "tl-summary" }, ...marked("summary")));
  // A reader of the as-of date does not know yet.
  if (text("later") && app.state.asOf === null)
    parts.push(h("p", { class: "tl-later" }, h("strong", {}, `${say("toldLater")}: `), text("later")));
  if (text("dispute"))
    parts.push(h("p", { class: "tl-dispute" }, h("strong", {}, `${say("dispute")}: `), text("dispute")));
  const sources = store.sources(i);
  if (sources.length)
    parts.push(
      h("p", { class: "tl-card-head" }, say("sources")),
      h("ul", { class: "tl-sources" }, ...sources.map(sourceLine)),
    );
  return parts;
}

/** Dates, place and columns of an event. @param {App} app @param {number} i @param {(name: string) => (Node | string)[]} marked */
function factsOf(app, i, marked) {
  const { store, say, dates } = app;
  const text = (/** @type {string} */ name) => store.text(name, i);
  const spelled = (/** @type {string} */ written) => {
    const day = parseDay(written.slice(0, 10));
    return day === null ? written : dates.day(day);
  };
  const list = h("dl", { class: "tl-facts" });
  /** @param {string} name @param {(Node | string)[]} value */
  const line = (name, ...value) =>
    list.append(h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, ...value)));

  line(say("date"), dates.long(store, i, app.state.asOf));
  if (text("elsewhere")) line(say("washington"), spelled(text("elsewhere")));
  if (store.known[i] > store.start[i]) line(say("known"), spelled(isoDay(store.known[i])));
  if (text("place")) line(say("place"), ...marked("place"));
  for (const facet of store.facets)
    if (facet.name !== "confidence") line(facet.label, labelsOf(facet, i).join(", "));
  if (text("confidence")) line(say("confidence"), text("confidence"));
  return list;
}

/**
 * Copies a text; tells whether that went well.
 * @param {string} text
 * @param {HTMLElement} node  takes a field for a moment, where the browser has only the old way
 */
async function copied(text, node) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or no secure context: the old way, which needs a selected text field.
    const field = h("textarea", { "aria-hidden": "true", class: "tl-hidden" });
    field.value = text;
    node.append(field);
    field.select();
    const done = document.execCommand?.("copy") ?? false;
    field.remove();
    return done;
  }
}
