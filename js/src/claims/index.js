/** The claim board: cards in columns, each with a select that moves it. Python's side is claim_board.py. */
import { columnBoard, named } from "../lib/columns.js";
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";
import { capital, claimCard } from "./card.js";

/** @typedef {import("./card.js").Claim} Claim */
/** @typedef {import("./card.js").Columns} Columns */

/** How long a card waits for another key before it goes, in milliseconds. */
const WAIT = 700;
const HIDDEN = "Ours is hidden again where you have not sorted.";

/**
 * The moves after one of them; a claim back at its first place has not moved.
 * @param {Columns} moves
 * @param {string} by
 * @param {string} id
 * @param {string} value
 * @param {string} first  our column, or that of what is not yet sorted
 */
export function moved(moves, by, id, value, first) {
  const { [id]: _, ...own } = moves[by] ?? {};
  if (value !== first) own[id] = value;
  const { [by]: __, ...rest } = moves;
  return Object.keys(own).length ? { ...rest, [by]: own } : rest;
}

/** @param {string} by */
const gone = (by) => `Every claim is back in its column by ${by}. The same button brings your changes again.`;

/** @param {string} id @param {string | undefined} value @param {string} first @param {string | undefined} ours */
function whereTo(id, value, first, ours) {
  if (value === undefined) return `${id} is back in ${named(first)}.`;
  return `${id} moved to ${named(value)}.${ours === undefined ? "" : ` Ours: ${named(ours)}.`}`;
}

/** The paragraphs of the article that a claim is from. @param {Claim} claim */
const paragraphsOf = (claim) =>
  claim.details.filter(([name]) => name === "Paragraph").map(([, value]) => value);

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const meta = model.get("_meta");
  /** @type {{cards: Claim[]} & import("./card.js").Board} */
  const { cards, values, unsorted } = meta;
  /** @returns {import("./card.js").Seen} */
  const seen = () => (unsorted ? model.get("_shown") : { ours: meta.ours, reasons: {} });
  /** Our column of a claim, undefined until it may be seen. @param {string} by @param {string} id */
  const oursOf = (by, id) => seen().ours[by]?.[id];
  const arrangements = Object.keys(values);
  let paragraph = ""; // the only one shown; "" for all
  let places = [""]; // for each card the column in which it stands
  let held = -1; // a card whose select is in use by keyboard
  let waiting = 0;
  let told = { by: "", id: "" }; // the move of which is still to be said what ours is
  /** What was taken back last, for each arrangement. @type {Columns} */
  const taken = {};
  const board = columnBoard("tw-claims");
  const count = h("span", { class: "tl-shown" });
  const views = cards.map((card, i) => claimCard(card, meta, (value, typed) => move(i, value, typed)));
  const back = h("button", { type: "button", class: "tl-button tl-plain", onclick: reset });
  const show = h("button", { type: "button", class: "tl-button tl-plain", onclick: reveal });
  /** The column of a claim before the reader sorts it. @param {string} by @param {string} id */
  const firstOf = (by, id) => unsorted ?? meta.ours[by][id];
  const buttons = arrangements.map((name) =>
    h("button", { type: "button", class: "tl-button", onclick: () => arrange(name) }, capital(name)),
  );
  let prefix = "";
  const part = panel(el, meta, "Claim board", (own) => {
    prefix = own;
    const ends = [count, ...(unsorted ? [show] : []), back];
    return [toolbar(own, buttons, paragraphChoice(cards, `${own}-paragraph`, narrow), ends), board.node];
  });

  /** @param {number} i @param {string} value @param {boolean} typed */
  function move(i, value, typed) {
    const by = model.get("by");
    const { id } = cards[i];
    window.clearTimeout(waiting);
    held = typed ? i : -1;
    delete taken[by]; // who goes on sorting does not want the old order
    save("moves", moved(model.get("moves"), by, id, value, firstOf(by, id)));
    const arrive = () => {
      held = -1;
      paint();
      if (views[i].node.contains(document.activeElement)) views[i].node.scrollIntoView({ block: "nearest" });
    };
    if (typed) waiting = window.setTimeout(arrive, WAIT);
    else arrive();
    told = { by, id };
    tell();
  }

  /** Says where a claim went, and our column of it as soon as it is there. */
  function tell() {
    const { by, id } = told;
    if (!id) return;
    const value = model.get("moves")[by]?.[id];
    const own = oursOf(by, id);
    part.announce(whereTo(id, value, firstOf(by, id), own));
    if (own !== undefined || value === undefined) told = { by: "", id: "" };
  }

  /** @param {string} by */
  function arrange(by) {
    save("by", by);
    part.announce(`Columns by ${by}.`);
  }

  /** @param {string} value */
  function narrow(value) {
    paragraph = value;
    paint();
    part.announce(count.textContent ?? "");
  }

  /** Take every move back, or bring those again that were taken back last. */
  function reset() {
    const by = model.get("by");
    const { [by]: mine = {}, ...rest } = model.get("moves");
    const undo = !Object.keys(mine).length;
    if (!undo) taken[by] = mine;
    save("moves", undo ? { ...rest, [by]: taken[by] } : rest);
    if (!undo) buttons[arrangements.indexOf(by)].focus();
    part.announce(undo ? `Your changes by ${by} are there again.` : gone(by));
  }

  /** Show our columns of all claims, or hide again those that the reader has not sorted. */
  function reveal() {
    save("revealed", !model.get("revealed"));
    part.announce(model.get("revealed") ? "Ours is shown on every card." : HIDDEN);
  }

  /** @param {string} trait @param {any} value */
  function save(trait, value) {
    model.set(trait, value);
    model.save_changes();
    paint();
  }

  function paint() {
    const by = model.get("by");
    const moves = model.get("moves");
    const mine = moves[by] ?? {};
    const focused = /** @type {HTMLElement | null} */ (
      board.node.contains(document.activeElement) ? document.activeElement : null
    );
    if (board.arrange(by, [...(unsorted ? [unsorted] : []), ...values[by]], prefix)) held = -1;
    const shown = cards.map((card) => !paragraph || paragraphsOf(card).includes(paragraph));
    places = cards.map(({ id }, i) => (i === held ? places[i] : (mine[id] ?? firstOf(by, id))));
    board.fill((value) => views.filter((_, i) => shown[i] && places[i] === value).map((view) => view.node));
    const revealed = Boolean(model.get("revealed"));
    for (const view of views) view.refresh(by, moves, seen(), revealed);
    buttons.forEach((button, k) => void button.setAttribute("aria-pressed", String(arrangements[k] === by)));
    const n = Object.keys(mine).length;
    const same = cards.filter(({ id }) => mine[id] && mine[id] === oursOf(by, id)).length;
    count.textContent = `${howMany(shown)}, ${unsorted ? `${n} sorted, ${same} of them as we did` : `${n} moved`}`;
    show.textContent = revealed ? "Hide ours" : "Show ours";
    back.hidden = !n && !(by in taken);
    back.textContent = n ? "Take back my changes" : "Bring back my changes";
    // A card that went elsewhere lost the focus on its way: the reader's place goes along.
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  const stop = follow(model, ["by", "moves", "revealed", "_shown"], () => {
    paint();
    tell();
  });
  paint();
  return () => {
    stop();
    window.clearTimeout(waiting);
    part.destroy();
  };
}

