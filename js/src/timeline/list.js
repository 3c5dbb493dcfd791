/**
 * The events as a real list: what a keyboard and a screen reader use, with the same filters as the picture. One
 * tab stop, focus that roves; only the rows in sight are in the page, each telling its place in the whole.
 */
import { h, highlight, symbol } from "../lib/dom.js";
import { shapeFor } from "../lib/marks.js";
import { codesOf, labelsOf } from "./data.js";
import { searchKey, wordsOf } from "./filter.js";
import { onListKey } from "./keys.js";

export const LINE = 34; // pixels of a row; the style sheet has the same
const MORE = 4; // rows kept above and below what is seen

/**
 * One row: its sign and all its words, wherever it stands.
 * @param {import("./types.js").App} app
 * @param {number} i
 * @param {string[]} words  searched for, as search keys
 */
function rowOf(app, i, words) {
  const { store, say } = app;
  const value = app.colour ? app.colour.marks[codesOf(app.colour, i)[0]] : 0;
  const lane = app.laneFacet();
  // What the short dates leave out is said, not written.
  const more = store.precision[i] || store.interval[i];
  const long = more ? ` (${app.dates.long(store, i, app.state.asOf)}) ` : "";
  return h(
    "div",
    { role: "option", class: "tl-row", id: `${app.prefix}-row-${i}` },
    h("span", { class: "tl-check", "aria-hidden": "true" }),
    h(
      "span",
      { class: "tl-when" },
      ...app.dates
        .range(store, i, app.state.asOf)
        .flatMap((piece) => [h("span", { class: "tl-piece" }, piece), " "]),
      long ? h("span", { class: "tl-hidden" }, long) : null,
    ),
    symbol(value, store.precision[i] > 0, shapeFor(app.shape, i, value)),
    h("span", { class: "tl-title" }, ...highlight(store.text("title", i), words, searchKey)),
    store.text("dispute", i) ? h("span", { class: "tl-doubt" }, say("disputed")) : null,
    h("span", { class: "tl-lane" }, lane ? labelsOf(lane, i).join(", ") : ""),
  );
}

/** Shows whether its event is selected and has the focus. @param {import("./types.js").App} app @param {HTMLElement} row @param {number} i @param {boolean} stop */
function markRow({ state }, row, i, stop) {
  row.setAttribute("aria-selected", String(state.selection.has(i)));
  row.tabIndex = stop ? 0 : -1;
  row.classList.toggle("tl-current", i === state.current);
}

/**
 * Puts the wanted rows into the page and takes out the others, but never the one with the focus.
 * @param {HTMLElement} inner
 * @param {Map<number, HTMLElement>} rows  those in the page, by place
 * @param {Set<number>} wanted             places
 * @param {(place: number) => HTMLElement} make
 */
function keep(inner, rows, wanted, make) {
  for (const [place, row] of rows) {
    if (!wanted.has(place) && !row.contains(document.activeElement)) {
      row.remove();
      rows.delete(place);
    }
  }
  // In order, so that a reader who goes through the page meets them in order of time.
  for (const place of [...wanted].sort((a, b) => a - b)) {
    if (rows.has(place)) continue;
    const made = make(place);
    let after = null;
    for (let next = inner.lastElementChild; next && placeOf(next) > place; next = next.previousElementSibling)
      after = next;
    inner.insertBefore(made, after);
    rows.set(place, made);
  }
}

/** @param {Element} row */
const placeOf = (row) => Number(/** @type {HTMLElement} */ (row).dataset.place);

/**
 * A click selects on the check mark or with a key held, and opens the card elsewhere; the focus makes its event the
 * current one. Keys are in keys.js.
 * @param {import("./types.js").App} app
 * @param {HTMLElement} box
 * @param {(place: number) => number} eventAt
 */
function listen(app, box, eventAt) {
  const inRow = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest(".tl-row");
  box.addEventListener("click", (event) => {
    const row = inRow(event);
    if (!row) return;
    const i = eventAt(placeOf(row));
    const onCheck = /** @type {HTMLElement} */ (event.target).closest(".tl-check");
    app.focusEvent(i, "list");
    if (onCheck || event.shiftKey || event.ctrlKey || event.metaKey) app.toggle(i);
    else app.open(i);
  });
  box.addEventListener("focusin", (event) => {
    const row = inRow(event);
    if (row) app.focusEvent(eventAt(placeOf(row)), "list");
  });
}

/** @param {import("./types.js").App} app */
export function eventList(app) {
  const { say } = app;
  const inner = h("div", { class: "tl-list-inner", role: "presentation" });
  const name = { role: "listbox", "aria-multiselectable": "true", "aria-label": say("list") };
  const box = h("div", { class: "tl-list", ...name, tabindex: "-1" }, inner);
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
    const made = rowOf(app, shown[place], words);
    made.dataset.place = String(place);
    made.style.top = `${place * LINE}px`;
    made.setAttribute("aria-posinset", String(place + 1));
    made.setAttribute("aria-setsize", String(shown.length));
    mark(made, place);
    return made;
  }

  /** @param {HTMLElement} made @param {number} place */
  const mark = (made, place) => markRow(app, made, shown[place], place === stop);

  function fill() {
    if (stale) return flush();
    const from = Math.max(0, Math.floor(top / LINE) - MORE);
    const to = Math.min(shown.length, Math.ceil((top + tall) / LINE) + MORE);
    const wanted = new Set([stop]);
    for (let place = from; place < to; place++) wanted.add(place);
    if (shown.length) keep(inner, rows, wanted, row);
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
    fill();
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
    fill();
  }).observe(box);
  const scrolled = () => {
    top = box.scrollTop;
    fill();
  };
  box.addEventListener("scroll", scrolled, { passive: true });
  listen(app, box, (place) => shown[place]);
  box.addEventListener("keydown", (event) => {
    flush(); // a key that is quicker than the picture means the rows of now
    if (!shown.length) return;
    const rowsInSight = Math.max(1, Math.floor(box.clientHeight / LINE) - 1);
    onListKey(app, event, { shown, stop, rowsInSight, go: (place) => go(place, true) });
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
