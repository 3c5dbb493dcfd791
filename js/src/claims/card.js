/** One claim on the board: what is known of it, and the select that moves it to another column. */
import { named } from "../lib/columns.js";
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

/**
 * @typedef {object} Board
 * @property {Record<string, string[]>} values  for each arrangement its columns
 * @property {Columns} ours                     and our column of each claim; a blind board has them in Seen
 * @property {string} [unsorted]                a blind board's column for what the reader has not yet sorted
 */

/**
 * What of ours may be seen; of a blind board only what Python has handed over, once the reader gave theirs.
 * @typedef {object} Seen
 * @property {Columns} ours
 * @property {Record<string, Pick<Claim, "reason" | "details">>} reasons  by claim
 */

/** @param {string} name */
export const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * @param {Claim} claim
 * @param {Board} board
 * @param {(value: string, typed: boolean) => void} move
 */
export function claimCard(claim, { values, unsorted }, move) {
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
  const reason = h("p", { class: "tl-summary" });
  const details = h(
    "details",
    {},
    summary,
    h("div", { class: "tw-body" }, verdicts, reason, ...grounds(claim)),
  );
  const node = h("li", { class: "tw-card" }, details, h("div", { class: "tw-move" }, select, note));

  return {
    node,
    /** @param {string} by @param {Columns} moves @param {Seen} seen @param {boolean} revealed */
    refresh(by, moves, { ours, reasons }, revealed) {
      const yours = moves[by]?.[claim.id];
      const first = ours[by]?.[claim.id];
      const more = reasons[claim.id];
      if (select.dataset.by !== by) {
        select.dataset.by = by;
        select.setAttribute("aria-label", `Your ${by} for ${claim.id}`);
        const columns = [...(unsorted ? [unsorted] : []), ...values[by]];
        select.replaceChildren(...columns.map((value) => h("option", { value }, named(value))));
      }
      select.value = yours ?? unsorted ?? first;
      node.classList.toggle("tw-moved", yours !== undefined && first !== undefined && yours !== first);
      note.textContent = remark(yours, first, unsorted, revealed);
      const judged = Object.keys(values).flatMap((name) => {
        const own = moves[name]?.[claim.id];
        const value = ours[name]?.[claim.id];
        if (value === undefined) return [];
        return [fact(capital(name), named(value) + (own ? ` (yours: ${own})` : ""))];
      });
      const known = [...claim.details, ...(more?.details ?? [])];
      verdicts.replaceChildren(...judged, ...known.map(([name, value]) => fact(name, value)));
      reason.textContent = more?.reason || claim.reason;
      reason.hidden = !reason.textContent;
    },
  };
}

/**
 * What stands beside a card's select.
 * @param {string | undefined} yours
 * @param {string | undefined} ours  undefined until it may be seen
 * @param {string | undefined} unsorted
 * @param {boolean} revealed
 */
function remark(yours, ours, unsorted, revealed) {
  if (ours === undefined) return "";
  if (yours === undefined) return unsorted && revealed ? `Ours: ${named(ours)}` : "";
  if (yours === ours) return "Ours is the same";
  return `${unsorted ? "" : "Moved. "}Ours: ${named(ours)}`;
}

/** @param {string} name @param {string} value */
const fact = (name, value) => h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, value));

/** What our column rests on: the evidence, the sources. @param {Claim} claim */
function grounds({ evidence, sources }) {
  /** @param {string} name @param {Node[]} lines */
  const list = (name, lines) =>
    lines.length ? [h("p", { class: "tl-card-head" }, name), h("ul", { class: "tl-sources" }, ...lines)] : [];
  const events = evidence.map(([date, title]) =>
    h("li", {}, h("span", { class: "tl-quiet" }, date), ` ${title}`),
  );
  return [...list("Evidence", events), ...list("Sources", sources.map(sourceLine))];
}
