/**
 * The explorer itself: one state, one way to change it (`update`), and the parts that show it. Drawing waits for
 * the next frame, so that any number of changes costs one picture.
 */
import { axisBottom } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { eventCard } from "./card.js";
import { comparison } from "./compare.js";
import { controls, help, toolbar } from "./controls.js";
import { unpack } from "./data.js";
import { dates } from "./dates.js";
import { h, svg } from "../lib/dom.js";
import { draw } from "./draw.js";
import { DAY, extent, sift } from "./filter.js";
import { gestures } from "./gestures.js";
import { laneNames } from "./gutter.js";
import { firstFrom, lanesOf, momentOf } from "./layout.js";
import { eventList } from "./list.js";
import { STRIP, overview } from "./overview.js";
import { stepBack } from "../lib/sibling.js";
import { followTheme, readTheme } from "../lib/theme.js";
import { grouped, speaker } from "./words.js";

const AXIS = 26;
/** Without it the notebook takes letters and arrows for commands of its own: "x" in the list would cut the cell. */
const QUIET = "data-lm-suppress-shortcuts";
let made = 0; // explorers made, for ids that no two on a page share

/**
 * @typedef {object} Options
 * @property {any} meta
 * @property {DataView | ArrayBuffer | Uint8Array} data
 * @property {number} [height]
 * @property {string} [language]
 * @property {Partial<State>} [state]
 * @property {(changes: Partial<State>) => void} [changed]  called after every change the reader makes
 */

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").State} State */

/**
 * @param {HTMLElement} el
 * @param {Options} options
 * @returns {App & {root: HTMLElement, destroy: () => void}}
 */
