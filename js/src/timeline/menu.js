/** The menu of one column: its values with their counts, made when first opened. */
import { h, symbol } from "../lib/dom.js";
import { GREY, SHAPES } from "../lib/marks.js";

const MOST = 500; // choices in one menu

/** The sign of a value, where its column has signs. @param {import("./types.js").App} app @param {import("./data.js").Facet} facet @param {number} code */
function signOf({ colour, shape }, facet, code) {
  const mark = facet.marks[code];
  if (facet === colour) return symbol(mark, false, shape ? "circle" : undefined);
  return facet === shape ? symbol(GREY, false, SHAPES[mark % SHAPES.length]) : null;
}

/**
 * @param {import("./types.js").App} app
 * @param {number} f  number of the column
 * @param {(details: HTMLDetailsElement) => void} opened
 */
export function facetMenu(app, f, opened) {
  const { say } = app;
  const facet = app.store.facets[f];
  const state = h("span", { class: "tl-state" });
  const summary = h("summary", {}, h("span", { class: "tl-name" }, facet.label), state);
  const panel = h("div", { class: "tl-panel" });
  const details = h("details", { class: "tl-menu" }, summary, panel);
  /** @type {{box: HTMLInputElement, count: HTMLElement, line: HTMLElement}[]} */
  const choices = [];

  const chosen = () => app.state.filters[facet.name] ?? [];
  /** @param {string[]} values */
  const choose = (values) => app.update({ filters: { ...app.state.filters, [facet.name]: values } });

  /** @param {string} value @param {number} code */
  function choice(value, code) {
    const box = h("input", { type: "checkbox", value });
    box.addEventListener("change", () => {
      // What is chosen beyond those listed stays chosen.
      const beyond = chosen().filter((other) => facet.values.indexOf(other) >= MOST);
      choose([...facet.values.filter((_, k) => choices[k]?.box.checked), ...beyond]);
    });
    const count = h("span", { class: "tl-count" });
    const name = h("span", { class: "tl-grow" }, facet.labels[code]);
    const line = h("label", { class: "tl-choice" }, box, signOf(app, facet, code), name, count);
    return { box, count, line };
  }

  // Made when first opened: a column may have thousands of values.
  function build() {
    if (panel.firstChild) return;
    choices.push(...facet.values.slice(0, MOST).map(choice));
    const group = h("fieldset", {}, h("legend", { class: "tl-hidden" }, facet.label));
    group.append(...choices.map(({ line }) => line));
    if (facet.values.length > MOST)
      group.append(h("p", { class: "tl-quiet" }, say("menuCut", { n: MOST, m: facet.values.length })));
    const none = { type: "button", class: "tl-button tl-plain", onclick: () => choose([]) };
    panel.append(group, h("button", none, say("clear")));
  }

  function refresh() {
    const values = chosen();
    const first = facet.labels[facet.values.indexOf(values[0])];
    state.textContent =
      values.length === 0 ? say("all") : values.length === 1 ? first : say("chosen", { n: values.length });
    details.classList.toggle("tl-active", values.length > 0);
    if (!details.open) return;
    const tally = app.tally(f);
    choices.forEach(({ box, count, line }, code) => {
      box.checked = values.includes(facet.values[code]);
      count.textContent = app.number(tally[code]);
      line.classList.toggle("tl-zero", tally[code] === 0);
    });
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
    opened(details);
    const edge = details.parentElement?.getBoundingClientRect().right ?? Infinity;
    panel.classList.toggle("tl-left", details.getBoundingClientRect().left + panel.offsetWidth > edge);
  });
  closes(details);

  return { node: details, refresh };
}

/** Lets Escape and a turn to something else close an open menu. @param {HTMLDetailsElement} details */
export function closes(details) {
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
