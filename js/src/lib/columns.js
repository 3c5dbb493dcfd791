/** The columns of the board. Cards live as long as it does and wander between them. */
import { h } from "./dom.js";

/** @param {string} value */
export const named = (value) => value || "(blank)";

/** @param {string} [more]  another class of the board */
export function columnBoard(more = "") {
  const node = h("div", { class: `tw-board ${more}` });
  /** @type {{value: string, list: HTMLElement, count: HTMLElement}[]} */
  let columns = [];

  /** @param {string} value @param {string} id */
  function column(value, id) {
    const count = h("span", { class: "tl-count" });
    const list = h("ul", { role: "list", "aria-labelledby": id });
    node.append(
      h("div", { class: "tw-column" }, h("p", { class: "tw-name", id }, named(value), " ", count), list),
    );
    return { value, list, count };
  }

  return {
    node,
    /**
     * Makes the columns of an arrangement; tells whether they are others than before.
     * @param {string} by
     * @param {string[]} values  one for each column
     * @param {string} prefix    begins their ids
     */
    arrange(by, values, prefix) {
      if (node.dataset.by === by) return false;
      node.dataset.by = by;
      node.replaceChildren();
      columns = values.map((value, k) => column(value, `${prefix}-${k}`));
      return true;
    },
    /** Puts each card into its column. @param {(value: string) => HTMLElement[]} cardsOf  those of a column, in order */
    fill(cardsOf) {
      for (const { value, list, count } of columns) {
        const own = cardsOf(value);
        // Only what differs is put in anew, so that open cards and the focus stay where they are.
        if (own.length !== list.children.length || own.some((card, k) => list.children[k] !== card))
          list.replaceChildren(...own);
        count.textContent = String(own.length);
      }
    },
  };
}
