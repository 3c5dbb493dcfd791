/** The statement coder: one statement, a choice of codes, and the way to the next. Python's side is statement_coder.py. */
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";

/** The next place without a code after `from`, going round; -1 if there is none. @param {(number | null)[]} codes @param {number} from */
export function nextBlank(codes, from) {
  for (let k = 1; k <= codes.length; k++) {
    const place = (from + k) % codes.length;
    if (codes[place] === null) return place;
  }
  return -1;
}

/** A code as it is written: with a true minus sign. @param {number} code */
const sign = (code) => String(code).replace("-", "\u2212");

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

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const meta = model.get("_meta");
  /** @type {{items: {text: string, details: [string, string][]}[], labels: [number, string][]}} */
  const { items, labels } = meta;

  const place = h("p", { class: "tl-quiet" });
  const words = h("p", { class: "tw-words" });
  const details = h("dl", { class: "tl-facts" });
  const bar = h("progress", { max: Math.max(items.length, 1), "aria-label": "Statements coded" });
  const count = h("span", { class: "tl-shown" });
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "tl-button", onclick: act }, text);
  const clear = button("No code", () => code(null));
  const previous = button("‹ Previous", () => step(-1));
  const next = button("Next ›", () => step(1));
  const blank = button("Next without a code", () => {
    const to = nextBlank(model.get("codes"), model.get("current"));
    if (to >= 0) go(to);
  });
  /** @type {HTMLInputElement[]} */
  let radios = [];
  const part = panel(el, meta, "Statement coder", (prefix) => {
    if (!items.length) return [h("p", { class: "tl-none" }, "No statements.")];
    const choice = codeChoice(prefix, labels, { chosen: code, entered: () => step(1) });
    radios = choice.radios;
    return [
      h("div", { class: "tl-tools" }, place, h("span", { class: "tl-grow" }), bar, count),
      h("div", { class: "tw-statement" }, words, details),
      choice.node,
      h("div", { class: "tl-tools" }, previous, next, blank, h("span", { class: "tl-grow" }), clear),
    ];
  });

  /** @param {number | null} value */
  function code(value) {
    const codes = [...model.get("codes")];
    codes[model.get("current")] = value;
    save("codes", codes);
    part.announce(`${value === null ? "No code" : `Code ${sign(value)}`}. ${count.textContent}.`);
  }

  /** @param {number} by */
  function step(by) {
    const to = model.get("current") + by;
    const end = by < 0 ? "This is the first statement." : `This is the last statement. ${count.textContent}.`;
    if (items[to]) go(to);
    else part.announce(end);
  }

  /** @param {number} to */
  function go(to) {
    save("current", to);
    part.announce(`${place.textContent}: ${words.textContent}`);
  }

  /** @param {string} trait @param {any} value */
  function save(trait, value) {
    model.set(trait, value);
    model.save_changes();
    paint();
  }

  function paint() {
    if (!items.length) return;
    const at = model.get("current");
    /** @type {(number | null)[]} */
    const codes = model.get("codes");
    const done = codes.filter((value) => value !== null).length;
    place.textContent = `Statement ${at + 1} of ${items.length}`;
    words.textContent = items[at].text;
    details.replaceChildren(
      ...items[at].details.map(([name, value]) =>
        h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, value)),
      ),
    );
    details.hidden = !items[at].details.length;
    for (const [k, [value]] of labels.entries()) radios[k].checked = codes[at] === value;
    bar.value = done;
    count.textContent = `${done} of ${items.length} coded`;
    // Not `disabled`: that would take the focus away from whoever arrives at the end by this very button.
    previous.setAttribute("aria-disabled", String(at === 0));
    next.setAttribute("aria-disabled", String(at === items.length - 1));
    blank.setAttribute("aria-disabled", String(done === items.length));
    clear.setAttribute("aria-disabled", String(codes[at] === null));
  }

  const stop = follow(model, ["codes", "current"], paint);
  paint();
  return () => {
    stop();
    part.destroy();
  };
}

export default { render };
