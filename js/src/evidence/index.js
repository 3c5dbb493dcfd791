/** The evidence board: cards for, against and open; options; what is written. Python's side is evidence_board.py. */
import { columnBoard } from "../lib/columns.js";
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";
import { CARRIED, pieceCard } from "./card.js";
import { field } from "./field.js";

/** @typedef {Record<string, Record<string, string>>} Notes  by group and by name */

/** How long a card waits for another key before it goes, in milliseconds. */
const WAIT = 700;

/**
 * The notes after one of them; a blank one is none.
 * @param {Notes} notes
 * @param {string} group
 * @param {string} name
 * @param {string} value
 * @returns {Notes}
 */
export function noted(notes, group, name, value) {
  const { [name]: _, ...own } = notes[group] ?? {};
  if (value.trim()) own[name] = value;
  const { [group]: __, ...rest } = notes;
  return Object.keys(own).length ? { ...rest, [group]: own } : rest;
}

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  /** @type {{sides: string[], options: [string, string][], texts: [string, string][]}} */
  const { sides, options, texts } = model.get("_meta");
  /** The cards made so far, by what they show. @type {Map<string, ReturnType<typeof pieceCard>>} */
  const made = new Map();
  let held = { id: "", side: "" }; // the card whose select is in use by keyboard, and where it stays so long
  let waiting = 0;

  const board = columnBoard();
  const count = h("span", { class: "tl-shown" });
  const empty = h(
    "p",
    { class: "tl-none" },
    "Nothing lies here yet. Pick events in the timeline, or add evidence.",
  );
  const below = written(options, texts, (group, name, text) => note(group, name, text));
  const part = panel(el, model.get("_meta"), "Evidence board", (prefix) => {
    board.arrange("side", sides, prefix);
    const lines = below.nodes(prefix);
    return [
      h("div", { class: "tl-tools" }, h("span", { class: "tl-grow" }), count),
      empty,
      board.node,
      ...lines,
    ];
  });
  for (const [k, node] of [...board.node.children].entries())
    takesCards(node, (id) => move(id, sides[k], false));

  /** @returns {import("./card.js").Piece[]} */
  const pieces = () => model.get("_meta").cards;
  /** @param {string} id @returns {string} */
  const sideOf = (id) => model.get("notes").side?.[id] ?? "open";

  /** @param {import("./card.js").Piece} piece */
  function cardOf(piece) {
    const key = JSON.stringify(piece);
    const found =
      made.get(key) ??
      pieceCard(piece, sides, {
        move: (side, typed) => move(piece.id, side, typed),
        write: (text) => note("because", piece.id, text),
        remove: () => takeOff(piece),
      });
    made.set(key, found);
    return found;
  }

  /** @param {string} id @param {string} side @param {boolean} typed */
  function move(id, side, typed) {
    const piece = pieces().find((one) => one.id === id);
    if (!piece) return; // dropped from another board
    window.clearTimeout(waiting);
    held = typed ? { id, side: held.id === id ? held.side : sideOf(id) } : { id: "", side: "" };
    note("side", id, side);
    if (typed)
      waiting = window.setTimeout(() => {
        held = { id: "", side: "" };
        paint();
        cardOf(piece).node.scrollIntoView({ block: "nearest" });
      }, WAIT);
    part.announce(`Moved to ${side}: ${piece.title}. ${count.textContent}.`);
  }

  /** Asks Python, which holds what lies here, and gives the focus to the next card. @param {import("./card.js").Piece} piece */
  function takeOff(piece) {
    const cards = [...board.node.querySelectorAll(".tw-card")];
    const at = cards.indexOf(cardOf(piece).node);
    // Not to its button: a key held down would take off one card after the other.
    const next = (cards[at + 1] ?? cards[at - 1])?.querySelector("summary");
    /** @type {HTMLElement | null} */ (next ?? part.root.querySelector(".tw-written textarea"))?.focus();
    model.send({ off: piece.id });
    part.announce(`Taken off: ${piece.title}. What you wrote on it is kept.`);
  }

  /** @param {string} group @param {string} name @param {string} value */
  function note(group, name, value) {
    model.set("notes", noted(model.get("notes"), group, name, value));
    model.save_changes();
    paint();
  }

  function paint() {
    /** @type {Notes} */
    const notes = model.get("notes");
    const all = pieces();
    const focused = /** @type {HTMLElement | null} */ (
      board.node.contains(document.activeElement) ? document.activeElement : null
    );
    board.fill((side) =>
      all
        .filter(({ id }) => (id === held.id ? held.side : sideOf(id)) === side)
        .map((piece) => cardOf(piece).node),
    );
    for (const piece of all) cardOf(piece).refresh(sideOf(piece.id), notes.because?.[piece.id] ?? "");
    below.refresh(notes);
    const tally = sides.map((side) => `${all.filter(({ id }) => sideOf(id) === side).length} ${side}`);
    const done = all.filter(({ id }) => notes.because?.[id]).length;
    count.textContent = `${tally.join(", ")}; ${done} of ${all.length} with a sentence`;
    empty.hidden = all.length > 0;
    // A card that went elsewhere lost the focus on its way: the reader's place goes along.
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  const stop = follow(model, ["_meta", "notes"], paint);
  paint();
  return () => {
    stop();
    window.clearTimeout(waiting);
    for (const card of made.values()) card.flush();
    below.flush();
    part.destroy();
  };
}

