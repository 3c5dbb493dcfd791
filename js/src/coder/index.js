/** The statement coder: one statement, a choice of codes, and the way to the next. Python's side is statement_coder.py. */
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";
import { downloadCsv } from "../lib/save.js";
import { agreementOf } from "./agreement.js";
import { codesFile, FileError, readCodes, tooLong } from "./file.js";
import { disputed, neighbourView, sentences, sign } from "./neighbour.js";
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
 * The bar below: one's codes go out as a file, a neighbour's come in.
 * @param {import("./file.js").Meta} meta
 * @param {{save: () => void, taken: (read: ReturnType<typeof readCodes>) => void, announce: (why: string) => void}} acts
 */
function exchange(meta, { save, taken, announce }) {
  const wrong = h("p", { class: "tw-wrong", hidden: true });
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", hidden: true, tabindex: -1 });
  input.setAttribute("aria-label", "A neighbour’s file of codes");
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again, mended
    if (!file) return;
    wrong.hidden = true;
    try {
      // Not read at all: it might not fit into memory.
      if (file.size > meta.longest) throw new FileError(tooLong(file.size));
      taken(readCodes(new Uint8Array(await file.arrayBuffer()), meta));
    } catch (problem) {
      const why =
        problem instanceof FileError ? problem.message : "The browser cannot read it. Choose it again.";
      wrong.textContent = `${file.name}: ${why}`;
      wrong.hidden = false;
      announce(wrong.textContent);
    }
  });
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "tl-button", onclick: act }, text);
  const compare = button("Compare with a neighbour", () => input.click());
  return h("div", {}, h("div", { class: "tl-tools" }, button("Save my codes", save), compare, input), wrong);
}

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  /** @type {import("./file.js").Meta & {heading: string, key: string}} */
  const meta = model.get("_meta");
  const { items } = meta;
  /** The places that are coded again, while they are. @type {number[] | null} */
  let second = null;
  let at = 0; // among these
  /** What there was to say of the neighbour's file. @type {string[]} */
  let remarks = [];

  const ways = exchange(meta, { save: saveFile, taken, announce: (why) => part.announce(why) });
  /** @type {ReturnType<typeof statementView>} */
  let shown;
  /** @type {ReturnType<typeof neighbourView>} */
  let beside;
  const part = panel(el, meta, "Statement coder", (prefix) => {
    shown = statementView(meta, prefix, { code, step, blank, leave });
    beside = neighbourView(meta, prefix, { settle, again });
    if (!items.length) return [h("p", { class: "tl-none" }, "No statements.")];
    return [...shown.nodes, ways, beside.node];
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
    part.announce(sentences(model.get("codes"), neighbour(), remarks).join(" "));
  }

  function saveFile() {
    downloadCsv(codesFile(meta, model.get("codes"), { ...neighbour() }), "codes.csv");
    part.announce(
      `codes.csv is among your downloads, with ${shown.said().count}. Give it to your neighbour.`,
    );
  }

  /** @param {ReturnType<typeof readCodes>} read */
  function taken({ theirs, again, remarks: said }) {
    if (!agreementOf(model.get("codes"), theirs))
      throw new FileError("No statement is coded by both of you yet. Code first, then compare.");
    remarks = said;
    const { theirs_again: _, ...kept } = neighbour();
    const later = again.some((one) => one !== null) ? { theirs_again: again } : {};
    save("neighbour", { ...kept, theirs, ...later });
    part.announce(sentences(model.get("codes"), neighbour(), remarks).join(" "));
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
    ways.hidden = second !== null;
    beside.refresh(model.get("codes"), second ? {} : neighbour(), remarks);
  }

  const stop = follow(model, ["codes", "current", "neighbour"], paint);
  paint();
  return () => {
    stop();
    part.destroy();
  };
}

export default { render };
