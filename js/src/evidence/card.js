/** One piece of evidence: what it is, the select that moves it, and the reader's sentence on it. */
import { h } from "../lib/dom.js";
import { sourceLine } from "../lib/sources.js";
import { field } from "./field.js";

/**
 * @typedef {object} Piece
 * @property {string} id
 * @property {string} kind   event, claim, statement, chart or table
 * @property {string} title
 * @property {string} date   in words; "" where there is none
 * @property {string} dispute
 * @property {{title: string, publisher: string, date: string, url: string}[]} sources
 */

/** How a card is dragged: the kind of what is carried, so that nothing else can be dropped on a column. */
export const CARRIED = "application/x-evidence";

/**
 * @param {Piece} piece
 * @param {string[]} sides
 * @param {{move: (side: string, typed: boolean) => void, write: (text: string) => void, remove: () => void}} acts
 */
export function pieceCard(piece, sides, { move, write, remove }) {
  // By keyboard a select changes with every letter and arrow: the card waits for the last, or the next would be lost.
  let typed = false;
  const select = h(
    "select",
    {
      "aria-label": `Your side for ${piece.title}`,
      onkeydown: () => {
        typed = true;
      },
      onpointerdown: () => {
        typed = false;
      },
      onchange: () => move(select.value, typed),
    },
    ...sides.map((side) => h("option", { value: side }, side)),
  );
  const handle = h("span", { class: "tw-handle", draggable: "true", "aria-hidden": "true" }, "⠿");
  handle.addEventListener("dragstart", (event) => {
    event.dataTransfer?.setData(CARRIED, piece.id);
    event.dataTransfer?.setDragImage(node, 10, 10);
  });
  const sentence = field(`Why is it here? ${piece.title}`, 400, write);
  sentence.node.setAttribute("placeholder", "Why is it here? One sentence.");
  sentence.node.rows = 2;
  const off = h(
    "button",
    {
      type: "button",
      class: "tl-button tl-plain tw-off",
      "aria-label": `Take off the board: ${piece.title}`,
      onclick: () => {
        sentence.flush();
        remove();
      },
    },
    "Take off",
  );
  const summary = h(
    "summary",
    {},
    h("span", { class: "tl-quiet" }, piece.date || piece.kind),
    ` ${piece.title}`,
  );
  const sources = h("ul", { class: "tl-sources" }, ...piece.sources.map(sourceLine));
  const dispute = piece.dispute ? h("p", { class: "tl-summary" }, `Disputed: ${piece.dispute}`) : null;
  const details = h(
    "details",
    {},
    summary,
    h("div", { class: "tw-body" }, dispute, h("p", { class: "tl-card-head" }, "Sources"), sources),
  );
  const node = h(
    "li",
    { class: "tw-card" },
    details,
    h("div", { class: "tw-move" }, handle, select),
    sentence.node,
    off,
  );
  return {
    node,
    /** @param {string} side @param {string} text */
    refresh(side, text) {
      select.value = side;
      sentence.set(text);
    },
    flush: sentence.flush,
  };
}
