/** The statement shown, the choice of its code, and the ways to the others. */
import { h } from "../lib/dom.js";
import { sign } from "./neighbour.js";

/** @typedef {import("./file.js").Meta} Meta */

/**
 * The choice of a code, one radio button each.
 * @param {string} prefix
 * @param {[number, string][]} labels  each code and what it means
 * @param {{chosen: (code: number) => void, entered: () => void}} acts
 */
function codeChoice(prefix, labels, { chosen, entered }) {
  const radios = labels.map(([value]) =>
    h("input", { type: "radio", name: `${prefix}-code`, value, onchange: () => chosen(value) }),
  );
  const lines = labels.map(([value, meaning], k) =>
    h(
      "label",
      { class: "tl-choice" },
      radios[k],
      h("strong", { class: "tw-number" }, sign(value)),
      h("span", {}, meaning),
    ),
  );
  const hint = h("p", { class: "tl-quiet tw-hint", id: `${prefix}-hint` });
  hint.textContent = "Arrow keys choose, Enter goes to the next statement.";
  const node = h(
    "fieldset",
    { class: "tw-codes", "aria-describedby": hint.id },
    h("legend", {}, "Your code"),
    ...lines,
    hint,
  );
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    entered();
  });
  return { node, radios };
}

/**
 * @param {Meta} meta
 * @param {string} prefix  begins its ids
 * @param {{code: (value: number | null) => void, step: (by: number) => void, blank: () => void, leave: () => void}} acts
 */
export function statementView({ items, labels }, prefix, { code, step, blank, leave }) {
  const place = h("p", { class: "tl-quiet" });
  const words = h("p", { class: "tw-words" });
  const details = h("dl", { class: "tl-facts" });
  const bar = h("progress", { "aria-label": "Statements coded" });
  const count = h("span", { class: "tl-shown" });
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "tl-button", onclick: act }, text);
  const clear = button("No code", () => code(null));
  const previous = button("‹ Previous", () => step(-1));
  const next = button("Next ›", () => step(1));
  const uncoded = button("Next without a code", blank);
  const back = button("Back to the comparison", leave);
  const { node, radios } = codeChoice(prefix, labels, { chosen: code, entered: () => step(1) });
  return {
    nodes: [
      h("div", { class: "tl-tools" }, place, h("span", { class: "tl-grow" }), bar, count),
      h("div", { class: "tw-statement" }, words, details),
      node,
      h("div", { class: "tl-tools" }, previous, next, uncoded, back, h("span", { class: "tl-grow" }), clear),
    ],
    radios,
    /** What is said to whoever hears the page. */
    said: () => ({ place: place.textContent, words: words.textContent, count: count.textContent }),
    /**
     * @param {number} at           which of the places
     * @param {number[]} places     the statements that are coded now
     * @param {(number | null)[]} codes  of all statements
     * @param {boolean} again       whether it is their second time
     */
    refresh(at, places, codes, again) {
      const i = places[at];
      const done = places.filter((one) => codes[one] !== null).length;
      place.textContent = `Statement ${at + 1} of ${places.length}${again ? ", coded again" : ""}`;
      words.textContent = items[i].text;
      details.replaceChildren(
        ...items[i].details.map(([name, value]) =>
          h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, value)),
        ),
      );
      details.hidden = !items[i].details.length;
      for (const [k, [value]] of labels.entries()) radios[k].checked = codes[i] === value;
      bar.max = places.length;
      bar.value = done;
      count.textContent = `${done} of ${places.length} coded`;
      // Not `disabled`: that would take the focus away from whoever arrives at the end by this very button.
      previous.setAttribute("aria-disabled", String(at === 0));
      next.setAttribute("aria-disabled", String(at === places.length - 1));
      uncoded.setAttribute("aria-disabled", String(done === places.length));
      clear.setAttribute("aria-disabled", String(codes[i] === null));
      back.hidden = !again;
    },
  };
}