export function explorer(el, options) {
  const { meta, data, height = 420, language = "en", changed = () => {} } = options;
  const store = unpack(meta, data);
  const say = speaker(language);
  const everything = new Uint32Array(store.count);
  for (let i = 0; i < store.count; i++) everything[i] = i;
  // Under a fixed as-of date what came later is not here at all; what goes on is shown up to that day.
  const limit =
    meta.asOfFixed && typeof options.state?.asOf === "number" ? options.state.asOf + DAY : Infinity;
  const whole = extent(store, everything, limit);

  /** @type {State} */
  const state = {
    filters: {},
    search: "",
    asOf: null,
    view: whole,
    lane: null,
    selection: new Set(),
    kept: new Set(),
    current: -1,
    collapsed: new Set(),
    ...options.state,
  };

  /** @type {App} */
  const app = {
    meta,
    store,
    state,
    say,
    prefix: `tl${++made}`,
    dates: dates(language, say),
    number: grouped,
    base: whole,
    total: store.count,
    width: 0,
    shown: everything,
    tally: () => new Uint32Array(0),
    lanes: /** @type {import("./layout.js").Lane[]} */ ([]),
    hits: /** @type {import("./draw.js").Hit[]} */ ([]),
    history: /** @type {[number, number][]} */ ([]),
    colour: store.facets.find((facet) => facet.name === meta.colour) ?? null,
    shape: store.facets.find((facet) => facet.name === meta.shape) ?? null,
    laneFacet: () => store.facets.find((facet) => facet.name === state.lane) ?? null,
    update,
    look,
    zoom,
    pan,
    fit,
    back,
    open,
    close,
    toggle,
    select: choose,
    hover,
    focusEvent,
    step,
    stepLane,
    stepTo,
    inNextLane,
    placeOf,
    key,
    announce,
    hint,
    filtered,
    paint,
    scene,
    axisOf,
  };

  // --- the page ----------------------------------------------------------------------------------------------

  const status = h("p", { class: "tl-hidden", role: "status", "aria-live": "polite" });
  const canvas = h("canvas", { class: "tl-canvas", "aria-hidden": "true" });
  const tip = h("div", { class: "tl-tip", "aria-hidden": "true", hidden: true });
  const plot = h(
    "div",
    {
      class: "tl-plot",
      tabindex: "0",
      role: "group",
      "aria-label": say("picture"),
      "aria-describedby": `${app.prefix}-hint`,
    },
    canvas,
    tip,
  );
  const axis = svg("svg", { class: "tl-axis", "aria-hidden": "true", height: AXIS });
  const gutter = laneNames(app);
  const strip = overview(app);
  const bar = controls(app);
  const tools = toolbar(app);
  const list = eventList(app);
  const card = eventCard(app);
  const chosen = selectionBar();
  const compared = comparison(app);
  const below = h("div", { class: "tl-below" }, list.node, card.node);
  const root = h(
    "div",
    {
      class: "tl",
      lang: language,
      role: "region",
      "aria-label": meta.heading || say("explorer"),
      [QUIET]: "true",
    },
    meta.heading ? h("p", { class: "tl-heading" }, meta.heading) : null,
    ...meta.notices.map((/** @type {string} */ notice) => h("p", { class: "tl-notice" }, notice)),
    bar.node,
    tools.node,
    h("div", { class: "tl-frame" }, gutter.node, plot, axis, strip.node),
    gutter.legend,
    chosen.node,
    compared.node,
    below,
    help(app),
    h("p", { class: "tl-hidden", id: `${app.prefix}-hint` }, say("pictureHint")),
    status,
  );

  // JupyterLab asks from the focused element upwards, and a shortcut for ":focus" is found before the root is asked.
  root.addEventListener("focusin", (event) =>
    /** @type {Element} */ (event.target).setAttribute(QUIET, "true"),
  );

  /** A click beside an open menu closes it. @param {Event} event */
  const outside = (event) => {
    for (const menu of root.querySelectorAll("details.tl-menu[open]")) {
      if (!event.composedPath().includes(menu)) /** @type {HTMLDetailsElement} */ (menu).open = false;
    }
  };
  document.addEventListener("pointerdown", outside);

  // Landmarks of one page need names of their own.
  const name = root.getAttribute("aria-label") ?? "";
  const namesakes = [...document.querySelectorAll(".tl")].filter((other) =>
    other.getAttribute("aria-label")?.startsWith(name),
  );
  if (namesakes.length) root.setAttribute("aria-label", `${name} ${namesakes.length + 1}`);

  function selectionBar() {
    const count = h("strong", {});
    const none = h(
      "button",
      { type: "button", class: "tl-button tl-plain", onclick: () => choose([]) },
      say("clearSelection"),
    );
    const all = h(
      "button",
      {
        type: "button",
        class: "tl-button tl-plain",
        onclick: () => choose(new Set([...state.selection, ...app.shown])),
      },
      say("selectShown"),
    );
    const keep = h(
      "button",
      {
        type: "button",
        class: "tl-button tl-plain",
        onclick: () => update({ kept: new Set(state.selection) }),
      },
      say("compareStore"),
    );
    return {
      node: h(
        "div",
        { class: "tl-chosen" },
        h("span", { class: "tl-list-name" }, say("list")),
        h("span", { class: "tl-grow" }),
        count,
        keep,
        none,
        all,
      ),
      refresh() {
        keep.hidden = !state.selection.size;
        count.textContent = state.selection.size ? say("selected", { n: state.selection.size }) : "";
        none.hidden = !state.selection.size;
        all.disabled = !app.shown.length;
      },
    };
  }

  // --- changes -----------------------------------------------------------------------------------------------

  /**
   * The one way to change the state.
   * @param {Partial<State>} changes
   * @param {boolean} [ours]  false if the change came from Python
   */
  function update(changes, ours = true) {
    Object.assign(state, changes);
    if ("filters" in changes || "search" in changes || "asOf" in changes) {
      resift();
      if (ours) later(() => announce(countText()));
    } else if ("lane" in changes) {
      relayout();
      list.renew();
    } else if ("collapsed" in changes) {
      relayout();
    }
    if ("view" in changes) {
      strip.move();
      follower.follow();
    }
    if ("selection" in changes) {
      list.refresh();
      card.refresh();
      if (!ours && state.selection.size) list.show(Math.min(...[...state.selection].slice(0, 1000)), false);
    }
    bar.refresh();
    tools.refresh();
    chosen.refresh();
    if ("selection" in changes || "kept" in changes || "lane" in changes) compared.refresh();
    if (ours) changed(changes);
    paint();
  }

  const countText = () =>
    app.shown.length === app.total
      ? say("shownAll", { m: app.total })
      : say("shown", { n: app.shown.length, m: app.total });

  let stripStale = true;
  function resift() {
    const found = sift(store, state);
    app.shown = found.shown;
    app.tally = found.tally;
    stripStale = true;
    if (state.current >= 0 && placeOf(state.current) < 0) {
      state.current = -1;
      card.hide();
      root.classList.remove("tl-has-card");
    }
    relayout();
    list.renew();
    card.renew();
  }

  const inner = Math.max(80, height - AXIS - STRIP);
  function relayout() {
    app.lanes = lanesOf(store, app.shown, app.laneFacet(), inner, state.collapsed, say);
    gutter.renew();
    root.classList.toggle("tl-no-lanes", !app.laneFacet());
  }

  // --- the view ----------------------------------------------------------------------------------------------

  let lastLook = 0;
  /**
   * @param {[number, number]} view
   * @param {boolean} [step]  a step of its own for "back"; else moves that follow closely count as one
   */
  function look(view, step = false) {
    const [a, b] = view;
    if (!(b > a) || (a === state.view[0] && b === state.view[1])) return;
    const now = performance.now();
    if (step || now - lastLook > 500) {
      app.history.push(state.view);
      if (app.history.length > 50) app.history.shift();
    }
    lastLook = now;
    update({ view: [a, b] });
    if (!list.node.contains(document.activeElement)) list.scroll(firstFrom(store, app.shown, a));
  }
  /** @param {number} factor */
  function zoom(factor) {
    const [a, b] = state.view;
    const at = state.current >= 0 ? momentOf(store, state.current) : NaN;
    const middle = at > a && at < b ? at : (a + b) / 2;
    const least = 6 * 3_600_000;
    const most = (app.base[1] - app.base[0]) * 2;
    const span = Math.max(least, Math.min(most, (b - a) / factor));
    const share = (middle - a) / (b - a);
    look([middle - share * span, middle + (1 - share) * span], true);
  }
  /** @param {number} share @param {boolean} [step] */
  function pan(share, step = true) {
    const by = (state.view[1] - state.view[0]) * share;
    look([state.view[0] + by, state.view[1] + by], step);
  }
  function fit() {
    look(extent(store, app.shown, state.asOf === null ? Infinity : state.asOf + DAY), true);
  }
  function back() {
    const view = app.history.pop();
    if (!view) return;
    lastLook = performance.now();
    update({ view });
  }

  // --- events ------------------------------------------------------------------------------------------------

  /** Place of an event in items (those shown, or a lane's), or -1. @param {number} i @param {Uint32Array} [items] */
  function placeOf(i, items = app.shown) {
    let low = 0;
    let high = items.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (items[middle] === i) return middle;
      if (items[middle] < i) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  let laneAt = 0; // lane in which the focus is, where an event is in several
  const laneOf = (/** @type {number} */ i) => {
    const has = (/** @type {number} */ k) => Boolean(app.lanes[k]) && placeOf(i, app.lanes[k].items) >= 0;
    if (has(laneAt)) return laneAt;
    return app.lanes.findIndex((_, k) => has(k));
  };

  /**
   * Gives an event the focus and brings it into view.
   * @param {number} i
   * @param {"plot" | "list"} from
   */
  function focusEvent(i, from) {
    if (i === undefined || i < 0) return;
    const fresh = i !== state.current;
    state.current = i;
    const t = momentOf(store, i);
    const [a, b] = state.view;
    if (t < a || t > b) {
      const span = b - a;
      look([t - span / 2, t + span / 2]);
    }
    list.show(i, false);
    if (from === "plot") {
      if (fresh)
        announce(
          `${store.text("title", i)}, ${app.dates.long(store, i, state.asOf)}${store.text("dispute", i) ? `, ${say("disputed")}` : ""}`,
        );
    }
    list.refresh();
    paint();
  }

  /** @param {number} by */
  function step(by) {
    if (!app.shown.length) return;
    if (state.current < 0) return stepInto();
    const lane = app.lanes[laneOf(state.current)];
    const next = lane?.items[placeOf(state.current, lane.items) + by];
    if (next !== undefined) focusEvent(next, "plot");
  }
  /** The first focus falls on the first event in view. */
  function stepInto() {
    const k = Math.min(app.shown.length - 1, firstFrom(store, app.shown, state.view[0]));
    laneAt = 0;
    focusEvent(app.shown[k], "plot");
    laneAt = Math.max(0, laneOf(app.shown[k]));
  }
  /** @param {number} by */
  function stepLane(by) {
    if (!app.shown.length) return;
    if (state.current < 0) return stepInto();
    const next = inNextLane(state.current, by);
    if (next >= 0) focusEvent(next, "plot");
  }
  /** @param {number} place */
  function stepTo(place) {
    if (app.shown.length) focusEvent(app.shown[place], "plot");
  }
  /** The event of the next lane that is nearest in time, or -1. @param {number} i @param {number} by */
  function inNextLane(i, by) {
    const to = laneOf(i) + by;
    const lane = app.lanes[to];
    if (!lane?.items.length) return -1;
    const k = firstFrom(store, lane.items, store.start[i]);
    const near = [lane.items[k - 1], lane.items[k]].filter((x) => x !== undefined);
    near.sort(
      (a, b) => Math.abs(store.start[a] - store.start[i]) - Math.abs(store.start[b] - store.start[i]),
    );
    laneAt = to;
    return near[0];
  }

  /** Where the focus goes when the card closes. @type {HTMLElement | null} */
  let opener = null;
  /** @param {number} i @param {boolean} [focus] */
  function open(i, focus = false) {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    if (active && root.contains(active) && !card.node.contains(active))
      opener = plot.contains(active) ? plot : list.node;
    state.current = i;
    root.classList.add("tl-has-card");
    card.show(i, focus);
    list.show(i, false);
    focusEvent(i, "list");
  }
  function close() {
    const inside = card.node.contains(document.activeElement);
    card.hide();
    root.classList.remove("tl-has-card");
    if (!inside) return;
    if (opener === plot) plot.focus({ preventScroll: true });
    else list.focus();
  }

  /** @param {number} i */
  function toggle(i) {
    const selection = new Set(state.selection);
    const added = !selection.delete(i);
    if (added) selection.add(i);
    update({ selection });
    announce(
      `${store.text("title", i)}: ${say(added ? "marked" : "unmarked")}. ${say("selected", { n: selection.size })}`,
    );
  }
  /** @param {Iterable<number>} events */
  function choose(events) {
    const selection = new Set(events);
    update({ selection });
    announce(say("selected", { n: selection.size }));
  }

  /** Keys that mean the same in picture and list. @param {KeyboardEvent} event @returns {boolean} taken */
  function key(event) {
    if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-" || event.key === "_") zoom(1 / 1.6);
    else if (event.key === "0") fit();
    else if (event.key === "Backspace") back();
    else if (event.key === "Escape" && !card.node.hidden) close();
    else return false;
    return true;
  }

  // --- telling -----------------------------------------------------------------------------------------------

  /** @param {string} text */
  function announce(text) {
    status.textContent = text;
  }
  let waiting = 0;
  /** @param {() => void} act */
  function later(act) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(act, 400);
  }
  let hinted = 0;
  function hint() {
    if (Date.now() - hinted < 4000) return;
    hinted = Date.now();
    tip.textContent = say("wheelHint");
    tip.hidden = false;
    tip.style.transform = "translate(8px, 8px)";
    window.setTimeout(() => (tip.hidden = hovered === null), 2500);
  }
  /** @type {import("./draw.js").Hit | null} */
  let hovered = null;
  /** @param {import("./draw.js").Hit | null} hit */
  function hover(hit) {
    if (hit === hovered || (hit && hovered && hit.event >= 0 && hit.event === hovered.event)) return;
    hovered = hit;
    plot.classList.toggle("tl-over", hit !== null && hit.event >= 0);
    tip.hidden = hit === null;
    if (hit) {
      tip.replaceChildren(
        ...(hit.many
          ? [say("many", { n: hit.many })]
          : [
              h("strong", {}, store.text("title", hit.event)),
              h(
                "span",
                {},
                [
                  app.dates.long(store, hit.event, state.asOf),
                  store.text("dispute", hit.event) ? say("disputed") : "",
                ]
                  .filter(Boolean)
                  .join(" · "),
              ),
            ]),
      );
      const x = Math.max(4, Math.min(hit.x - 20, app.width - tip.offsetWidth - 8));
      const y = hit.y + 16 + tip.offsetHeight > inner ? hit.y - tip.offsetHeight - 12 : hit.y + 14;
      tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    }
    paint();
  }
  function filtered() {
    return (
      Boolean(state.search.trim()) ||
      (state.asOf !== null && !meta.asOfFixed) ||
      Object.values(state.filters).some((values) => values.length)
    );
  }

  // --- painting ----------------------------------------------------------------------------------------------

  function axisOf() {
    const scale = scaleUtc(state.view, [0, app.width]);
    return { scale, ticks: scale.ticks(Math.max(2, Math.floor(app.width / 90))) };
  }
  /** @returns {import("./draw.js").Scene} */
  function scene() {
    theme ??= readTheme(root);
    return {
      store,
      lanes: app.lanes,
      colour: app.colour,
      shape: app.shape,
      view: state.view,
      width: app.width,
      height: inner,
      asOf: state.asOf,
      selection: state.selection,
      kept: state.kept,
      current: state.current,
      hover: hovered?.event ?? -1,
      focused: root.contains(document.activeElement),
      ticks: axisOf().ticks,
      theme,
      path: () => new Path2D(),
    };
  }

  let frame = 0;
  let theme = /** @type {import("../lib/theme.js").Theme | null} */ (null);
  function paint() {
    if (!frame) frame = requestAnimationFrame(paintNow);
  }
  function paintNow() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!app.width) return;
    theme ??= readTheme(root);
    const ratio = window.devicePixelRatio || 1;
    const wide = Math.round(app.width * ratio);
    const tall = Math.round(inner * ratio);
    if (canvas.width !== wide || canvas.height !== tall) {
      canvas.width = wide;
      canvas.height = tall;
      canvas.style.width = `${app.width}px`;
      canvas.style.height = `${inner}px`;
    }
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { scale, ticks } = axisOf();
    app.hits = draw(ctx, scene());
    list.flush();
    let taken = -Infinity;
    ctx.font = "12px system-ui, sans-serif"; // as timeline.css writes them
    select(/** @type {any} */ (axis))
      .call(
        axisBottom(scale)
          .tickValues(ticks)
          .tickFormat((t, k) => app.dates.tick(/** @type {Date} */ (t), k))
          .tickSizeOuter(0),
      )
      .selectAll("text")
      .each(function (/** @type {any} */ t) {
        // A label at the edge is moved inwards, so that none is cut; one that would run into the last is left out.
        const label = /** @type {SVGTextElement} */ (this);
        const half = ctx.measureText(label.textContent ?? "").width / 2 + 1;
        const at = Math.min(Math.max(scale(t), half), app.width - half);
        const free = at - half >= taken;
        label.setAttribute("x", String(at - scale(t)));
        label.style.visibility = free ? "" : "hidden";
        if (free) taken = at + half + 4;
      });
    if (stripStale) {
      stripStale = false;
      strip.paint(theme);
    }
  }

  const follower = gestures(app, plot);
  const resizes = new ResizeObserver(() => {
    const width = Math.floor(plot.clientWidth);
    if (!width || width === app.width) return;
    app.width = width;
    axis.setAttribute("width", String(width));
    strip.resize(width);
    strip.move();
    follower.follow();
    stripStale = true;
    list.refresh();
    paintNow(); // at once: the observer calls between layout and paint, and the next frame would show a gap
  });

  el.append(root);
  plot.style.height = `${inner}px`;
  gutter.node.style.height = `${inner}px`;
  const unfollow = followTheme(root, () => {
    theme = null;
    stripStale = true;
    paint();
  });
  resizes.observe(plot);
  const comeBack = stepBack(root, meta.key);
  update({ filters: state.filters, view: state.view, selection: state.selection }, false);

  return Object.assign(app, {
    root,
    destroy() {
      cancelAnimationFrame(frame);
      window.clearTimeout(waiting);
      resizes.disconnect();
      document.removeEventListener("pointerdown", outside);
      unfollow();
      bar.destroy();
      follower.destroy();
      comeBack();
      root.remove();
    },
  });
}
