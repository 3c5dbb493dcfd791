/** One claim on the board: what is known of it, and the select that moves it to another column. */
import { h } from "../lib/dom.js";
import { sourceLine } from "../lib/sources.js";

/**
 * @typedef {object} Claim
 * @property {string} id
 * @property {string} claim
 * @property {[string, string][]} details
 * @property {string} reason
 * @property {[string, string][]} evidence  date and title
 * @property {{title: string, publisher: string, date: string, url: string}[]} sources
 */

/** @typedef {Record<string, Record<string, string>>} Columns  by arrangement and by claim: the name of a column */

/** @param {string} name */
export const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
/** @param {string} value */
export const named = (value) => value || "(blank)";

/**
 * @param {Claim} claim
 * @param {{values: Record<string, string[]>, ours: Columns}} board  for each arrangement its columns, and our column of each claim
 * @param {(value: string, typed: boolean) => void} move
 */
export function claimCard(claim, { values, ours }, move) {
  // By keyboard a select changes with every letter and arrow: the card waits for the last, or the next would be lost.
  let typed = false;
  const select = h("select", {
    onkeydown: () => {
      typed = true;
    },
    onpointerdown: () => {
      typed = false;
    },
    onchange: () => move(select.value, typed),
  });
  const note = h("p", { class: "tw-ours" });
  const verdicts = h("dl", { class: "tl-facts" });
  const summary = h("summary", {}, h("strong", {}, claim.id), ` ${claim.claim}`);
  const details = h("details", {}, summary, h("div", { class: "tw-body" }, verdicts, ...grounds(claim)));
  const node = h("li", { class: "tw-card" }, details, h("div", { class: "tw-move" }, select, note));

  return {
    node,
    /** @param {string} by @param {Columns} moves */
    refresh(by, moves) {
      const yours = moves[by]?.[claim.id];
      const first = ours[by][claim.id];
      if (select.dataset.by !== by) {
        select.dataset.by = by;
        select.setAttribute("aria-label", `Your ${by} for ${claim.id}`);
        select.replaceChildren(...values[by].map((value) => h("option", { value }, named(value))));
      }
      select.value = yours ?? first;
      node.classList.toggle("tw-moved", yours !== undefined);
      note.textContent = yours === undefined ? "" : `Moved. Ours: ${named(first)}`;
      const judged = Object.keys(values).map((name) => {
        const own = moves[name]?.[claim.id];
        return fact(capital(name), named(ours[name][claim.id]) + (own ? ` (yours: ${own})` : ""));
      });
      verdicts.replaceChildren(...judged, ...claim.details.map(([name, value]) => fact(name, value)));
    },
  };
}

/** @param {string} name @param {string} value */
const fact = (name, value) => h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, value));

/** Why our column is what it is: the reason, the evidence, the sources. @param {Claim} claim */
function grounds({ reason, evidence, sources }) {
  /** @param {string} name @param {Node[]} lines */
  const list = (name, lines) =>
    lines.length ? [h("p", { class: "tl-card-head" }, name), h("ul", { class: "tl-sources" }, ...lines)] : [];
  const events = evidence.map(([date, title]) =>
    h("li", {}, h("span", { class: "tl-quiet" }, date), ` ${title}`),
  );
  return [
    reason ? h("p", { class: "tl-summary" }, reason) : null,
    ...list("Evidence", events),
    ...list("Sources", sources.map(sourceLine)),
  ];
}
