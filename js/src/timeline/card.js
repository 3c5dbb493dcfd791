/**
 * The card of one event: everything known of it, with its sources. Its title is the name of the region, no heading:
 * which level would be right depends on the page around it.
 */
import { labelsOf } from "./data.js";
import { h, highlight } from "../lib/dom.js";
import { fold, wordsOf } from "./filter.js";
import { isoDay, parseDay } from "./dates.js";
import { bibtex, plainCitation } from "./cite.js";

/** An address that may become a link: http or https only. @param {string} text */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}

/** @param {import("./types.js").App} app */
export function eventCard(app) {
  const { store, say } = app;
  const body = h("div", { class: "tl-card-body" });
  const node = h(
    "div",
    { class: "tl-card", role: "region", hidden: true, "aria-labelledby": `${app.prefix}-card-title` },
    body,
  );
  let event = -1;
  /** @type {HTMLButtonElement | null} */
  let toggle = null;

  /** @param {string} name @param {(Node | string)[]} value */
  const line = (name, ...value) => h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, ...value));

  /** @param {string} text */
  const spelled = (text) => {
    const day = parseDay(text.slice(0, 10));
    return day === null ? text : app.dates.day(day);
  };

  /** @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      app.announce(say("copied"));
    } catch {
      // No permission, or no secure context: the old way, which needs a selected text field.
      const field = h("textarea", { "aria-hidden": "true", class: "tl-hidden" });
      field.value = text;
      node.append(field);
      field.select();
      const done = document.execCommand?.("copy");
      field.remove();
      app.announce(say(done ? "copied" : "notCopied"));
    }
  }

  /** @param {import("./data.js").Source} source */
  function work(source) {
    const url = safeUrl(source.url);
    const name = source.title || source.publisher || source.url;
    const shown = url
      ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name)
      : h("span", {}, name);
    const rest = [source.title ? source.publisher : "", source.date].filter(Boolean).join(", ");
    return h("li", {}, shown, rest ? h("span", { class: "tl-quiet" }, ` ${rest}`) : null);
  }

  /** @param {number} i */
  function fill(i) {
    const words = wordsOf(app.state.search);
    const text = (/** @type {string} */ name) => store.text(name, i);
    const place = app.placeOf(i);
    toggle = h("button", { type: "button", class: "tl-button tl-toggle", onclick: () => app.toggle(i) });
    const facts = h("dl", { class: "tl-facts" }, line(say("date"), app.dates.long(store, i, app.state.asOf)));
    if (text("elsewhere")) facts.append(line(say("washington"), spelled(text("elsewhere"))));
    if (store.known[i] > store.start[i]) facts.append(line(say("known"), spelled(isoDay(store.known[i]))));
    if (text("place")) facts.append(line(say("place"), ...highlight(text("place"), words, fold)));
    for (const facet of store.facets) {
      const labels = labelsOf(facet, i);
      if (facet.name !== "confidence") facts.append(line(facet.label, labels.join(", ")));
    }
    if (text("confidence")) facts.append(line(say("confidence"), text("confidence")));
    const sources = store.sources(i);
    body.replaceChildren(
      h(
        "div",
        { class: "tl-card-bar" },
        toggle,
        h("span", { class: "tl-grow" }),
        h(
          "button",
          {
            type: "button",
            class: "tl-button tl-icon",
            "aria-label": say("previous"),
            title: say("previous"),
            disabled: place <= 0,
            onclick: () => step(-1),
          },
          "‹",
        ),
        h(
          "button",
          {
            type: "button",
            class: "tl-button tl-icon",
            "aria-label": say("next"),
            title: say("next"),
            disabled: place < 0 || place >= app.shown.length - 1,
            onclick: () => step(1),
          },
          "›",
        ),
        h(
          "button",
          {
            type: "button",
            class: "tl-button tl-icon tl-close",
            "aria-label": say("close"),
            title: say("close"),
            onclick: () => app.close(),
          },
          "×",
        ),
      ),
      h(
        "p",
        { id: `${app.prefix}-card-title`, class: "tl-card-title", tabindex: "-1" },
        ...highlight(text("title"), words, fold),
      ),
      facts,
      text("summary") ? h("p", { class: "tl-summary" }, ...highlight(text("summary"), words, fold)) : "",
      text("dispute")
        ? h("p", { class: "tl-dispute" }, h("strong", {}, `${say("dispute")}: `), text("dispute"))
        : "",
      sources.length ? h("p", { class: "tl-card-head" }, say("sources")) : "",
      sources.length ? h("ul", { class: "tl-sources" }, ...sources.map(work)) : "",
      h(
        "div",
        { class: "tl-card-bar" },
        h(
          "button",
          { type: "button", class: "tl-button", onclick: () => copy(plainCitation(app, i)) },
          say("copy"),
        ),
        h(
          "button",
          { type: "button", class: "tl-button", onclick: () => copy(bibtex(app, i)) },
          say("copyBib"),
        ),
      ),
    );
    refresh();
  }

  /** @param {number} by */
  function step(by) {
    const next = app.shown[app.placeOf(event) + by];
    if (next !== undefined) app.open(next, true);
  }

  function refresh() {
    if (!toggle || event < 0) return;
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
      fill(i);
      node.hidden = false;
      body.scrollTop = 0;
      if (focus)
        /** @type {HTMLElement} */ (body.querySelector(".tl-card-title")).focus({ preventScroll: true });
    },
    renew() {
      if (event >= 0 && !node.hidden) fill(event);
    },
    hide() {
      event = -1;
      node.hidden = true;
      body.replaceChildren();
    },
  };
}
