/**
 * The events as a real list: what a keyboard and a screen reader use, with the same filters as the picture. One
 * tab stop, focus that roves; only the rows in sight are in the page, each telling its place in the whole.
 */
import { codesOf, labelsOf } from "./data.js";
import { h, highlight, symbol } from "../lib/dom.js";
import { fold, wordsOf } from "./filter.js";
import { shapeFor } from "../lib/marks.js";

export const LINE = 34; // pixels of a row; the style sheet has the same
const MORE = 4; // rows kept above and below what is seen

/**
 * @param {import("./types.js").App} app
 */
export function eventList(app) {
  const { store, say } = app;
  const inner = h("div", { class: "tl-list-inner", role: "presentation" });
  const box = h(
    "div",
    {
      class: "tl-list",
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-label": say("list"),
      tabindex: "-1",
    },
    inner,
  );
  const empty = h("p", { class: "tl-none", hidden: true }, say("none"));
  const node = h("div", { class: "tl-list-wrap" }, box, empty);
  /** @type {Map<number, HTMLElement>} place -> row */
  const rows = new Map();
  let shown = app.shown;
  let words = /** @type {string[]} */ ([]);
  let stop = 0; // place of the row that can be tabbed to
  let stale = false; // the events shown are others than those in the rows
  // What was scrolled and how tall the list is, kept here: to ask the page would make it lay itself out at once.
  let top = 0;
  let tall = 340;

  /** @param {number} place */
  function row(place) {
    const i = shown[place];
    const value = app.colour ? app.colour.marks[codesOf(app.colour, i)[0]] : 0;
    const lane = app.laneFacet();
    const disputed = store.text("dispute", i) !== "";
    const lanes = lane ? labelsOf(lane, i).join(", ") : "";
    const made = h(
      "div",
      {
        role: "option",
        class: "tl-row",
        id: `${app.prefix}-row-${i}`,
        "aria-posinset": place + 1,
        "aria-setsize": shown.length,
        style: `top:${place * LINE}px`,
        "data-place": place,
      },
      h("span", { class: "tl-check", "aria-hidden": "true" }),
      h(
        "span",
        { class: "tl-when" },
        app.dates.short(store, i),
        // What the short date leaves out is said, not written.
        store.precision[i] || store.interval[i]
          ? h("span", { class: "tl-hidden" }, ` (${app.dates.long(store, i, app.state.asOf)}) `)
          : null,
      ),
      symbol(value, store.precision[i] > 0, shapeFor(app.shape, i, value)),
      h("span", { class: "tl-title" }, ...highlight(store.text("title", i), words, fold)),
      disputed ? h("span", { class: "tl-doubt" }, say("disputed")) : null,
      h("span", { class: "tl-lane" }, lanes),
    );
    mark(made, place);
    return made;
  }

  /** @param {HTMLElement} made @param {number} place */
  function mark(made, place) {
    const i = shown[place];
    made.setAttribute("aria-selected", String(app.state.selection.has(i)));
    made.tabIndex = place === stop ? 0 : -1;
    made.classList.toggle("tl-current", i === app.state.current);
  }

  function window_() {
    if (stale) return flush();
    const from = Math.max(0, Math.floor(top / LINE) - MORE);
    const to = Math.min(shown.length, Math.ceil((top + tall) / LINE) + MORE);
    const wanted = new Set([stop]);
    for (let place = from; place < to; place++) wanted.add(place);
    for (const [place, made] of rows) {
      if (!wanted.has(place) && !made.contains(document.activeElement)) {
        made.remove();
        rows.delete(place);
      }
    }
    // In order, so that a reader who goes through the page meets them in order of time.
    for (const place of [...wanted].sort((a, b) => a - b)) {
      if (place >= shown.length || rows.has(place)) continue;
      const made = row(place);
      let after = null;
      for (
        let next = inner.lastElementChild;
        next && Number(/** @type {HTMLElement} */ (next).dataset.place) > place;
        next = next.previousElementSibling
      )
        after = next;
      inner.insertBefore(made, after);
      rows.set(place, made);
    }
  }

  /** @param {number} to  pixels */
  function scrollTo(to) {
    const least = Math.max(0, Math.min(to, shown.length * LINE - tall));
    if (least === top) return;
    top = least;
    box.scrollTop = least;
  }

  /** @param {number} place @param {boolean} focus */
  function go(place, focus) {
    if (stale) flush();
    if (!shown.length) return;
    stop = Math.max(0, Math.min(shown.length - 1, place));
    const line = stop * LINE;
    if (line < top) scrollTo(line);
    else if (line + LINE > top + tall) scrollTo(line + LINE - tall);
    window_();
    for (const [p, made] of rows) mark(made, p);
    if (focus) rows.get(stop)?.focus({ preventScroll: true });
  }

  /** Makes the rows anew. */
  function flush() {
    if (!stale) return;
    stale = false;
    const had = box.contains(document.activeElement);
    shown = app.shown;
    words = wordsOf(app.state.search);
    for (const made of rows.values()) made.remove();
    rows.clear();
    inner.style.height = `${shown.length * LINE}px`;
    empty.hidden = shown.length > 0;
    box.hidden = shown.length === 0;
    const place = app.placeOf(app.state.current);
    if (place < 0) scrollTo(0);
    go(Math.max(0, place), had);
  }

  new ResizeObserver(() => {
    tall = box.clientHeight || tall;
    window_();
  }).observe(box);
  box.addEventListener(
    "scroll",
    () => {
      top = box.scrollTop;
      window_();
    },
    { passive: true },
  );
  box.addEventListener("click", (event) => {
    const made = /** @type {HTMLElement} */ (event.target).closest(".tl-row");
    if (!made) return;
    const place = Number(/** @type {HTMLElement} */ (made).dataset.place);
    const onCheck = /** @type {HTMLElement} */ (event.target).closest(".tl-check");
    app.focusEvent(shown[place], "list");
    if (onCheck || event.shiftKey || event.ctrlKey || event.metaKey) app.toggle(shown[place]);
    else app.open(shown[place]);
  });
  box.addEventListener("focusin", (event) => {
    const made = /** @type {HTMLElement} */ (event.target).closest(".tl-row");
    if (made) app.focusEvent(shown[Number(/** @type {HTMLElement} */ (made).dataset.place)], "list");
  });
  box.addEventListener("keydown", (event) => {
    flush(); // a key that is quicker than the picture means the rows of now
    if (!shown.length || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(box.clientHeight / LINE) - 1);
    const steps = /** @type {Record<string, number>} */ ({
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    });
    if (event.key in steps) go(Math.max(0, Math.min(shown.length - 1, stop + steps[event.key])), true);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const next = app.inNextLane(shown[stop], event.key === "ArrowRight" ? 1 : -1);
      if (next >= 0) go(app.placeOf(next), true);
    } else if (event.key === "Enter") app.open(shown[stop], true);
    else if (event.key === " ") app.toggle(shown[stop]);
    else if (!app.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    node,
    focus: () => go(stop, true),
    flush,
    /** Brings a place to the top, without focus. @param {number} place */
    scroll(place) {
      flush();
      scrollTo(Math.min(place, shown.length - 1) * LINE);
    },
    /** @param {number} i @param {boolean} focus */
    show(i, focus) {
      const place = app.placeOf(i);
      if (place >= 0) go(place, focus);
    },
    /** The events shown are others now; the rows follow with the next picture. */
    renew() {
      stale = true;
    },
    /** Brings selection and focus up to date. */
    refresh() {
      flush();
      for (const [place, made] of rows) mark(made, place);
    },
  };
}
