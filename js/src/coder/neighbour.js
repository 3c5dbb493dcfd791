/** With a neighbour: how far the two agree, and where they part, side by side, to be settled. */
import { h } from "../lib/dom.js";

/** @typedef {import("./agreement.js").Codes} Codes */
/** @typedef {import("./file.js").Meta} Meta */

/**
 * @typedef {object} Neighbour  what came of a comparison; each may be missing
 * @property {Codes} [theirs]
 * @property {Codes} [settled]       what both settle on
 * @property {Codes} [again]         one's own second codes, given blind
 * @property {Codes} [theirs_again]  the neighbour's
 */

/** A code as it is written: with a true minus sign. @param {number} code */
export const sign = (code) => String(code).replace("-", "\u2212");

/** @param {number} n */
const statements = (n) => `${n} ${n === 1 ? "statement" : "statements"}`;

/** The places where first codes part. @param {Codes} codes @param {Neighbour} neighbour */
export const disputed = (codes, { theirs = [] }) =>
  [...codes.keys()].filter(
    (i) => codes[i] !== null && (theirs[i] ?? null) !== null && codes[i] !== theirs[i],
  );

/**
 * The comparison, below the statement.
 * @param {Meta} meta
 * @param {string} prefix  begins its ids
 * @param {{settle: (place: number, code: number | null) => void, again: () => void}} acts
 */
export function neighbourView(meta, prefix, { settle, again }) {
  const said = h("div", { class: "tw-said" });
  const list = h("ol", { class: "tw-pairs", "aria-labelledby": `${prefix}-part` });
  const head = h("p", { class: "tl-card-head", id: `${prefix}-part` });
  const settled = h("span", { class: "tl-shown" });
  const button = h(
    "button",
    { type: "button", class: "tl-button", onclick: again },
    "Code these again, blind",
  );
  const advice = h("p", { class: "tl-quiet" });
  advice.textContent =
    "Talk about the rule before you settle: which of its words made you choose? Both codes stay; the settled one is kept beside them.";
  const parts = h(
    "div",
    {},
    head,
    advice,
    list,
    h("div", { class: "tl-tools" }, button, h("span", { class: "tl-grow" }), settled),
  );
  const node = h(
    "details",
    { class: "tw-neighbour", open: true },
    h("summary", {}, "With your neighbour"),
    said,
    parts,
  );
  /** @type {Map<number, ReturnType<typeof pair>>} */
  const pairs = new Map();

  return {
    node,
    /** @param {Codes} codes @param {Neighbour} neighbour @param {string[]} lines  what is said of it */
    refresh(codes, neighbour, lines) {
      node.hidden = !neighbour.theirs;
      if (!neighbour.theirs) return;
      if (said.dataset.said !== lines.join("\n")) {
        said.dataset.said = lines.join("\n");
        said.replaceChildren(...lines.map((line) => h("p", {}, line)));
      }
      const places = disputed(codes, neighbour);
      parts.hidden = !places.length;
      head.textContent = `Where you part: ${statements(places.length)}`;
      const rows = places.map((i) => {
        const own = pairs.get(i) ?? pair(meta, i, (code) => settle(i, code));
        pairs.set(i, own);
        own.refresh(codes[i], neighbour);
        return own.node;
      });
      if (rows.length !== list.children.length || rows.some((row, k) => list.children[k] !== row))
        list.replaceChildren(...rows);
      const done = places.filter((i) => (neighbour.settled?.[i] ?? null) !== null).length;
      settled.textContent = `${done} of ${places.length} settled`;
    },
  };
}

/**
 * One statement on which the two part.
 * @param {Meta} meta
 * @param {number} place
 * @param {(code: number | null) => void} settle
 */
function pair({ items, labels }, place, settle) {
  const choice = h(
    "select",
    { onchange: () => settle(choice.value === "" ? null : Number(choice.value)) },
    h("option", { value: "" }, "not yet"),
    ...labels.map(([code, meaning]) => h("option", { value: code }, `${sign(code)}  ${meaning}`)),
  );
  const codes = h("dl", { class: "tl-facts" });
  const label = h("label", { class: "tl-field" }, h("span", {}, "Settled on"), choice);
  const node = h("li", {}, h("p", {}, items[place].text), h("div", { class: "tw-pair" }, codes, label));
  // The statement's beginning tells the lists apart for whoever hears them.
  choice.setAttribute("aria-label", `Settled on, statement ${place + 1}: ${items[place].text.slice(0, 60)}`);
  /** @param {string} name @param {number | null | undefined} code */
  const fact = (name, code) => {
    if (code === null || code === undefined) return [];
    const meaning = labels.find(([known]) => known === code)?.[1] ?? "";
    const value = h("dd", {}, h("strong", {}, sign(code)), ` ${meaning}`);
    return [h("div", { class: "tl-fact" }, h("dt", {}, name), value)];
  };
  return {
    node,
    /** @param {number | null} code @param {Neighbour} neighbour */
    refresh(code, { theirs, settled, again, theirs_again }) {
      codes.replaceChildren(
        ...fact("Yours", code),
        ...fact("Neighbour’s", theirs?.[place]),
        ...fact("Yours again", again?.[place]),
        ...fact("Neighbour’s again", theirs_again?.[place]),
      );
      choice.value = String(settled?.[place] ?? "");
    },
  };
}