/**
 * The line above the columns.
 * @param {string} prefix     begins its ids
 * @param {Node[]} buttons    one for each arrangement
 * @param {Node[]} paragraph  the choice of one
 * @param {Node[]} ends       what stands at the right
 */
function toolbar(prefix, buttons, paragraph, ends) {
  const group = { class: "tl-field", role: "group", "aria-labelledby": `${prefix}-by` };
  const choice = h(
    "div",
    group,
    h("span", { id: `${prefix}-by`, class: "tl-quiet" }, "Columns by"),
    ...buttons,
  );
  return h("div", { class: "tl-filters" }, choice, ...paragraph, h("span", { class: "tl-grow" }), ...ends);
}

/** "65 claims", or "4 of 65 claims". @param {boolean[]} shown  for each claim */
function howMany(shown) {
  const total = shown.filter(Boolean).length;
  const all = `${shown.length} ${shown.length === 1 ? "claim" : "claims"}`;
  return total === shown.length ? all : `${total} of ${all}`;
}

/**
 * The choice of a paragraph, where the claims are of several.
 * @param {Claim[]} cards
 * @param {string} id
 * @param {(value: string) => void} choose
 */
function paragraphChoice(cards, id, choose) {
  const paragraphs = [...new Set(cards.flatMap(paragraphsOf))];
  if (paragraphs.length < 2) return [];
  const options = paragraphs.map((value) => h("option", { value }, value));
  const select = h("select", { id }, h("option", { value: "" }, "all"), ...options);
  select.addEventListener("change", () => choose(select.value));
  return [h("div", { class: "tl-field" }, h("label", { for: id }, "Paragraph"), select)];
}

export default { render };
