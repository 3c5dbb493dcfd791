/** The statement coder: one statement, a choice of codes, and the way to the next. Python's side is statement_coder.py. */
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";
import { downloadCsv } from "../lib/save.js";
import { disputed, neighbourView, sign } from "./neighbour.js";
import { statementView } from "./statement.js";

/** The next place without a code after `from`, going round; -1 if there is none. @param {(number | null)[]} codes @param {number} from */
export function nextBlank(codes, from) {
  for (let k = 1; k <= codes.length; k++) {
    const place = (from + k) % codes.length;
    if (codes[place] === null) return place;
  }
  return -1;
}

/**
 * The bar below: one's codes go out as a file, a neighbour's come in. Python reads and writes them.
 * @param {any} model
 * @param {(text: string) => void} announce
 */
function exchange(model, announce) {
  const wrong = h("p", { class: "tw-wrong", hidden: true });
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,.xlsx", hidden: true, tabindex: -1 });
  input.setAttribute("aria-label", "A neighbour’s file of codes");
  let name = "";
  let asked = false; // by this view: another of the same coder hears the answer too
  const ask = (/** @type {any[]} */ ...question) => {
    asked = true;
    model.send(...question);
  };
  const refused = (/** @type {string} */ why) => {
    wrong.textContent = why.includes(name) ? why : `${name}: ${why}`;
    wrong.hidden = false;
    announce(wrong.textContent);
  };
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again, mended
    if (!file) return;
    name = file.name;
    wrong.hidden = true;
    // Not read at all: it might not fit into memory.
    if (file.size > model.get("_meta").longest)
      refused(
        `This file has ${Math.round(file.size / 1e6)} MB, too many for a file of codes. Is it the right one?`,
      );
    else
      try {
        ask({ take: name }, undefined, [await file.arrayBuffer()]);
      } catch {
        refused("The browser cannot read it. Choose it again.");
      }
  });
  const heard = (/** @type {any} */ said) => {
    if (!asked) return;
    asked = false;
    if (said.file) {
      downloadCsv(said.file, "codes.csv");
      announce("codes.csv is among your downloads. Give it to your neighbour.");
    } else if (said.refused) refused(said.refused);
    else announce(model.get("_found").join(" "));
  };
  model.on("msg:custom", heard);
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "tl-button", onclick: act }, text);
  const save = button("Save my codes", () => ask({ save: true }));
  const compare = button("Compare with a neighbour", () => input.click());
  return {
    node: h("div", {}, h("div", { class: "tl-tools" }, save, compare, input), wrong),
    stop: () => model.off("msg:custom", heard),
  };
}

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  /** @type {import("./file.js").Meta & {heading: string, key: string}} */
  const meta = model.get("_meta");
  const { items } = meta;
  /** The places that are coded again, while they are. @type {number[] | null} */
  let second = null;
  let at = 0; // among these

  const ways = exchange(model, (text) => part.announce(text));
  /** @type {ReturnType<typeof statementView>} */
  let shown;
  /** @type {ReturnType<typeof neighbourView>} */
  let beside;
  const part = panel(el, meta, "Statement coder", (prefix) => {
    shown = statementView(meta, prefix, { code, step, blank, leave });
    beside = neighbourView(meta, prefix, { settle, again });
    if (!items.length) return [h("p", { class: "tl-none" }, "No statements.")];
    return [...shown.nodes, ways.node, beside.node];
  });

  /** @returns {import("./neighbour.js").Neighbour} */
  const neighbour = () => model.get("neighbour") ?? {};
  /** The statements that are coded now, all or those in dispute. @returns {number[]} */
  const places = () => second ?? [...items.keys()];
  /** Which of them is shown. @returns {number} */
  const here = () => (second ? at : model.get("current"));
  /** @returns {(number | null)[]} */
  const codes = () => (second ? (neighbour().again ?? items.map(() => null)) : model.get("codes"));

  /** @param {number | null} value */
  function code(value) {
    const all = [...codes()];
    all[places()[here()]] = value;
    if (second) save("neighbour", { ...neighbour(), again: all });
    else save("codes", all);
    part.announce(`${value === null ? "No code" : `Code ${sign(value)}`}. ${shown.said().count}.`);
  }

  /** @param {number} by */
  function step(by) {
    const to = here() + by;
    const end =
      by < 0 ? "This is the first statement." : `This is the last statement. ${shown.said().count}.`;
    if (to in places()) go(to);
    else part.announce(end);
  }

  /** @param {number} to */
  function go(to) {
    if (second) {
      at = to;
      paint();
    } else save("current", to);
    const { place, words } = shown.said();
    part.announce(`${place}: ${words}`);
  }

  function blank() {
    const to = nextBlank(
      places().map((i) => codes()[i]),
      here(),
    );
    if (to >= 0) go(to);
  }

  /** @param {number} i @param {number | null} value */
  function settle(i, value) {
    const settled = [...(neighbour().settled ?? items.map(() => null))];
    settled[i] = value;
    save("neighbour", { ...neighbour(), settled });
    part.announce(value === null ? "Not settled." : `Settled on ${sign(value)}. Both codes stay.`);
  }

  /** Codes what is in dispute anew; until the end neither the earlier codes nor the neighbour's are seen. */
  function again() {
    second = disputed(model.get("codes"), neighbour());
    at = 0;
    paint();
    shown.radios[0].focus();
    const { place, words } = shown.said();
    part.announce(`${place}. The earlier codes are hidden. ${words}`);
  }

  function leave() {
    second = null;
    paint();
    beside.node.querySelector("summary")?.focus();
    part.announce(model.get("_found").join(" "));
  }

  /** @param {string} trait @param {any} value */
  function save(trait, value) {
    model.set(trait, value);
    model.save_changes();
    paint();
  }

  function paint() {
    if (!items.length) return;
    shown.refresh(here(), places(), codes(), second !== null);
    ways.node.hidden = second !== null;
    beside.refresh(model.get("codes"), second ? {} : neighbour(), model.get("_found"));
  }

  const stop = follow(model, ["codes", "current", "neighbour", "_found"], paint);
  paint();
  return () => {
    stop();
    ways.stop();
    part.destroy();
  };
}

export default { render };