/**
 * Lets a column take cards that are dragged onto it.
 * @param {Element} column
 * @param {(id: string) => void} take
 */
function takesCards(column, take) {
  const over = (/** @type {boolean} */ is) => void column.classList.toggle("tw-over", is);
  column.addEventListener("dragover", (event) => {
    if (!(/** @type {DragEvent} */ (event).dataTransfer?.types.includes(CARRIED))) return;
    event.preventDefault();
    over(true);
  });
  column.addEventListener("dragleave", () => over(false));
  column.addEventListener("drop", (event) => {
    over(false);
    const id = /** @type {DragEvent} */ (event).dataTransfer?.getData(CARRIED);
    if (!id) return;
    event.preventDefault();
    take(id);
  });
}

/**
 * What stands below the columns: the options with their price, the one chosen, and the texts.
 * @param {[string, string][]} options  each with its case
 * @param {[string, string][]} texts    each with its label
 * @param {(group: string, name: string, text: string) => void} write
 */
function written(options, texts, write) {
  /** @param {string} group @param {string} name @param {string} label @param {string} [about] */
  const one = (group, name, label, about) => {
    const own = field("", 2000, (text) => write(group, name, text));
    own.node.rows = 3;
    return { group, name, label, about, own };
  };
  const lines = [
    ...options.map(([name, about]) => one("price", name, `The price of: ${name}`, about)),
    ...texts.map(([name, label]) => one("text", name, label)),
  ];
  const choice = h(
    "select",
    { onchange: () => write("text", "choice", choice.value) },
    h("option", { value: "" }, "not yet chosen"),
    ...options.map(([name]) => h("option", { value: name }, name)),
  );
  return {
    /** @param {string} prefix  begins the ids */
    nodes(prefix) {
      const boxes = lines.map(({ label, about, own }, k) => {
        own.node.id = `${prefix}-text-${k}`;
        const case_ = about ? h("p", { class: "tl-quiet", id: `${own.node.id}-case` }, about) : null;
        if (case_) own.node.setAttribute("aria-describedby", case_.id);
        return h("div", {}, h("label", { for: own.node.id }, label), case_, own.node);
      });
      choice.id = `${prefix}-choice`;
      const chosen = h(
        "div",
        { class: "tw-choose" },
        h("label", { for: choice.id }, "The option that you advise"),
        choice,
      );
      const first = boxes.slice(0, options.length);
      const rest = h("div", { class: "tw-written" }, ...boxes.slice(options.length));
      return options.length ? [h("div", { class: "tw-written" }, ...first), chosen, rest] : [rest];
    },
    /** @param {Notes} notes */
    refresh(notes) {
      for (const { group, name, own } of lines) own.set(notes[group]?.[name] ?? "");
      choice.value = notes.text?.choice ?? "";
    },
    flush() {
      for (const { own } of lines) own.flush();
    },
  };
}

export default { render };
