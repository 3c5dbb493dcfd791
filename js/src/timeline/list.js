/**
 * The events as a real list: what a keyboard and a screen reader use, with the same filters as the picture. One
 * tab stop, focus that roves; only the rows in sight are in the page, each telling its place in the whole.
 */
import { h, highlight, symbol } from "../lib/dom.js";
import { shapeFor } from "../lib/marks.js";
import { codesOf, labelsOf } from "./data.js";
import { searchKey, wordsOf } from "./filter.js";
import { inView } from "./inview.js";
import { onListKey } from "./keys.js";
import { firstFrom } from "./layout.js";
import { placeIn } from "./state.js";

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

/** Tells a row its place. @param {HTMLElement} row @param {number} place @param {number} count */
function settle(row, place, count) {
  row.dataset.place = String(place);
  row.style.top = `${place * LINE}px`;
  row.setAttribute("aria-posinset", String(place + 1));
  row.setAttribute("aria-setsize", String(count));
  return row;
}

/** The places of the rows in sight, and of the one that can be tabbed to. @param {number} top @param {number} tall @param {number} count @param {number} stop */
function placesOf(top, tall, count, stop) {
  const wanted = new Set([stop]);
  const to = Math.min(count, Math.ceil((top + tall) / LINE) + MORE);
  for (let place = Math.max(0, Math.floor(top / LINE) - MORE); place < to; place++) wanted.add(place);
  return wanted;
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
  const ticks = (/** @type {MouseEvent} */ event) =>
    /** @type {HTMLElement} */ (event.target).closest(".tl-check") ||
    event.shiftKey ||
    event.ctrlKey ||
    event.metaKey;
  const inRow = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest(".tl-row");
  box.addEventListener("click", (event) => {
    const row = inRow(event);
    if (!row) return;
    const i = eventAt(placeOf(row));
    if (ticks(event)) app.toggle(i);
    else app.open(i);
  });
  // A tick moves nothing: the row does not take the focus, which would bring its event into view.
  box.addEventListener("mousedown", (event) => {
    if (ticks(event)) event.preventDefault();
  });
  box.addEventListener("focusin", (event) => {
    const row = inRow(event);
    if (row) app.focusEvent(eventAt(placeOf(row)), "list");
  });
}

/** Whether the view shows the event with the focus. @param {import("./types.js").App} app */
const seen = ({ store, state: { view, current } }) =>
  current >= 0 && inView(store, Uint32Array.of(current), view).inView > 0;

const LISTBOX = { role: "listbox", "aria-multiselectable": "true", "aria-keyshortcuts": "P", tabindex: "-1" };

/** @param {import("./types.js").App} app */
export function eventList(app) {
  const { say } = app;
  const inner = h("div", { class: "tl-list-inner", role: "presentation" });
  const box = h("div", { class: "tl-list", ...LISTBOX, "aria-label": say("list") }, inner);
  const empty = h("p", { class: "tl-none", hidden: true }, say("none"));
  const away = h("p", { class: "tl-away tl-quiet", hidden: true }, say("noneInView"));
  const node = h("div", { class: "tl-list-wrap" }, away, box, empty);
  /** @type {Map<number, HTMLElement>} place -> row */
  const rows = new Map();
  let shown = app.shown; // those listed
  let only = true; // those in view alone
  let words = /** @type {string[]} */ ([]);
  let stop = 0; // place of the row that can be tabbed to
  let stale = false; // the events shown are others than those in the rows
  // What was scrolled and how tall the list is, kept here: to ask the page would make it lay itself out at once.
  let top = 0;
  let tall = 340;

  /** @param {number} place */
  function row(place) {
    const made = settle(rowOf(app, shown[place], words), place, shown.length);
    mark(made, place);
    return made;
  }

  /** @param {HTMLElement} made @param {number} place */
  const mark = (made, place) => markRow(app, made, shown[place], place === stop);

  function fill() {
    if (stale) return flush();
    if (shown.length) keep(inner, rows, placesOf(top, tall, shown.length, stop), row);
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
    const found = only ? inView(app.store, app.shown, app.state.view) : null;
    shown = found?.listed ?? app.shown;
    away.hidden = !found || found.inView > 0 || !shown.length;
    words = wordsOf(app.state.search);
    for (const made of rows.values()) made.remove();
    rows.clear();
    inner.style.height = `${shown.length * LINE}px`;
    empty.hidden = shown.length > 0;
    box.hidden = shown.length === 0;
    const place = placeIn(shown, app.state.current);
    if (place < 0) scrollTo(0);
    go(Math.max(0, place), had);
  }

  /** To a place among all that pass the filters: beyond the edge of the view it goes on, and the view with it. @param {number} to */
  function reach(to) {
    const i = app.shown[Math.max(0, Math.min(app.shown.length - 1, to))];
    if (placeIn(shown, i) < 0) app.focusEvent(i, "list");
    go(placeIn(shown, i), true);
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
    onListKey(app, event, { shown: app.shown, stop: app.placeOf(shown[stop]), rowsInSight, go: reach });
  });

  return {
    node,
    focus: () => go(stop, true),
    flush,
    listed() {
      flush();
      return shown;
    },
    /** Brings what begins at or after a moment to the top, without focus. @param {number} from */
    scroll(from) {
      if (only) return; // what is in view is all there is
      flush();
      scrollTo(Math.min(firstFrom(app.store, shown, from), shown.length - 1) * LINE);
    },
    /** Lists those in view alone, or all that pass the filters. @param {boolean} inViewAlone */
    only(inViewAlone) {
      only = inViewAlone;
      stale = true;
      flush();
    },
    /** The view is another. Where the focus is on a row that it no longer shows, the rows stay. */
    follow() {
      if (only && !(box.contains(document.activeElement) && !seen(app))) stale = true;
    },
    /** @param {number} i @param {boolean} focus */
    show(i, focus) {
      flush();
      const place = placeIn(shown, i);
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
